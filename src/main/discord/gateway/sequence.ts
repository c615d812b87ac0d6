import type { Clock } from '../../support/clock';

/**
 * Watches the sequence numbers of one shard's dispatches: each session counts from 1 without gaps, so that a number
 * seen before is a repetition and a jump a loss. Should a server turn out not to count that way, jumps are accepted
 * after a few of them, since reconnecting for ever would be worse than what might be missing.
 */
export type SequenceVerdict = 'next' | 'repeat' | 'hole';

const MAX_HOLES = 4;
const HOLE_WINDOW_MS = 600_000;

export class SequenceWatch {
  #holesAtMs: number[] = [];
  #tolerant = false;

  /** Whether jumps are accepted by now. */
  get tolerant(): boolean {
    return this.#tolerant;
  }

  /** `last`: of what was taken in before, null at the start of a session. */
  judge(last: number | null, seq: number | null, clock: Pick<Clock, 'monotonicMs'>): SequenceVerdict {
    if (last === null || seq === null) return 'next';
    if (seq <= last) return 'repeat';
    if (seq === last + 1 || this.#tolerant) return 'next';
    const nowMs = clock.monotonicMs();
    this.#holesAtMs = [...this.#holesAtMs.filter((atMs) => atMs > nowMs - HOLE_WINDOW_MS), nowMs];
    if (this.#holesAtMs.length <= MAX_HOLES) return 'hole';
    this.#tolerant = true;
    return 'next';
  }
}
