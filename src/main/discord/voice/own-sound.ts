/** What was made for slots to come and is to be heard, measured and watched over when they come. */
import type { SoundFrame } from './send/sender';

export interface OwnSlot {
  frame: SoundFrame | null;
  /** What the own monitor hears; null when nobody listens. */
  monitor: Float32Array | null;
}

export class OwnSound {
  readonly #slots = new Map<number, OwnSlot>();

  put(slot: number, frame: SoundFrame | null, monitor: Float32Array | null): void {
    if (frame || monitor) this.#slots.set(slot, { frame, monitor });
  }

  /** What belongs to `slot`; it is given once. */
  take(slot: number): OwnSlot | undefined {
    const own = this.#slots.get(slot);
    if (own) this.#slots.delete(slot);
    return own;
  }

  /** Slots from `from` on are made anew. */
  withdraw(from: number): void {
    for (const slot of this.#slots.keys()) if (slot >= from) this.#slots.delete(slot);
  }

  /** Slots before `slot` were passed over: nobody will ask for them. */
  forgetBefore(slot: number): void {
    for (const passed of this.#slots.keys()) if (passed < slot) this.#slots.delete(passed);
  }

  get size(): number {
    return this.#slots.size;
  }
}
