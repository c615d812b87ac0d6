import { spanOf, type Viewport } from './viewport';

/** Waveform of a track: min and max of each bucket as signed bytes, from session time 0. */
export interface Peaks {
  bucketMs: number;
  values: Int8Array;
}

/** Columns to draw: for each pixel the lowest and highest sample in it, −1..1, as pairs. */
export function columns(peaks: Peaks, view: Viewport, width: number): Float32Array {
  const pairs = new Float32Array(Math.max(0, Math.floor(width)) * 2);
  const count = pairs.length / 2;
  const buckets = peaks.values.length / 2;
  if (count === 0 || buckets === 0) return pairs;
  const perColumn = spanOf(view) / count / peaks.bucketMs;
  const first = view.startMs / peaks.bucketMs;
  for (let column = 0; column < count; column += 1) {
    const from = Math.max(0, Math.floor(first + column * perColumn));
    const to = Math.min(buckets, Math.max(from + 1, Math.ceil(first + (column + 1) * perColumn)));
    let low = 0;
    let high = 0;
    for (let bucket = from; bucket < to; bucket += 1) {
      const min = peaks.values[bucket * 2] ?? 0;
      const max = peaks.values[bucket * 2 + 1] ?? 0;
      if (min < low) low = min;
      if (max > high) high = max;
    }
    pairs[column * 2] = low / 128;
    pairs[column * 2 + 1] = high / 127;
  }
  return pairs;
}

/**
 * The bucket that suits a recording: fine enough to zoom in, coarse enough that an hour of twelve speakers stays
 * a few megabytes.
 */
export function bucketFor(durationMs: number): number {
  if (durationMs <= 10 * 60_000) return 10;
  return durationMs <= 2 * 3_600_000 ? 20 : 100;
}
