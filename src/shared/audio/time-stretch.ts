/**
 * Plays sound faster or slower at the same pitch (WSOLA: overlapping pieces are taken from the source at another
 * pace than they are laid down, each moved by up to 10 ms to where it is most alike to what would have come next).
 * Pure; interleaved stereo floats at 48 kHz. The source is one endless line of samples, counted from 0.
 */
import { CHANNELS, FRAME_SAMPLES } from './constants';

/** Pieces are laid down every 20 ms and last twice as long. */
const HOP = FRAME_SAMPLES;
/** 480 = 10 ms to either side: a whole period of 50 Hz. */
const REACH = 480;
/** The search looks at every fifth sample (it tells voices well enough); the end is refined. */
const STEP = 5;

/** What has to be pushed beyond the piece's own place before it can be made, samples. */
const AHEAD = REACH + 2 * HOP;

/** sin² from 0 to 1 over a hop; with its mirror it adds up to 1, so a steady sound stays as loud as it is. */
const RISE = Float32Array.from({ length: HOP }, (_, i) => Math.sin(((i + 0.5) / HOP) * (Math.PI / 2)) ** 2);

/** Energy below which there is nothing to be alike. */
const SILENT = 1e-7;

/** Places for the search, used within one call alone. */
const REFERENCE = new Float32Array(HOP / STEP);
const REGION = new Float32Array(HOP / STEP + (2 * REACH) / STEP + 2);

/** How far into the region the reference fits best, 0..`lags`. */
function bestLag(lags: number): number {
  const length = REFERENCE.length;
  let energy = 1e-9;
  for (let i = 0; i < length; i += 1) energy += (REGION[i] as number) ** 2;
  let best = 0;
  let bestLikeness = Number.NEGATIVE_INFINITY;
  for (let lag = 0; lag <= lags; lag += 1) {
    let product = 0;
    for (let i = 0; i < length; i += 1) product += (REFERENCE[i] as number) * (REGION[lag + i] as number);
    const likeness = product / Math.sqrt(energy);
    if (likeness > bestLikeness) {
      bestLikeness = likeness;
      best = lag;
    }
    // The window moves on by one; rounding must not make it negative.
    energy = Math.max(1e-9, energy + (REGION[lag + length] as number) ** 2 - (REGION[lag] as number) ** 2);
  }
  return best;
}

export class TimeStretch {
  readonly #speed: number;
  /** Samples pushed and still needed; `#base` is the number of the first one. */
  #buffer = new Float32Array(16 * HOP * CHANNELS);
  #base = 0;
  #pushed = 0;
  #frames = 0;
  /** Where the piece before was taken from. */
  #last: number | null = null;

  /** `speed` 2 is twice as fast. */
  constructor(speed: number) {
    if (!(speed > 0)) throw new RangeError(`a speed must be above 0, not ${speed}`);
    this.#speed = speed;
  }

  /** Where the next frame stands in the source, samples: exact, however long it runs. */
  get position(): number {
    return Math.round(this.#frames * HOP * this.#speed);
  }

  /** How many samples of the source are missing for the next frame. */
  get missing(): number {
    const latest = Math.max(this.position + AHEAD, (this.#last ?? 0) + 2 * HOP);
    return Math.max(0, latest - this.#pushed);
  }

  /** Adds what follows in the source; any length. */
  push(samples: Float32Array): void {
    const held = (this.#pushed - this.#base) * CHANNELS;
    if (held + samples.length > this.#buffer.length) this.#makeRoom(held + samples.length);
    this.#buffer.set(samples, (this.#pushed - this.#base) * CHANNELS);
    this.#pushed += samples.length / CHANNELS;
  }

  /** The next 20 ms. `missing` must be 0. */
  frame(): Float32Array {
    if (this.missing > 0) throw new RangeError('a frame was asked for before its sound was there');
    const wanted = this.position;
    const last = this.#last;
    const out = new Float32Array(HOP * CHANNELS);
    if (last === null) {
      out.set(this.#piece(0));
      this.#last = 0;
    } else {
      // What would have followed is known to fit; what is taken now is made to look like it.
      const template = last + HOP;
      const from = this.#mostAlike(template, wanted);
      const before = this.#piece(template);
      const after = this.#piece(from);
      for (let i = 0; i < HOP; i += 1) {
        const rise = RISE[i] as number;
        for (let c = i * CHANNELS; c < (i + 1) * CHANNELS; c += 1) {
          out[c] = (before[c] as number) * (1 - rise) + (after[c] as number) * rise;
        }
      }
      this.#last = from;
    }
    this.#frames += 1;
    this.#forget();
    return out;
  }

  #piece(from: number): Float32Array {
    const at = (from - this.#base) * CHANNELS;
    return this.#buffer.subarray(at, at + HOP * CHANNELS);
  }

  /** The place within reach of `wanted` whose sound is most like that at `template`. */
  #mostAlike(template: number, wanted: number): number {
    const least = Math.max(this.#base, wanted - REACH);
    const span = wanted + REACH - least;
    if (this.#sample(REFERENCE, template, REFERENCE.length) < SILENT) return Math.max(least, wanted);
    const lags = Math.floor(span / STEP);
    this.#sample(REGION, least, REFERENCE.length + lags);
    const coarse = least + bestLag(lags) * STEP;
    return this.#refine(
      template,
      Math.max(least, coarse - STEP + 1),
      Math.min(wanted + REACH, coarse + STEP - 1),
    );
  }

  /** Every fifth sample from `from` on, both channels together; answers their energy. */
  #sample(into: Float32Array, from: number, count: number): number {
    const buffer = this.#buffer;
    let at = (from - this.#base) * CHANNELS;
    let energy = 0;
    for (let i = 0; i < count; i += 1) {
      const value = (buffer[at] as number) + (buffer[at + 1] as number);
      into[i] = value;
      energy += value * value;
      at += STEP * CHANNELS;
    }
    return energy;
  }

  /** The exact sample between `from` and `to`: the least difference to the template. */
  #refine(template: number, from: number, to: number): number {
    const buffer = this.#buffer;
    const reference = (template - this.#base) * CHANNELS;
    let best = from;
    let least = Number.POSITIVE_INFINITY;
    for (let candidate = from; candidate <= to; candidate += 1) {
      const at = (candidate - this.#base) * CHANNELS;
      let difference = 0;
      for (let i = 0; i < HOP * CHANNELS; i += STEP * CHANNELS) {
        const left = (buffer[at + i] as number) - (buffer[reference + i] as number);
        const right = (buffer[at + i + 1] as number) - (buffer[reference + i + 1] as number);
        difference += left * left + right * right;
      }
      if (difference < least) {
        least = difference;
        best = candidate;
      }
    }
    return best;
  }

  /** Lets go of what no later frame can reach. */
  #forget(): void {
    const needed = Math.min((this.#last ?? 0) + HOP, this.position - REACH);
    const gone = Math.max(0, Math.min(needed, this.#pushed) - this.#base);
    if (gone === 0) return;
    this.#buffer.copyWithin(0, gone * CHANNELS, (this.#pushed - this.#base) * CHANNELS);
    this.#base += gone;
  }

  #makeRoom(length: number): void {
    const larger = new Float32Array(length * 2);
    larger.set(this.#buffer.subarray(0, (this.#pushed - this.#base) * CHANNELS));
    this.#buffer = larger;
  }
}
