import type { LaneSpan, LaneState } from '@shared/models/review';
import { spanOf, type Viewport } from './viewport';

/** A stretch of a lane as it is drawn, px from its left. */
export interface StateBox {
  state: LaneState;
  left: number;
  width: number;
}

/** A single lost packet in a long view is still to be seen. */
const THINNEST_PX = 2;

/**
 * The spans in view as boxes. Neighbours of one state that touch on screen become one box, so that thousands of lost
 * packets are never more boxes than there are pixels. `spans` are in order of time.
 */
export function stateBoxes(spans: readonly LaneSpan[], view: Viewport, width: number): StateBox[] {
  if (width <= 0 || spanOf(view) <= 0) return [];
  const boxes: StateBox[] = [];
  const lastOf = new Map<LaneState, StateBox>();
  const scale = width / spanOf(view);
  for (let at = firstEnding(spans, view.startMs); at < spans.length; at += 1) {
    const { state, fromMs, toMs } = spans[at] as LaneSpan;
    if (fromMs > view.endMs) break;
    const left = Math.max(0, (fromMs - view.startMs) * scale);
    const right = Math.min(width, Math.max((toMs - view.startMs) * scale, left + THINNEST_PX));
    const last = lastOf.get(state);
    if (last && left - (last.left + last.width) < 1) {
      last.width = Math.max(last.width, right - last.left);
      continue;
    }
    const box = { state, left, width: Math.max(0, right - left) };
    boxes.push(box);
    lastOf.set(state, box);
  }
  return boxes;
}

/** Index of the first span that ends at `ms` or later. */
function firstEnding(spans: readonly LaneSpan[], ms: number): number {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spans[middle] as LaneSpan).toMs < ms) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The span at `ms`; null where the lane is as it should be. */
export function spanAt(spans: readonly LaneSpan[], ms: number): LaneSpan | null {
  const found = spans[firstEnding(spans, ms)];
  return found && found.fromMs <= ms ? found : null;
}

const ORDER: readonly LaneState[] = [
  'muted',
  'lost',
  'undecryptable',
  'reconnect',
  'withheld',
  'absent',
  'drift',
  'unrecorded',
  'missing',
  'damaged',
];

/** The states that occur in any lane, in the order of the legend. */
export function statesIn(lanes: readonly { spans: readonly LaneSpan[] }[]): LaneState[] {
  const found = new Set(lanes.flatMap((lane) => lane.spans.map((span) => span.state)));
  return ORDER.filter((state) => found.has(state));
}
