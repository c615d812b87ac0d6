import { amplitudeToDbfs } from '@shared/audio/levels';

/** 480 = 10 ms at 48 kHz: short enough for a voice to answer, few enough messages for the port. */
export const BLOCK_SAMPLES = 480;

export interface BlockLevel {
  rmsDbfs: number;
  peakDbfs: number;
}

/**
 * Render quanta of a device (128 samples of each channel, planar) to blocks of 10 ms, interleaved, as the input port
 * carries them. More than two channels are cut to the first two. No Web Audio in it.
 */
export class PcmBlocks {
  #block: Float32Array | null = null;
  #channels: 1 | 2 = 1;
  #filled = 0;
  #sum = 0;
  #counted = 0;
  #peak = 0;

  get channels(): 1 | 2 {
    return this.#channels;
  }

  /** Takes one quantum; hands every full block to `onBlock`, which may keep it. */
  push(planes: readonly Float32Array[], onBlock: (samples: Float32Array) => void): void {
    const left = planes[0];
    if (!left) return;
    const right = planes[1] ?? null;
    const channels = right === null ? 1 : 2;
    if (channels !== this.#channels) this.#restart(channels);
    for (let at = 0; at < left.length; at += 1) {
      this.#block ??= new Float32Array(BLOCK_SAMPLES * channels);
      const l = left[at] ?? 0;
      const to = this.#filled * channels;
      this.#block[to] = l;
      this.#measure(l);
      if (right) {
        const r = right[at] ?? 0;
        this.#block[to + 1] = r;
        this.#measure(r);
      }
      this.#filled += 1;
      if (this.#filled < BLOCK_SAMPLES) continue;
      const full = this.#block;
      this.#block = null;
      this.#filled = 0;
      onBlock(full);
    }
  }

  /** RMS and peak since the last call. */
  takeLevel(): BlockLevel {
    const rms = this.#counted === 0 ? 0 : Math.sqrt(this.#sum / this.#counted);
    const level = { rmsDbfs: amplitudeToDbfs(rms), peakDbfs: amplitudeToDbfs(this.#peak) };
    this.#sum = 0;
    this.#counted = 0;
    this.#peak = 0;
    return level;
  }

  #measure(value: number): void {
    this.#sum += value * value;
    this.#counted += 1;
    const magnitude = Math.abs(value);
    if (magnitude > this.#peak) this.#peak = magnitude;
  }

  /** The device changed its channels: what is half full belongs to no block. */
  #restart(channels: 1 | 2): void {
    this.#channels = channels;
    this.#block = null;
    this.#filled = 0;
  }
}
