/** Sound that breaks off in the middle of a wave: a step would be a click, so it swings out within 5 ms. */
import { CHANNELS } from '@shared/audio/constants';

/** 5 ms. */
export const DECLICK_SAMPLES = 240;
const KEPT = (DECLICK_SAMPLES + 1) * CHANNELS;

export class BrokenEnd {
  readonly #kept = new Float32Array(KEPT);

  /** Remembers the end of the first `count` samples (of one channel) of `samples`. */
  keep(samples: Float32Array, count: number): void {
    const values = count * CHANNELS;
    const fresh = samples.subarray(Math.max(0, values - KEPT), values);
    this.#kept.copyWithin(0, fresh.length);
    this.#kept.set(fresh, KEPT - fresh.length);
  }

  /**
   * Writes the swinging out to `out` from sample `at` on, its first `faded` samples having been written before; returns
   * how many were. It is the wave so far turned about its last point, which goes on with the same slope.
   */
  fadeOut(out: Float32Array, at: number, faded: number): number {
    const count = Math.min(DECLICK_SAMPLES - faded, out.length / CHANNELS - at);
    for (let i = 0; i < count; i += 1) {
      const n = faded + i + 1;
      const window = 0.5 * (1 + Math.cos((Math.PI * n) / DECLICK_SAMPLES));
      for (let c = 0; c < CHANNELS; c += 1) {
        const last = this.#kept[KEPT - CHANNELS + c] as number;
        const mirrored = this.#kept[KEPT - CHANNELS * (n + 1) + c] as number;
        out[(at + i) * CHANNELS + c] = (2 * last - mirrored) * window;
      }
    }
    return count;
  }
}
