/** Gains that move within a frame instead of jumping at its border: a jump is a click. */
import { CHANNELS, FRAME_VALUES } from '@shared/audio/constants';
import { sampleKernels } from '../../simd/sample-kernels';

/** Adds `samples` to `mix`, the gain going in a straight line from `from` to `to` over `mix`'s length. */
export function mixRamp(mix: Float32Array, samples: Float32Array, from: number, to: number): void {
  const count = Math.min(mix.length, samples.length);
  if (from === to) {
    if (to === 0) return;
    if (sampleKernels && mix.length === FRAME_VALUES && samples.length === FRAME_VALUES) {
      sampleKernels.first.set(mix);
      sampleKernels.second.set(samples);
      sampleKernels.mix(FRAME_VALUES, to);
      mix.set(sampleKernels.first);
      return;
    }
    for (let i = 0; i < count; i += 1) mix[i] = (mix[i] as number) + (samples[i] as number) * to;
    return;
  }
  const step = (to - from) / (mix.length / CHANNELS);
  let gain = from;
  for (let i = 0; i + 1 < count; i += CHANNELS) {
    gain += step;
    mix[i] = (mix[i] as number) + (samples[i] as number) * gain;
    mix[i + 1] = (mix[i + 1] as number) + (samples[i + 1] as number) * gain;
  }
}

/** The same in place. */
export function applyRamp(samples: Float32Array, from: number, to: number): void {
  if (from === to) {
    if (to === 1) return;
    for (let i = 0; i < samples.length; i += 1) samples[i] = (samples[i] as number) * to;
    return;
  }
  const step = (to - from) / (samples.length / CHANNELS);
  let gain = from;
  for (let i = 0; i + 1 < samples.length; i += CHANNELS) {
    gain += step;
    samples[i] = (samples[i] as number) * gain;
    samples[i + 1] = (samples[i + 1] as number) * gain;
  }
}

/** Where a glide stands and goes; never changed. */
export interface GlideState {
  readonly value: number;
  readonly target: number;
  readonly step: number;
}

/** A value that walks to its target in equal steps, one a tick. */
export class Glide {
  #value: number;
  #target: number;
  #step = 0;
  /** Glides rest most of the time, and are asked each frame. */
  #state: GlideState | undefined;

  constructor(value: number) {
    this.#value = value;
    this.#target = value;
  }

  get state(): GlideState {
    this.#state ??= { value: this.#value, target: this.#target, step: this.#step };
    return this.#state;
  }

  set state(state: GlideState) {
    this.#value = state.value;
    this.#target = state.target;
    this.#step = state.step;
    this.#state = state;
  }

  get value(): number {
    return this.#value;
  }

  get target(): number {
    return this.#target;
  }

  get moving(): boolean {
    return this.#value !== this.#target;
  }

  /** Arrives after `ticks` ticks; 0 or 1 means with the next one. */
  moveTo(target: number, ticks: number): void {
    this.#state = undefined;
    this.#target = target;
    // A hair longer, so that rounding does not leave a last step over.
    const step = (Math.abs(target - this.#value) / Math.max(1, ticks)) * (1 + 1e-9);
    this.#step = step > 0 ? step : Number.POSITIVE_INFINITY;
  }

  jumpTo(value: number): void {
    this.#state = undefined;
    this.#value = value;
    this.#target = value;
  }

  tick(): number {
    const left = this.#target - this.#value;
    if (left !== 0) {
      this.#state = undefined;
      this.#value = Math.abs(left) <= this.#step ? this.#target : this.#value + Math.sign(left) * this.#step;
    }
    return this.#value;
  }
}
