/**
 * Reads a stream a little faster or slower than it comes (ratios near one), to follow another clock. Windowed sinc
 * of 16 taps at 1,024 places between two samples, the nearest of which is taken: noise below −70 dB for speech.
 */
import { CHANNELS } from '@shared/audio/constants';
import type { SampleFifo } from './sample-fifo';

const TAPS = 16;
const PHASES = 1_024;
const TABLE = makeTable();

export class DriftResampler {
  readonly #input: SampleFifo;
  /** The taps' samples, the newest last, kept from one frame to the next. */
  #history = new Float32Array(TAPS * CHANNELS);
  /** Place between two samples, 0 ≤ x < 1. */
  #phase = 0;

  constructor(input: SampleFifo) {
    this.#input = input;
  }

  /** Samples of one channel that `count` samples out will take at most. */
  needs(count: number, ratio: number): number {
    return Math.ceil(count * ratio + this.#phase) + 1;
  }

  /** Fills `out`; `ratio` > 1 reads faster. False, and nothing read, when there is not enough. */
  read(out: Float32Array, ratio: number): boolean {
    const count = out.length / CHANNELS;
    const steps = Math.floor(this.#phase + count * ratio);
    if (this.#input.length < steps) return false;
    const span = new Float32Array((TAPS + steps) * CHANNELS);
    span.set(this.#history, 0);
    this.#input.read(span.subarray(TAPS * CHANNELS));
    if (ratio === 1 && this.#phase === 0) {
      // Nothing to bend: the middle tap alone is one.
      const from = (TAPS / 2 - 1) * CHANNELS;
      out.set(span.subarray(from, from + out.length));
    } else {
      interpolate(span, out, this.#phase, ratio);
      this.#phase = Math.max(0, this.#phase + count * ratio - steps);
    }
    this.#history = span.slice(steps * CHANNELS);
    return true;
  }

  reset(): void {
    this.#history.fill(0);
    this.#phase = 0;
  }
}

/** Every sample of `out`, from `phase` of `span` on; one flat loop, which is what the compiler makes the most of. */
function interpolate(span: Float32Array, out: Float32Array, phase: number, ratio: number): void {
  const table = TABLE;
  const values = out.length;
  let position = phase;
  for (let at = 0; at < values; at += 2) {
    const whole = position | 0;
    let tap = (((position - whole) * PHASES + 0.5) | 0) * TAPS;
    let source = whole * 2;
    let left = 0.0;
    let right = 0.0;
    for (const end = tap + TAPS; tap < end; tap += 1) {
      const weight = table[tap] as number;
      left += (span[source] as number) * weight;
      right += (span[source + 1] as number) * weight;
      source += 2;
    }
    out[at] = left;
    out[at + 1] = right;
    position += ratio;
  }
}

/** Row r: weights for the place r/PHASES after tap TAPS/2 − 1. Blackman-windowed; each row sums to one. */
function makeTable(): Float32Array {
  const table = new Float32Array((PHASES + 1) * TAPS);
  for (let row = 0; row <= PHASES; row += 1) {
    const weights: number[] = [];
    for (let k = 0; k < TAPS; k += 1) {
      const x = k - (TAPS / 2 - 1) - row / PHASES;
      const sinc = x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
      const u = x / (TAPS / 2);
      const window = 0.42 + 0.5 * Math.cos(Math.PI * u) + 0.08 * Math.cos(2 * Math.PI * u);
      weights.push(sinc * Math.max(0, window));
    }
    const sum = weights.reduce((total, weight) => total + weight, 0);
    for (let k = 0; k < TAPS; k += 1) table[row * TAPS + k] = (weights[k] as number) / sum;
  }
  return table;
}
