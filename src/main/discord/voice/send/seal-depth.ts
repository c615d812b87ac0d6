/**
 * How many frames are sealed before their slot. Each is delay between a hand on the desk and the room, and each is a slot
 * that this thread may be late for. It grows when slots were missed or nearly so, and shrinks again in
 * quiet times; where that has proved wrong, more slowly.
 */

/** Files: this thread may be held up for one to two slots. */
const LEAST = 2;
/** With live sound each frame ahead is delay that people hear. */
const LEAST_LIVE = 1;
/** 100 ms. */
const MOST = 5;
/** 30 s without a miss take one frame off again. */
const QUIET_SLOTS = 1_500;
/** Up to this many times that, on a machine that stays busy. */
const MOST_QUIET = 16;
/** Files, for the first 30 s: then most of the code runs for the first time, and everything is slowest. */
const AT_FIRST = 4;

export class SealDepth {
  #extra = 0;
  #changedAt = 0;
  #shrunkAt = Number.NEGATIVE_INFINITY;
  #quiet = 1;
  #firstSlot: number | undefined;
  /** Slots that came while sound was on and had nothing sealed. */
  missed = 0;

  /** `count` slots up to `slot` had nothing to send, though there was sound. */
  miss(slot: number, count: number): void {
    this.missed += count;
    this.#grow(slot);
  }

  /** This thread came so late that the next slot would have been missed. */
  nearMiss(slot: number): void {
    this.#grow(slot);
  }

  /** Frames to have sealed beyond `slot`. */
  at(slot: number, live: boolean): number {
    this.#firstSlot ??= slot;
    if (this.#extra > 0 && slot - this.#changedAt >= QUIET_SLOTS * this.#quiet) {
      this.#extra -= 1;
      this.#changedAt = slot;
      this.#shrunkAt = slot;
      this.#quiet = Math.max(1, this.#quiet / 2);
    }
    if (live) return LEAST_LIVE + this.#extra;
    const least = slot - this.#firstSlot < QUIET_SLOTS ? AT_FIRST : LEAST;
    return Math.max(least, LEAST + this.#extra);
  }

  #grow(slot: number): void {
    this.#extra = Math.min(this.#extra + 1, MOST - LEAST);
    this.#changedAt = slot;
    if (slot - this.#shrunkAt < QUIET_SLOTS) this.#quiet = Math.min(this.#quiet * 4, MOST_QUIET);
  }
}
