import { spanOf, type Viewport } from './viewport';

/** Waveform of a track: min and max of each bucket as signed bytes, from session time 0. */
export interface Peaks {
  bucketMs: number;
  values: Int8Array;
  /** Where the first bucket begins, ms on the session clock; 0 when left out. */
  fromMs?: number;
}

/**
 * Columns to draw: for each pixel the lowest and highest sample in it, −1..1, as pairs. They are written into `into`
 * when it is long enough, which saves an array on every frame.
 */
export function columns(peaks: Peaks, view: Viewport, width: number, into?: Float32Array): Float32Array {
  const count = Math.max(0, Math.floor(width));
  const pairs = into && into.length >= count * 2 ? into : new Float32Array(count * 2);
  const { values, bucketMs, fromMs = 0 } = peaks;
  const buckets = values.length >> 1;
  if (count === 0) return pairs;
  const perColumn = spanOf(view) / count / bucketMs;
  const first = (view.startMs - fromMs) / bucketMs;
  for (let column = 0; column < count; column += 1) {
    const from = Math.max(0, Math.floor(first + column * perColumn));
    const to = Math.min(buckets, Math.max(from + 1, Math.ceil(first + (column + 1) * perColumn)));
    let low = 0;
    let high = 0;
    for (let at = from * 2, end = to * 2; at < end; at += 2) {
      const min = values[at] as number;
      const max = values[at + 1] as number;
      if (min < low) low = min;
      if (max > high) high = max;
    }
    pairs[column * 2] = low / 128;
    pairs[column * 2 + 1] = high / 127;
  }
  return pairs;
}

/** Each level has a quarter of the buckets of the one before; the last one has fewer than this. */
const FEWEST = 1_024;
const FACTOR = 4;

/** The waveform and ever coarser ones made of it, so that no zoom has to look at more than a few buckets a pixel. */
export function logarithmicLevels(peaks: Peaks): Peaks[] {
  const levels = [peaks];
  let last = peaks;
  while (last.values.length / 2 > FEWEST) {
    last = coarser(last);
    levels.push(last);
  }
  return levels;
}

function coarser({ values, bucketMs }: Peaks): Peaks {
  const buckets = values.length >> 1;
  const out = new Int8Array(Math.ceil(buckets / FACTOR) * 2);
  for (let bucket = 0, at = 0; at < out.length; at += 2) {
    let low = 0;
    let high = 0;
    for (let n = 0; n < FACTOR && bucket < buckets; n += 1, bucket += 1) {
      const min = values[bucket * 2] as number;
      const max = values[bucket * 2 + 1] as number;
      if (min < low) low = min;
      if (max > high) high = max;
    }
    out[at] = low;
    out[at + 1] = high;
  }
  return { bucketMs: bucketMs * FACTOR, values: out };
}

/** The coarsest level that still has a bucket for each pixel; the finest one when none has. */
export function levelFor(levels: readonly Peaks[], msPerPixel: number): Peaks | null {
  let found = levels[0] ?? null;
  for (const level of levels) if (level.bucketMs <= msPerPixel) found = level;
  return found;
}
