/**
 * How many frames are sealed before their slot. Each is delay between a hand on the desk and the room, and each is a slot
 * that this thread may be late for. It starts small and grows when slots were missed, and shrinks again in quiet times.
 */

/** Files: this thread may be held up for one to two slots. */
const LEAST = 2;
/** With live sound each frame ahead is delay that people hear. */
const LEAST_LIVE = 1;
/** 100 ms. */
const MOST = 5;
/** 30 s without a miss take one frame off again. */
const QUIET_SLOTS = 1_500;

export class SealDepth {
  #extra = 0;
  #changedAt = 0;
  /** Slots that came while sound was on and had nothing sealed. */
  missed = 0;

  /** `count` slots up to `slot` had nothing to send, though there was sound. */
  miss(slot: number, count: number): void {
    this.missed += count;
    this.#extra = Math.min(this.#extra + 1, MOST - LEAST);
    this.#changedAt = slot;
  }

  /** Frames to have sealed beyond `slot`. */
  at(slot: number, live: boolean): number {
    if (this.#extra > 0 && slot - this.#changedAt >= QUIET_SLOTS) {
      this.#extra -= 1;
      this.#changedAt = slot;
    }
    return (live ? LEAST_LIVE : LEAST) + this.#extra;
  }
}
