/**
 * Reads a stream a little faster or slower than it comes (ratios near one), to follow another clock. Windowed sinc
 * of 16 taps at 128 places between two samples: flat to 16 kHz, images below −70 dB.
 */
import { CHANNELS } from '@shared/audio/constants';
import type { SampleFifo } from './sample-fifo';

const TAPS = 16;
const PHASES = 128;
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
      let position = this.#phase;
      for (let i = 0; i < count; i += 1) {
        interpolate(span, position, out, i * CHANNELS);
        position += ratio;
      }
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

/** One output sample at `position` of `span`, written to `out` at `at`. */
function interpolate(span: Float32Array, position: number, out: Float32Array, at: number): void {
  const whole = Math.floor(position);
  const place = (position - whole) * PHASES;
  const row = Math.floor(place);
  const share = place - row;
  let left = 0;
  let right = 0;
  let source = whole * CHANNELS;
  let tap = row * TAPS;
  for (let k = 0; k < TAPS; k += 1) {
    const near = TABLE[tap] as number;
    const weight = near + ((TABLE[tap + TAPS] as number) - near) * share;
    left += (span[source] as number) * weight;
    right += (span[source + 1] as number) * weight;
    source += CHANNELS;
    tap += 1;
  }
  out[at] = left;
  out[at + 1] = right;
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
