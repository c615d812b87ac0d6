import type { Clock } from './clock';

/**
 * Gathers changes and hands them on at most once a frame. The first after a quiet time goes on at once, so that
 * a single change is not held up; those of a burst go together when the frame is over. Of two changes with one
 * key the later wins and takes its place in the order.
 */
export class FrameBatcher<T> {
  readonly #clock: Clock;
  readonly #frameMs: number;
  readonly #deliver: (changes: T[]) => void;
  readonly #pending = new Map<string, T>();
  #cancelTimer: (() => void) | undefined;

  constructor(clock: Clock, frameMs: number, deliver: (changes: T[]) => void) {
    this.#clock = clock;
    this.#frameMs = frameMs;
    this.#deliver = deliver;
  }

  add(changes: Iterable<readonly [key: string, change: T]>): void {
    for (const [key, change] of changes) {
      this.#pending.delete(key);
      this.#pending.set(key, change);
    }
    if (this.#cancelTimer === undefined) this.#flush();
  }

  /** Hands on what waits, now. */
  flushNow(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    this.#flush();
  }

  /** Forgets what waits and lets go of the timer. */
  close(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    this.#pending.clear();
  }

  #flush(): void {
    if (this.#pending.size === 0) return;
    const changes = [...this.#pending.values()];
    this.#pending.clear();
    this.#cancelTimer = this.#clock.setTimer(() => {
      this.#cancelTimer = undefined;
      this.#flush();
    }, this.#frameMs);
    this.#deliver(changes);
  }
}
