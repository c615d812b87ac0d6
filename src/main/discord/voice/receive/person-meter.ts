/**
 * One person's levels. Measuring and mixing are one pass over the samples: with a hundred speakers the passes
 * are what costs. Levels are taken before gain and mute, which are about the listener, not about the person.
 */
import { CHANNELS } from '@shared/audio/constants';
import { amplitudeToDbfs, METER_FLOOR_DBFS } from '@shared/audio/levels';
import { LoudnessMeter } from '@shared/audio/loudness';
import { doubled } from './decoded-sound';

const FULL_SCALE = 32_768;
/** 32,766 and up: a decoder rounds what was clipped. */
const CLIPPED_FROM = 32_766;
/** A square has 30 bits: so many low ones and the others are summed by themselves, over 65,535 samples at most. */
const LOW_BITS = 15;
const LOW_MASK = 0x7fff;

export interface PersonLevel {
  rmsDbfs: number;
  peakDbfs: number;
}

export class PersonMeter {
  readonly #loudness = new LoudnessMeter();
  #sum = 0;
  #count = 0;
  #peak = 0;
  #factor = 1;
  /** Of the frame measured last. */
  frameRmsDbfs = METER_FLOOR_DBFS;
  clippedSamples = 0;

  /** Last 400 ms by BS.1770; only as true as `add` was given `loudness`. */
  get momentaryLufs(): number {
    return this.#loudness.momentaryLufs;
  }

  /**
   * Measures `pcm` and adds it to `mix` times `factor`; the gain glides within the frame when it changes. Of sound that is
   * `mono` one channel is measured: the other one is the same, and need not be in `pcm` when that is half as long as `mix`.
   */
  add(given: Int16Array, mix: Float32Array, factor: number, loudness: boolean, mono = false): void {
    const single = mono && given.length * CHANNELS === mix.length;
    if (single && !loudness && factor === this.#factor) {
      this.#addSingle(given, mix, factor / FULL_SCALE);
      return;
    }
    const pcm = single ? doubled(given) : given;
    const count = Math.min(pcm.length, mix.length);
    const from = this.#factor / FULL_SCALE;
    const slope = (factor - this.#factor) / FULL_SCALE / count;
    this.#factor = factor;
    let sum = 0;
    let top = 0;
    let bottom = 0;
    if (mono && slope === 0) {
      for (let i = 0; i + 1 < count; i += CHANNELS) {
        const value = pcm[i] as number;
        sum += value * value;
        if (value > top) top = value;
        else if (value < bottom) bottom = value;
        const heard = value * from;
        mix[i] = (mix[i] as number) + heard;
        mix[i + 1] = (mix[i + 1] as number) + heard;
      }
      sum *= CHANNELS;
    } else if (from === 0 && slope === 0) {
      for (let i = 0; i < count; i += 1) {
        const value = pcm[i] as number;
        sum += value * value;
        if (value > top) top = value;
        else if (value < bottom) bottom = value;
      }
    } else if (slope === 0) {
      for (let i = 0; i < count; i += 1) {
        const value = pcm[i] as number;
        sum += value * value;
        if (value > top) top = value;
        else if (value < bottom) bottom = value;
        mix[i] = (mix[i] as number) + value * from;
      }
    } else {
      for (let i = 0; i < count; i += 1) {
        const value = pcm[i] as number;
        sum += value * value;
        if (value > top) top = value;
        else if (value < bottom) bottom = value;
        mix[i] = (mix[i] as number) + value * (from + slope * i);
      }
    }
    if (this.#note(sum, count, Math.max(top, -bottom)) >= CLIPPED_FROM) this.#countClipped(pcm);
    if (loudness) this.#loudness.addPcm16(pcm);
  }

  /** Looks for clipping alone, in a few frames that stand for `weight` times as many. */
  sample(pcm: Int16Array, channels: number, weight: number): void {
    let clipped = 0;
    for (let i = 0; i < pcm.length; i += channels) {
      const left = pcm[i] as number;
      const right = channels === 1 ? left : (pcm[i + 1] as number);
      if (Math.abs(left) >= CLIPPED_FROM || Math.abs(right) >= CLIPPED_FROM) clipped += 1;
    }
    this.clippedSamples += clipped * weight;
  }

  /** A tick without sound. */
  rest(loudness: boolean): void {
    this.frameRmsDbfs = METER_FLOOR_DBFS;
    if (loudness) this.#loudness.addSilence();
  }

  /** The level since the last call; silence when nothing came. */
  take(): PersonLevel {
    const count = Math.max(1, this.#count);
    const level = {
      rmsDbfs: Math.min(0, amplitudeToDbfs(Math.sqrt(this.#sum / count) / FULL_SCALE)),
      peakDbfs: Math.min(0, amplitudeToDbfs(this.#peak / FULL_SCALE)),
    };
    this.#sum = 0;
    this.#count = 0;
    this.#peak = 0;
    return level;
  }

  /** One channel that is heard in both. Its squares are summed in two whole numbers, which is exact and quicker. */
  #addSingle(pcm: Int16Array, mix: Float32Array, factor: number): void {
    let high = 0;
    let low = 0;
    let top = 0;
    for (let i = 0, at = 0; i < pcm.length; i += 1, at += CHANNELS) {
      const value = pcm[i] as number;
      const square = Math.imul(value, value);
      high = (high + (square >>> LOW_BITS)) | 0;
      low = (low + (square & LOW_MASK)) | 0;
      if (square > top) top = square;
      const heard = value * factor;
      mix[at] = (mix[at] as number) + heard;
      mix[at + 1] = (mix[at + 1] as number) + heard;
    }
    const sum = (high * (LOW_MASK + 1) + low) * CHANNELS;
    if (this.#note(sum, pcm.length * CHANNELS, Math.sqrt(top)) < CLIPPED_FROM) return;
    for (const value of pcm) if (Math.abs(value) >= CLIPPED_FROM) this.clippedSamples += 1;
  }

  /** Answers `peak`. */
  #note(sum: number, count: number, peak: number): number {
    if (peak > this.#peak) this.#peak = peak;
    this.#sum += sum;
    this.#count += count;
    this.frameRmsDbfs = amplitudeToDbfs(Math.sqrt(sum / Math.max(1, count)) / FULL_SCALE);
    return peak;
  }

  #countClipped(pcm: Int16Array): void {
    for (let i = 0; i < pcm.length; i += CHANNELS) {
      const left = pcm[i] ?? 0;
      const right = pcm[i + 1] ?? 0;
      if (Math.abs(left) >= CLIPPED_FROM || Math.abs(right) >= CLIPPED_FROM) this.clippedSamples += 1;
    }
  }
}
