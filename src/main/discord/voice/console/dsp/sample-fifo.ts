/** Interleaved stereo samples in the order they came; written in any lengths, read in any lengths. */
import { CHANNELS, FRAME_SAMPLES } from '@shared/audio/constants';

/** Four frames, doubled when that does not do. */
const FIRST_VALUES = 4 * FRAME_SAMPLES * CHANNELS;

/**
 * A ring that what comes is copied into: thousands of frames a second pass through such queues, and keeping each one's
 * own memory until it is read would give the garbage collector most of the work that sound takes.
 */
export class SampleFifo {
  #ring = new Float32Array(0);
  /** Place of the oldest value. */
  #at = 0;
  #values = 0;

  /** Samples of one channel that can be read. */
  get length(): number {
    return this.#values / CHANNELS;
  }

  /** Copies `samples`. */
  push(samples: Float32Array): void {
    this.#makeRoom(samples.length);
    const to = (this.#at + this.#values) % this.#ring.length;
    const first = Math.min(samples.length, this.#ring.length - to);
    this.#ring.set(first === samples.length ? samples : samples.subarray(0, first), to);
    if (first < samples.length) this.#ring.set(samples.subarray(first), 0);
    this.#values += samples.length;
  }

  /** The same of 16-bit samples, as floats of full scale ±1. */
  pushPcm16(pcm: Int16Array): void {
    this.#makeRoom(pcm.length);
    const ring = this.#ring;
    let to = (this.#at + this.#values) % ring.length;
    for (let i = 0; i < pcm.length; i += 1) {
      ring[to] = (pcm[i] as number) / 32_768;
      to = to + 1 === ring.length ? 0 : to + 1;
    }
    this.#values += pcm.length;
  }

  /** Puts samples back in front of the others. */
  unread(samples: Float32Array): void {
    this.#makeRoom(samples.length);
    const size = this.#ring.length;
    this.#at = (this.#at - samples.length + size) % size;
    const first = Math.min(samples.length, size - this.#at);
    this.#ring.set(samples.subarray(0, first), this.#at);
    if (first < samples.length) this.#ring.set(samples.subarray(first), 0);
    this.#values += samples.length;
  }

  /** Fills `out` from the front as far as it goes; returns the samples of one channel that were there. */
  read(out: Float32Array): number {
    const count = Math.min(out.length, this.#values);
    const first = Math.min(count, this.#ring.length - this.#at);
    out.set(this.#ring.subarray(this.#at, this.#at + first));
    if (first < count) out.set(this.#ring.subarray(0, count - first), first);
    this.#drop(count);
    return count / CHANNELS;
  }

  /** Drops samples of one channel from the front. */
  skip(count: number): void {
    this.#drop(Math.min(count * CHANNELS, this.#values));
  }

  clear(): void {
    this.#at = 0;
    this.#values = 0;
  }

  #drop(values: number): void {
    this.#values -= values;
    this.#at = this.#values === 0 ? 0 : (this.#at + values) % this.#ring.length;
  }

  #makeRoom(values: number): void {
    const wanted = this.#values + values;
    if (wanted <= this.#ring.length) return;
    let size = Math.max(this.#ring.length, FIRST_VALUES);
    while (size < wanted) size *= 2;
    const ring = new Float32Array(size);
    const first = Math.min(this.#values, this.#ring.length - this.#at);
    ring.set(this.#ring.subarray(this.#at, this.#at + first));
    ring.set(this.#ring.subarray(0, this.#values - first), first);
    this.#ring = ring;
    this.#at = 0;
  }
}
