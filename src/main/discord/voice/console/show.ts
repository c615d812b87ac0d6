/** Whether something is on air, and whether silence would be a fault. */
export class Show {
  #onAir = false;
  #on = false;

  /** A frame went out in the last tick. */
  get onAir(): boolean {
    return this.#onAir;
  }

  /** Something was on air, and nobody has stopped it on purpose. */
  get on(): boolean {
    return this.#on;
  }

  /** A tick in which something was `sent`, or nothing; `playing`: a deck plays to the air. True when that is news. */
  tick(sent: boolean, playing: () => boolean): boolean {
    if (sent && !this.#on && playing()) this.#on = true;
    if (sent === this.#onAir) return false;
    this.#onAir = sent;
    return true;
  }

  /** Nothing plays, because somebody has stopped it: silence is what they want. */
  stop(): void {
    this.#on = false;
  }
}
