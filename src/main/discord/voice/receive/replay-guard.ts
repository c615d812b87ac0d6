/** One replay window for each SSRC that sends us authentic packets, bounded in number: an SSRC costs a server nothing. */
import { type ReplayVerdict, ReplayWindow } from '../packets';

/** More than a full stage has speakers at a time; about 100 bytes each. */
export const MAX_WINDOWS = 1_024;

export class ReplayGuard {
  readonly #windows = new Map<number, ReplayWindow>();

  /** How many SSRCs are remembered. */
  get size(): number {
    return this.#windows.size;
  }

  /**
   * Judges a packet that was found authentic; `counter` as `TransportKey.counterOf` gives it. `isKnown` tells the SSRCs
   * that belong to somebody: in a flood of others theirs are kept.
   */
  admit(
    ssrc: number,
    sequence: number,
    counter: number | null,
    isKnown: (ssrc: number) => boolean,
  ): ReplayVerdict {
    let window = this.#windows.get(ssrc);
    if (!window) {
      if (this.#windows.size >= MAX_WINDOWS) this.#makeRoom(isKnown);
      window = new ReplayWindow();
      this.#windows.set(ssrc, window);
    }
    return window.admit(sequence, counter);
  }

  /** Its owner has left: the SSRC may begin anywhere when it comes again. */
  startOver(ssrc: number): void {
    this.#windows.get(ssrc)?.startOver();
  }

  clear(): void {
    this.#windows.clear();
  }

  /** The oldest stranger goes; among known ones alone, the oldest of them. */
  #makeRoom(isKnown: (ssrc: number) => boolean): void {
    let oldest: number | undefined;
    for (const ssrc of this.#windows.keys()) {
      oldest ??= ssrc;
      if (isKnown(ssrc)) continue;
      oldest = ssrc;
      break;
    }
    if (oldest !== undefined) this.#windows.delete(oldest);
  }
}
