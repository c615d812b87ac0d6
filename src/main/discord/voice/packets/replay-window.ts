/**
 * Replay protection of one SSRC (RFC 3711 section 3.3.2): a packet is taken once, and not at all when it is older than
 * the window. Sequence numbers wrap at 2^16, and a sender that starts over is believed at its second packet in a row
 * (RFC 3550 appendix A.1): either would let a recording pass. So both also go by the counter of the transport encryption,
 * which does not repeat under a key: what is older than a window ago, or of before a start, has a lower one.
 */
import { CounterHeight } from './counter-height';

/** Packets back from the newest: 5 s of sound, more than any jitter buffer waits. */
const WINDOW = 256;
const WORDS = WINDOW / 32;

export type ReplayVerdict = 'fresh' | 'replayed' | 'stale';

export class ReplayWindow {
  readonly #seen = new Uint32Array(WORDS);
  #newest = -1;
  /** The sequence number that would confirm a restart; −1 = none. */
  #restartAt = -1;
  /** Of all that came; at the last whole window; and at the one before that, below which nothing is taken. */
  readonly #highest = new CounterHeight();
  readonly #mark = new CounterHeight();
  readonly #floor = new CounterHeight();
  #sinceMark = 0;

  /**
   * Judges a packet that was found authentic, and remembers it. `sequence` is uint16, `counter` the uint32 that its
   * transport encryption counted it with; null where nothing does, and its number alone is gone by.
   */
  admit(sequence: number, counter: number | null): ReplayVerdict {
    if (counter === null) return this.#judge(sequence, true);
    if (!this.#floor.isBelow(counter)) return 'stale';
    const verdict = this.#judge(sequence, this.#highest.isBelow(counter));
    this.#highest.raise(counter);
    return verdict;
  }

  /** Its owner has left: whoever comes with these numbers may begin anywhere. What was heard before stays known. */
  startOver(): void {
    this.#newest = -1;
    this.#floor.set(this.#highest);
  }

  /** `isNew`: sealed after all that has come. */
  #judge(sequence: number, isNew: boolean): ReplayVerdict {
    if (this.#newest < 0) return this.#begin(sequence);
    const ahead = (sequence - this.#newest) & 0xffff;
    if (ahead !== 0 && ahead < 0x8000) {
      this.#advance(ahead);
      this.#newest = sequence;
      this.#remember(sequence);
      this.#restartAt = -1;
      return 'fresh';
    }
    const behind = (this.#newest - sequence) & 0xffff;
    if (behind >= WINDOW) {
      if (!isNew) return 'stale';
      if (sequence === this.#restartAt) return this.#begin(sequence);
      this.#restartAt = (sequence + 1) & 0xffff;
      return 'stale';
    }
    if (this.#isMarked(sequence)) return 'replayed';
    this.#remember(sequence);
    return 'fresh';
  }

  #begin(sequence: number): ReplayVerdict {
    this.#seen.fill(0);
    this.#newest = sequence;
    this.#restartAt = -1;
    this.#sinceMark = 0;
    this.#mark.set(this.#highest);
    this.#floor.set(this.#highest);
    this.#remember(sequence);
    return 'fresh';
  }

  /** Forgets what falls out at the old end; those between are not seen yet. */
  #advance(by: number): void {
    this.#sinceMark += by;
    if (this.#sinceMark >= WINDOW) {
      this.#sinceMark = 0;
      this.#floor.set(this.#mark);
      this.#mark.set(this.#highest);
    }
    if (by >= WINDOW) {
      this.#seen.fill(0);
      return;
    }
    for (let step = 1; step <= by; step += 1) this.#clear((this.#newest + step) & 0xffff);
  }

  #isMarked(sequence: number): boolean {
    return (((this.#seen[wordOf(sequence)] ?? 0) >>> (sequence & 31)) & 1) === 1;
  }

  #remember(sequence: number): void {
    const word = wordOf(sequence);
    this.#seen[word] = (this.#seen[word] ?? 0) | (1 << (sequence & 31));
  }

  #clear(sequence: number): void {
    const word = wordOf(sequence);
    this.#seen[word] = (this.#seen[word] ?? 0) & ~(1 << (sequence & 31));
  }
}

function wordOf(sequence: number): number {
  return (sequence % WINDOW) >>> 5;
}
