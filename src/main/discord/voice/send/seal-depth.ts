/**
 * How many frames are sealed before their slot. Each is delay between a hand on the desk and the room, and each is a slot
 * that this thread may be late for. It begins large, shrinks in quiet times, and grows again when slots
 * were missed or nearly so; where shrinking has proved wrong, it is done more slowly. Live sound begins small.
 */

/** Files: this thread may be held up for three slots, which a busy machine does; a hand on the desk takes back what it can. */
const LEAST = 4;
/** With live sound each frame ahead is delay that people hear. */
const LEAST_LIVE = 1;
/** 160 ms, and 100 ms with live sound. */
export const MOST_SEALED = 8;
/** 30 s without a miss take one frame off again. */
const QUIET_SLOTS = 1_500;
/** Whoever comes this late now and then comes later still some day: no frame is taken off. */
const LATE_SLOTS = 2;
/** Up to this many times that, on a machine that stays busy. */
const MOST_QUIET = 16;

export class SealDepth {
  #extra = MOST_SEALED - LEAST;
  /** The part of it that misses have asked for. */
  #grown = 0;
  #changedAt = 0;
  #shrunkAt = Number.NEGATIVE_INFINITY;
  #quiet = 1;
  /** Slots that came while sound was on and had nothing sealed. */
  missed = 0;

  /** `count` slots up to `slot` had nothing to send, though there was sound. */
  miss(slot: number, count: number): void {
    this.missed += count;
    this.#grow(slot, count);
  }

  /** This thread came `slots` late, and had just enough sealed. `last`: the next slot would have been missed. */
  late(slot: number, slots: number, last: boolean): void {
    if (last) this.#grow(slot, 1);
    else if (slots >= LATE_SLOTS) this.#changedAt = slot;
  }

  /** Frames to have sealed beyond `slot`. `handed`: somebody works at the desk, and what is sealed may be taken back. */
  at(slot: number, live: boolean, handed = false): number {
    if (this.#extra > 0 && slot - this.#changedAt >= QUIET_SLOTS * this.#quiet) {
      this.#extra -= 1;
      this.#grown = Math.max(0, this.#grown - 1);
      this.#changedAt = slot;
      this.#shrunkAt = slot;
      this.#quiet = Math.max(1, this.#quiet / 2);
    }
    if (handed && !live) return Math.max(LEAST, Math.min(LEAST + this.#grown, LEAST + this.#extra));
    return live ? LEAST_LIVE + Math.min(this.#extra, this.#grown) : LEAST + this.#extra;
  }

  #grow(slot: number, frames: number): void {
    this.#extra = Math.min(this.#extra + frames, MOST_SEALED - LEAST);
    this.#grown = Math.min(this.#grown + frames, MOST_SEALED - LEAST);
    this.#changedAt = slot;
    if (slot - this.#shrunkAt < QUIET_SLOTS) this.#quiet = Math.min(this.#quiet * 4, MOST_QUIET);
  }
}
