/** Interleaved stereo that is decoded and not heard yet. Its memory is used again and again: a tick allocates nothing. */
import { CHANNELS, FRAME_SAMPLES } from '@shared/audio/constants';

/** 80 ms; it grows where more is needed. */
const FIRST_VALUES = 4 * FRAME_SAMPLES * CHANNELS;

export class SampleQueue {
  #memory = new Int16Array(FIRST_VALUES);
  #from = 0;
  #to = 0;

  /** Values of both channels. */
  get length(): number {
    return this.#to - this.#from;
  }

  /** What is there, until the next change; not to be kept. */
  get view(): Int16Array {
    return this.#memory.subarray(this.#from, this.#to);
  }

  /** Adds a copy. */
  push(pcm: Int16Array): void {
    if (this.#to + pcm.length > this.#memory.length) this.#makeRoom(pcm.length);
    this.#memory.set(pcm, this.#to);
    this.#to += pcm.length;
  }

  /** Fills `out` from the front; where there is too little, the rest is silent. */
  take(out: Int16Array): void {
    const count = Math.min(out.length, this.length);
    out.set(this.#memory.subarray(this.#from, this.#from + count));
    if (count < out.length) out.fill(0, count);
    this.#from += count;
    if (this.#from === this.#to) this.clear();
  }

  clear(): void {
    this.#from = 0;
    this.#to = 0;
  }

  #makeRoom(values: number): void {
    const { view } = this;
    const wanted = view.length + values;
    if (wanted > this.#memory.length) {
      const larger = new Int16Array(2 * wanted);
      larger.set(view);
      this.#memory = larger;
    } else this.#memory.copyWithin(0, this.#from, this.#to);
    this.#from = 0;
    this.#to = view.length;
  }
}
