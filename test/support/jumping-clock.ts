import type { Clock } from '../../src/main/support/clock';

/** A clock that is set: hours pass at once, and each timer that fell due meanwhile fires a single time. */
export class JumpingClock implements Clock {
  #monotonicMs = 0;
  #wallMs: number;
  readonly #timers = new Map<object, { dueMs: number; callback: () => void }>();

  constructor(wallMs = Date.UTC(2026, 0, 1)) {
    this.#wallMs = wallMs;
  }

  now(): number {
    return this.#wallMs;
  }

  monotonicMs(): number {
    return this.#monotonicMs;
  }

  setTimer(callback: () => void, delayMs: number): () => void {
    const key = {};
    this.#timers.set(key, { dueMs: this.#monotonicMs + delayMs, callback });
    return () => void this.#timers.delete(key);
  }

  /** Both clocks go on by `ms`; `wallJumpMs` is what somebody sets the wall clock by besides. */
  pass(ms: number, wallJumpMs = 0): void {
    this.#monotonicMs += ms;
    this.#wallMs += ms + wallJumpMs;
    for (const [key, { dueMs, callback }] of [...this.#timers]) {
      if (dueMs > this.#monotonicMs || !this.#timers.delete(key)) continue;
      callback();
    }
  }
}
