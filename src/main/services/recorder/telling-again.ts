import { type BackoffPolicy, backoffDelayMs } from '../../support/backoff';
import type { Clock } from '../../support/clock';

/** Soon at first, for a network that was gone; then seldom, for a permission that somebody may give yet. */
export const RETRY: BackoffPolicy = { minMs: 5_000, maxMs: 300_000, jitter: 0.2 };

/** When what a room could not be told is tried again by itself: one timer, later each time until it worked. */
export class TellingAgain {
  readonly #clock: Clock;
  readonly #again: () => void;
  readonly #random: () => number;
  #attempt = 0;
  #cancel: (() => void) | null = null;
  #atMs: number | null = null;

  constructor(clock: Clock, again: () => void, random: () => number = Math.random) {
    this.#clock = clock;
    this.#again = again;
    this.#random = random;
  }

  /** Unix ms of the next attempt; null when none is waiting. */
  get atMs(): number | null {
    return this.#atMs;
  }

  /** Something failed. One that waits already keeps its time. */
  failed(): void {
    if (this.#cancel) return;
    const delayMs = backoffDelayMs(RETRY, this.#attempt, this.#random);
    this.#attempt += 1;
    this.#atMs = this.#clock.now() + delayMs;
    this.#cancel = this.#clock.setTimer(() => {
      this.#stop();
      this.#again();
    }, delayMs);
  }

  /** Nothing is left to tell, or somebody does it by hand: the next failure is tried again soon. */
  reset(): void {
    this.#stop();
    this.#attempt = 0;
  }

  #stop(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#atMs = null;
  }
}
