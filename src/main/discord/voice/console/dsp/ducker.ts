/**
 * Takes the programme down while somebody speaks. In dB a straight line down within the attack, then held for a
 * while after the last word, then a straight line up within the release.
 */

export interface DuckingTimes {
  /** How far down, dB, negative. */
  depthDb: number;
  attackMs: number;
  holdMs: number;
  releaseMs: number;
}

export class Ducker {
  #gainDb = 0;
  #heldMs = Number.POSITIVE_INFINITY;

  /** Where the gain is now, dB, 0 or negative. */
  get gainDb(): number {
    return this.#gainDb;
  }

  /** Somebody speaks, or did a moment ago. */
  get active(): boolean {
    return this.#gainDb < 0;
  }

  /** One frame further; returns the gain at its end, dB. */
  tick(speech: boolean, times: DuckingTimes, frameMs: number): number {
    this.#heldMs = speech ? 0 : this.#heldMs + frameMs;
    const target = this.#heldMs <= times.holdMs ? times.depthDb : 0;
    if (target < this.#gainDb) {
      const step =
        times.attackMs > frameMs ? (-times.depthDb * frameMs) / times.attackMs : Number.POSITIVE_INFINITY;
      this.#gainDb = Math.max(target, this.#gainDb - step);
    } else if (target > this.#gainDb) {
      const depth = Math.max(-times.depthDb, -this.#gainDb);
      const step = times.releaseMs > frameMs ? (depth * frameMs) / times.releaseMs : Number.POSITIVE_INFINITY;
      this.#gainDb = Math.min(target, this.#gainDb + step);
    }
    return this.#gainDb;
  }

  /** Up again at once: ducking was switched off. */
  reset(): void {
    this.#gainDb = 0;
    this.#heldMs = Number.POSITIVE_INFINITY;
  }
}
