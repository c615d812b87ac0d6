/**
 * How many frames are sealed before their slot. Each is delay between a hand on the desk and the room, and each is a slot
 * that this thread may be late for. It grows when slots were missed or nearly so, and shrinks again in
 * quiet times; where that has proved wrong, more slowly.
 */

/** Files: this thread may be held up for three slots, which a busy machine does; a hand on the desk is heard 80 ms later. */
const LEAST = 4;
/** With live sound each frame ahead is delay that people hear. */
const LEAST_LIVE = 1;
/** 160 ms, and 100 ms with live sound. */
const MOST = 8;
/** 30 s without a miss take one frame off again. */
const QUIET_SLOTS = 1_500;
/** Up to this many times that, on a machine that stays busy. */
const MOST_QUIET = 16;

export class SealDepth {
  #extra = 0;
  #changedAt = 0;
  #shrunkAt = Number.NEGATIVE_INFINITY;
  #quiet = 1;
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
    if (this.#extra > 0 && slot - this.#changedAt >= QUIET_SLOTS * this.#quiet) {
      this.#extra -= 1;
      this.#changedAt = slot;
      this.#shrunkAt = slot;
      this.#quiet = Math.max(1, this.#quiet / 2);
    }
    return (live ? LEAST_LIVE : LEAST) + this.#extra;
  }

  #grow(slot: number): void {
    this.#extra = Math.min(this.#extra + 1, MOST - LEAST);
    this.#changedAt = slot;
    if (slot - this.#shrunkAt < QUIET_SLOTS) this.#quiet = Math.min(this.#quiet * 4, MOST_QUIET);
  }
}
