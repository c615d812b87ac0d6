/** Small sums over interleaved samples that every tick needs. */
import { FRAME_VALUES } from '@shared/audio/constants';
import { amplitudeToDbfs, METER_FLOOR_DBFS } from '@shared/audio/levels';
import { sampleKernels } from './simd/sample-kernels';

/** 16-bit samples as floats, full scale ±1. */
export function int16ToFloat(pcm: Int16Array): Float32Array {
  const samples = new Float32Array(pcm.length);
  if (sampleKernels && pcm.length === FRAME_VALUES) {
    sampleKernels.pcm.set(pcm);
    sampleKernels.toFloat(FRAME_VALUES, 1 / 32_768, 0);
    samples.set(sampleKernels.first);
    return samples;
  }
  for (let i = 0; i < pcm.length; i += 1) samples[i] = (pcm[i] as number) / 32_768;
  return samples;
}

/** Floats as 16-bit samples, limited to their range; written to `pcm` where that is given. */
export function floatToInt16(samples: Float32Array, pcm = new Int16Array(samples.length)): Int16Array {
  if (sampleKernels && samples.length === FRAME_VALUES) {
    sampleKernels.first.set(samples);
    sampleKernels.toPcm(FRAME_VALUES);
    if (pcm !== sampleKernels.pcm) pcm.set(sampleKernels.pcm);
    return pcm;
  }
  for (let i = 0; i < samples.length; i += 1) {
    const value = (samples[i] as number) * 32_768;
    // As Math.round does, several times faster; no number at all is stored as silence.
    pcm[i] = value > 32_767 ? 32_767 : value < -32_768 ? -32_768 : Math.floor(value + 0.5);
  }
  return pcm;
}

/** RMS of interleaved samples over all channels, linear. */
export function rmsOf(samples: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < samples.length; i += 1) sum += (samples[i] as number) ** 2;
  return samples.length === 0 ? 0 : Math.sqrt(sum / samples.length);
}

/** Adds 16-bit samples to a float mix (full scale ±1). */
export function mixInto(mix: Float32Array, pcm: Int16Array, factor: number): void {
  const scale = factor / 32_768;
  const count = Math.min(mix.length, pcm.length);
  for (let i = 0; i < count; i += 1) mix[i] = (mix[i] ?? 0) + (pcm[i] ?? 0) * scale;
}

/** What a meter had gathered, and how many times it had been asked. */
export interface LevelMark {
  sum: number;
  count: number;
  peak: number;
  reports: number;
}

/** Gathers RMS and peak over the frames between two reports. */
export class LevelMeter {
  #sum = 0;
  #count = 0;
  #peak = 0;
  #reports = 0;

  /** How it stands, to be put back there by `takeBack`. */
  get mark(): LevelMark {
    return { sum: this.#sum, count: this.#count, peak: this.#peak, reports: this.#reports };
  }

  /** What came after `mark` was not; what was reported of it stays reported. */
  takeBack(mark: LevelMark): void {
    const kept = mark.reports === this.#reports;
    this.#sum = kept ? mark.sum : 0;
    this.#count = kept ? mark.count : 0;
    this.#peak = kept ? mark.peak : 0;
  }

  addPcm16(pcm: Int16Array): void {
    let sum = 0;
    let peak = this.#peak * 32_768;
    for (let i = 0; i < pcm.length; i += 1) {
      const value = pcm[i] ?? 0;
      sum += value * value;
      const magnitude = value < 0 ? -value : value;
      if (magnitude > peak) peak = magnitude;
    }
    this.#sum += sum / (32_768 * 32_768);
    this.#peak = peak / 32_768;
    this.#count += pcm.length;
  }

  addFloat(samples: Float32Array): void {
    for (let i = 0; i < samples.length; i += 1) {
      const value = samples[i] ?? 0;
      this.#sum += value * value;
      const magnitude = value < 0 ? -value : value;
      if (magnitude > this.#peak) this.#peak = magnitude;
    }
    this.#count += samples.length;
  }

  /** The level since the last call; silence when nothing came. */
  take(): { rmsDbfs: number; peakDbfs: number } {
    const level =
      this.#count === 0
        ? { rmsDbfs: METER_FLOOR_DBFS, peakDbfs: METER_FLOOR_DBFS }
        : {
            rmsDbfs: Math.min(0, amplitudeToDbfs(Math.sqrt(this.#sum / this.#count))),
            peakDbfs: Math.min(0, amplitudeToDbfs(this.#peak)),
          };
    this.#sum = 0;
    this.#count = 0;
    this.#peak = 0;
    this.#reports += 1;
    return level;
  }
}
