/** Counts what a client sends: at most `limit` in any window of `windowMs`, as the gateway does per socket. */
export class SendBudget {
  readonly #limit: number;
  readonly #windowMs: number;
  #windowStart = Number.NEGATIVE_INFINITY;
  #used = 0;

  constructor(limit: number, windowMs: number) {
    this.#limit = limit;
    this.#windowMs = windowMs;
  }

  /** False when this one is too many. */
  take(nowMs: number): boolean {
    if (nowMs - this.#windowStart >= this.#windowMs) {
      this.#windowStart = nowMs;
      this.#used = 0;
    }
    this.#used += 1;
    return this.#used <= this.#limit;
  }
}
