/**
 * Replay protection of one SSRC (RFC 3711 section 3.3.2): a packet is taken once, and not at all when it is older than
 * the window. Sequence numbers wrap at 2^16; a sender that starts over is believed at its second packet in a row
 * (RFC 3550 appendix A.1).
 */

/** Packets back from the newest: 5 s of sound, more than any jitter buffer waits. */
const WINDOW = 256;
const WORDS = WINDOW / 32;

export type ReplayVerdict = 'fresh' | 'replayed' | 'stale';

export class ReplayWindow {
  readonly #seen = new Uint32Array(WORDS);
  #newest = -1;
  /** The sequence number that would confirm a restart; −1 = none. */
  #restartAt = -1;

  /** Judges a packet that was found authentic, and remembers it. `sequence` is uint16. */
  admit(sequence: number): ReplayVerdict {
    if (this.#newest < 0) return this.#begin(sequence);
    const ahead = (sequence - this.#newest) & 0xffff;
    if (ahead !== 0 && ahead < 0x8000) {
      this.#advance(ahead);
      this.#newest = sequence;
      this.#mark(sequence);
      this.#restartAt = -1;
      return 'fresh';
    }
    const behind = (this.#newest - sequence) & 0xffff;
    if (behind >= WINDOW) {
      if (sequence === this.#restartAt) return this.#begin(sequence);
      this.#restartAt = (sequence + 1) & 0xffff;
      return 'stale';
    }
    if (this.#isMarked(sequence)) return 'replayed';
    this.#mark(sequence);
    return 'fresh';
  }

  #begin(sequence: number): ReplayVerdict {
    this.#seen.fill(0);
    this.#newest = sequence;
    this.#restartAt = -1;
    this.#mark(sequence);
    return 'fresh';
  }

  /** Forgets what falls out at the old end; those between are not seen yet. */
  #advance(by: number): void {
    if (by >= WINDOW) {
      this.#seen.fill(0);
      return;
    }
    for (let step = 1; step <= by; step += 1) this.#clear((this.#newest + step) & 0xffff);
  }

  #isMarked(sequence: number): boolean {
    return (((this.#seen[wordOf(sequence)] ?? 0) >>> (sequence & 31)) & 1) === 1;
  }

  #mark(sequence: number): void {
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
