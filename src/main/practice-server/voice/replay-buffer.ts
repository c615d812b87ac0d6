/** Messages of one session that a resume may ask for again; a full buffer forgets the oldest. */
const CAPACITY = 512;
/** Sequence numbers are uint16 and wrap. */
const SEQUENCES = 0x1_0000;

export type ReplayFrame = { sequence: number } & ({ text: string } | { binary: Buffer });

export class ReplayBuffer {
  readonly #frames: ReplayFrame[] = [];
  #last = 0;

  /** The number of the next message: 1, 2 … 65535, 0, 1 … */
  next(): number {
    this.#last = (this.#last + 1) % SEQUENCES;
    return this.#last;
  }

  push(frame: ReplayFrame): void {
    this.#frames.push(frame);
    if (this.#frames.length > CAPACITY) this.#frames.shift();
  }

  /** What came after `acknowledged` (−1: from the beginning), or null when part of it is forgotten. */
  after(acknowledged: number): ReplayFrame[] | null {
    const behind = acknowledged < 0 ? this.#last : (this.#last - acknowledged + SEQUENCES) % SEQUENCES;
    if (behind > this.#frames.length) return null;
    return behind === 0 ? [] : this.#frames.slice(-behind);
  }
}
