/**
 * A look-ahead limiter: no sample leaves above the ceiling, and the gain that takes care of it is in place before
 * the peak comes. Both channels share one gain, so the image stays where it is. Below the ceiling the sound passes
 * bit for bit, only `LOOK_AHEAD_SAMPLES` later.
 *
 * The gain each sample needs is held for the look-ahead (minimum), rises again by `RELEASE_MS`, and is averaged over
 * the look-ahead: every value in the average is at most what the sample needs, so the average is too.
 */
import { CHANNELS, FRAME_SAMPLES, FRAME_VALUES, SAMPLE_RATE_HZ } from '@shared/audio/constants';
import { sampleKernels } from '../../simd/sample-kernels';

/** 3 ms: short enough for a live voice, long enough not to be heard as a crackle on bass. */
export const LOOK_AHEAD_SAMPLES = 144;
const RELEASE_MS = 80;
const RELEASE = 1 - Math.exp(-1_000 / (RELEASE_MS * SAMPLE_RATE_HZ));
/** Closer to one than this is one: the way back would never end otherwise. */
const SETTLED = 1e-5;

export class Limiter {
  readonly #ceiling: number;
  /** Interleaved samples that wait for their gain. */
  readonly #delay = new Float32Array(LOOK_AHEAD_SAMPLES * CHANNELS);
  readonly #kept = new Float32Array(LOOK_AHEAD_SAMPLES * CHANNELS);
  readonly #scratch = new Float32Array((FRAME_SAMPLES + LOOK_AHEAD_SAMPLES) * CHANNELS);
  /** Gains of the samples of the last look-ahead: what they need, and what was held. */
  readonly #needs = new Float64Array(LOOK_AHEAD_SAMPLES + 1).fill(1);
  readonly #held = new Float64Array(LOOK_AHEAD_SAMPLES).fill(1);
  #needsAt = 0;
  #heldAt = 0;
  #envelope = 1;
  #leastBefore = 1;
  /** Frames that must pass before nothing of a reduction is left in the windows. */
  #busySamples = 0;
  #least = 1;

  /** `ceiling`: largest magnitude that leaves, linear. */
  constructor(ceiling: number) {
    this.#ceiling = ceiling;
  }

  /** Nothing is held down, and nothing of it is left in the windows. */
  get idle(): boolean {
    return this.#busySamples <= 0;
  }

  /** The least gain since the last call, linear. */
  takeLeastGain(): number {
    const least = this.#least;
    this.#least = 1;
    return least;
  }

  /** Limits interleaved stereo in place; what comes out is what went in `LOOK_AHEAD_SAMPLES` earlier. */
  process(samples: Float32Array): void {
    if (this.#busySamples <= 0 && !exceeds(samples, this.#ceiling)) this.#delayOnly(samples);
    else this.#limit(samples);
  }

  reset(): void {
    this.#delay.fill(0);
    this.#needs.fill(1);
    this.#held.fill(1);
    this.#envelope = 1;
    this.#leastBefore = 1;
    this.#busySamples = 0;
  }

  #delayOnly(samples: Float32Array): void {
    const delay = this.#delay;
    const kept = this.#kept;
    if (samples.length < delay.length) {
      const delayed = this.#behindTheDelay(samples);
      samples.set(delayed.subarray(0, samples.length));
      delay.set(delayed.subarray(samples.length, samples.length + delay.length));
      return;
    }
    // Without a view of so few: making one costs more than the copy.
    for (let i = 0, from = samples.length - kept.length; i < kept.length; i += 1) {
      kept[i] = samples[from + i] as number;
    }
    samples.copyWithin(delay.length, 0, samples.length - delay.length);
    samples.set(delay);
    delay.set(kept);
  }

  #limit(samples: Float32Array): void {
    const delayed = this.#behindTheDelay(samples);
    let sum = 0;
    for (let i = 0; i < LOOK_AHEAD_SAMPLES; i += 1) sum += this.#held[i] as number;
    for (let i = 0; i < samples.length; i += CHANNELS) {
      const left = Math.abs(samples[i] as number);
      const right = Math.abs(samples[i + 1] as number);
      const peak = left > right ? left : right;
      const need = peak > this.#ceiling ? this.#ceiling / peak : 1;
      if (need < 1) this.#busySamples = Number.POSITIVE_INFINITY;
      const least = this.#leastNeed(need);
      this.#envelope = least <= this.#envelope ? least : this.#envelope + (least - this.#envelope) * RELEASE;
      if (this.#envelope > 1 - SETTLED && least === 1) {
        this.#envelope = 1;
        if (this.#busySamples === Number.POSITIVE_INFINITY) this.#busySamples = LOOK_AHEAD_SAMPLES;
        else this.#busySamples -= 1;
      }
      sum += this.#envelope - (this.#held[this.#heldAt] as number);
      this.#held[this.#heldAt] = this.#envelope;
      this.#heldAt = this.#heldAt + 1 === LOOK_AHEAD_SAMPLES ? 0 : this.#heldAt + 1;
      // Sums of rounded numbers may exceed their parts by a hair.
      const gain = Math.min(1, sum / LOOK_AHEAD_SAMPLES);
      if (gain < this.#least) this.#least = gain;
      samples[i] = clamp((delayed[i] as number) * gain, this.#ceiling);
      samples[i + 1] = clamp((delayed[i + 1] as number) * gain, this.#ceiling);
    }
    this.#delay.set(delayed.subarray(samples.length, samples.length + this.#delay.length));
  }

  /** What waits, then `samples`; valid until the next call. */
  #behindTheDelay(samples: Float32Array): Float32Array {
    const length = samples.length + this.#delay.length;
    const delayed = length <= this.#scratch.length ? this.#scratch : new Float32Array(length);
    delayed.set(this.#delay, 0);
    delayed.set(samples, this.#delay.length);
    return delayed;
  }

  /** The least of what this sample and those of the look-ahead before it need. */
  #leastNeed(need: number): number {
    const needs = this.#needs;
    const replaced = needs[this.#needsAt] as number;
    needs[this.#needsAt] = need;
    this.#needsAt = this.#needsAt + 1 === needs.length ? 0 : this.#needsAt + 1;
    const before = this.#leastBefore;
    // Only when the least one itself leaves the window do all have to be looked at.
    if (need <= before) this.#leastBefore = need;
    else if (replaced <= before) {
      let least = 1;
      for (let i = 0; i < needs.length; i += 1) if ((needs[i] as number) < least) least = needs[i] as number;
      this.#leastBefore = least;
    }
    return this.#leastBefore;
  }
}

/** Whether any magnitude in interleaved stereo is above `ceiling`. */
function exceeds(samples: Float32Array, ceiling: number): boolean {
  if (sampleKernels && samples.length === FRAME_VALUES) {
    sampleKernels.first.set(samples);
    return sampleKernels.peak(FRAME_VALUES) > ceiling;
  }
  for (let i = 0; i < samples.length; i += CHANNELS) {
    const left = samples[i] as number;
    const right = samples[i + 1] as number;
    if (left > ceiling || left < -ceiling || right > ceiling || right < -ceiling) return true;
  }
  return false;
}

function clamp(value: number, limit: number): number {
  return value > limit ? limit : value < -limit ? -limit : value;
}
