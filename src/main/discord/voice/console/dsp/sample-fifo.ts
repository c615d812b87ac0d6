/** Interleaved stereo samples in the order they came; written in any lengths, read in any lengths. */
import { CHANNELS } from '@shared/audio/constants';

export class SampleFifo {
  #chunks: Float32Array[] = [];
  #offset = 0;
  #values = 0;

  /** Samples of one channel that can be read. */
  get length(): number {
    return this.#values / CHANNELS;
  }

  /** Keeps `samples` without copying. */
  push(samples: Float32Array): void {
    if (samples.length === 0) return;
    this.#chunks.push(samples);
    this.#values += samples.length;
  }

  /** Puts samples back in front of the others. */
  unread(samples: Float32Array): void {
    const head = this.#chunks[0];
    if (head && this.#offset > 0) {
      this.#chunks[0] = head.subarray(this.#offset);
      this.#offset = 0;
    }
    this.#chunks.unshift(samples);
    this.#values += samples.length;
  }

  /** Fills `out` from the front as far as it goes; returns the samples of one channel that were there. */
  read(out: Float32Array): number {
    let filled = 0;
    while (filled < out.length) {
      const head = this.#chunks[0];
      if (!head) break;
      const part = head.subarray(this.#offset, this.#offset + out.length - filled);
      out.set(part, filled);
      filled += part.length;
      this.#advance(head, part.length);
    }
    return filled / CHANNELS;
  }

  /** Drops samples of one channel from the front. */
  skip(count: number): void {
    let left = Math.min(count * CHANNELS, this.#values);
    while (left > 0) {
      const head = this.#chunks[0];
      if (!head) break;
      const part = Math.min(left, head.length - this.#offset);
      left -= part;
      this.#advance(head, part);
    }
  }

  clear(): void {
    this.#chunks = [];
    this.#offset = 0;
    this.#values = 0;
  }

  #advance(head: Float32Array, values: number): void {
    this.#values -= values;
    this.#offset += values;
    if (this.#offset < head.length) return;
    this.#chunks.shift();
    this.#offset = 0;
  }
}
