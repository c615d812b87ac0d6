import type { LaneSpan, LaneState } from '@shared/models/review';
import { spanOf, type Viewport, xOf } from './viewport';

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
  for (const { state, fromMs, toMs } of spans) {
    if (toMs < view.startMs || fromMs > view.endMs) continue;
    const left = Math.max(0, xOf(fromMs, view, width));
    const right = Math.min(width, Math.max(xOf(toMs, view, width), left + THINNEST_PX));
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

const ORDER: readonly LaneState[] = [
  'muted',
  'lost',
  'undecryptable',
  'reconnect',
  'withheld',
  'absent',
  'drift',
  'unrecorded',
];

/** The states that occur in any lane, in the order of the legend. */
export function statesIn(lanes: readonly { spans: readonly LaneSpan[] }[]): LaneState[] {
  const found = new Set(lanes.flatMap((lane) => lane.spans.map((span) => span.state)));
  return ORDER.filter((state) => found.has(state));
}
