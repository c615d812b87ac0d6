import type { LaneState, ReviewLane } from '@shared/models/review';
import { token } from '../../../ui/canvas';
import { stateBoxes } from '../lane-states';
import { spanOf, type Viewport } from '../viewport';
import { columns, levelFor, type Peaks } from '../waveform';
import type { CanvasSize } from './painter';
import { textureOf } from './textures';

/** Quiet speech is still to be seen: a power below 1 lifts it without letting loud parts leave the lane. */
const LIFT = 0.7;
/** Heights of a waveform for each of 256 values, 0..1: a power for each pixel of each frame would cost. */
const LIFTED = Float32Array.from({ length: 257 }, (_, n) => (n / 256) ** LIFT);
/** Where these begin and end is to be seen to the pixel. */
const EDGED: ReadonlySet<LaneState> = new Set(['withheld', 'unrecorded', 'missing', 'reconnect', 'absent']);
/** One for all lanes: they are painted one after the other. */
let scratch = new Float32Array(0);

/** What of a lane is drawn besides its waveform. */
type DrawnLane = Pick<ReviewLane, 'spans' | 'speech'>;

export interface LanePicture {
  levels: readonly Peaks[] | null;
  /** Samples themselves where somebody looks that closely; null elsewhere. */
  fine: Peaks | null;
  lane: DrawnLane | undefined;
  colourIndex: number;
  /** Not heard: muted, or another one is soloed. */
  silent: boolean;
}

/** One lane: states as textures, speech on a tint, silence as a dotted line, the waveform over them. */
export function paintLane(
  context: CanvasRenderingContext2D,
  { width, height, ratio }: CanvasSize,
  view: Viewport,
  picture: LanePicture,
): void {
  const { lane, levels, silent } = picture;
  context.clearRect(0, 0, width, height);
  const colour = token(`--speaker-${picture.colourIndex}`);
  const middle = Math.floor(height / 2);
  paintSilence(context, width, middle, ratio);
  if (lane) paintSpeech(context, { width, height, ratio }, view, lane, colour);
  context.globalAlpha = silent ? 0.3 : 0.92;
  context.fillStyle = colour;
  const seen = picture.fine ? [picture.fine] : levels;
  if (seen) paintPeaks(context, { width, height, ratio }, view, seen);
  context.globalAlpha = 1;
  if (lane) paintStates(context, { width, height, ratio }, view, lane);
}

/** A dot every four pixels, as one dashed line: a box for each would be two thousand of them a frame. */
function paintSilence(context: CanvasRenderingContext2D, width: number, middle: number, ratio: number): void {
  context.globalAlpha = 0.5;
  context.strokeStyle = token('--line-strong');
  context.lineWidth = ratio;
  context.setLineDash([ratio, 3 * ratio]);
  context.beginPath();
  context.moveTo(0, middle + ratio / 2);
  context.lineTo(width, middle + ratio / 2);
  context.stroke();
}

/** Where there is speech, the ground has a breath of the speaker's colour, so that turns show at any zoom. */
function paintSpeech(
  context: CanvasRenderingContext2D,
  { width, height, ratio }: CanvasSize,
  view: Viewport,
  { speech }: DrawnLane,
  colour: string,
): void {
  context.globalAlpha = 0.1;
  context.fillStyle = colour;
  const scale = width / spanOf(view);
  let drawnTo = -1;
  for (let at = firstAfter(speech, view.startMs); at < speech.length; at += 1) {
    const [from, to] = speech[at] as [number, number];
    if (from > view.endMs) break;
    const left = Math.max(drawnTo, Math.floor((from - view.startMs) * scale));
    const right = Math.min(width, Math.ceil((to - view.startMs) * scale));
    if (right <= left) continue;
    context.fillRect(left, ratio, right - left, height - 2 * ratio);
    drawnTo = right;
  }
}

/** Index of the first span that ends after `ms`; spans are in order. */
export function firstAfter(spans: readonly (readonly [number, number])[], ms: number): number {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spans[middle] as readonly [number, number])[1] <= ms) low = middle + 1;
    else high = middle;
  }
  return low;
}

function paintPeaks(
  context: CanvasRenderingContext2D,
  { width, height }: CanvasSize,
  view: Viewport,
  levels: readonly Peaks[],
): void {
  const level = levelFor(levels, spanOf(view) / width);
  if (!level) return;
  if (scratch.length < width * 2) scratch = new Float32Array(width * 2);
  const pairs = columns(level, view, width, scratch);
  const middle = height / 2;
  const reach = middle - 3;
  for (let x = 0; x < width; x += 1) {
    const low = pairs[x * 2] as number;
    const high = pairs[x * 2 + 1] as number;
    if (high - low < 0.004) continue;
    const top = Math.round(middle - (LIFTED[Math.min(256, Math.round(high * 256))] as number) * reach);
    const bottom = Math.round(middle + (LIFTED[Math.min(256, Math.round(-low * 256))] as number) * reach);
    context.fillRect(x, top, 1, Math.max(1, bottom - top));
  }
}

function paintStates(
  context: CanvasRenderingContext2D,
  { width, height, ratio }: CanvasSize,
  view: Viewport,
  { spans }: DrawnLane,
): void {
  for (const { state, left, width: wide } of stateBoxes(spans, view, width)) {
    const texture = textureOf(context, state, ratio);
    if (!texture) continue;
    context.fillStyle = texture;
    if (state === 'drift') context.fillRect(left, height - 4 * ratio, wide, 4 * ratio);
    else context.fillRect(left, 0, wide, height);
    if (EDGED.has(state)) {
      context.fillStyle = token('--text-2');
      context.fillRect(left, 0, ratio, height);
      context.fillRect(left + wide - ratio, 0, ratio, height);
    }
  }
}
