/**
 * What was made for slots to come and is taken back, because a hand on the desk changes it: the sound of the last frames
 * is kept as it came from the files, and given once more.
 */
import { FRAME_VALUES } from '@shared/audio/constants';

/** 16 × 20 ms: more is sealed only before work that takes long, and that much is heard as it is. */
export const MOST_TAKEN_BACK = 16;

/** The last frames of one sound with a note to each, oldest ones overwritten. */
export class FrameMemory<Note> {
  readonly #depth: number;
  /** Made with the first frame: most strips never sound. */
  #samples: Float32Array[] = [];
  readonly #notes: (Note | undefined)[] = [];
  #next = 0;
  #count = 0;

  constructor(depth: number) {
    this.#depth = depth;
  }

  get length(): number {
    return this.#count;
  }

  keep(samples: Float32Array, note: Note): void {
    const frame = this.#samples[this.#next] ?? new Float32Array(FRAME_VALUES);
    this.#samples[this.#next] = frame;
    frame.set(samples);
    this.#notes[this.#next] = note;
    this.#next = (this.#next + 1) % this.#depth;
    this.#count = Math.min(this.#count + 1, this.#depth);
  }

  /** The frame `back` frames ago, 1 being the last; undefined when it is not kept. */
  at(back: number): { samples: Float32Array; note: Note } | undefined {
    if (back < 1 || back > this.#count) return undefined;
    const place = (this.#next - back + this.#depth) % this.#depth;
    const [samples, note] = [this.#samples[place], this.#notes[place]];
    return samples && note !== undefined ? { samples, note } : undefined;
  }

  amend(back: number, note: Note): void {
    if (back >= 1 && back <= this.#count) this.#notes[(this.#next - back + this.#depth) % this.#depth] = note;
  }

  /** The last `count` frames were not. */
  drop(count: number): void {
    const dropped = Math.min(count, this.#count);
    this.#count -= dropped;
    this.#next = (this.#next - dropped + this.#depth) % this.#depth;
  }

  clear(): void {
    this.#count = 0;
  }
}
