import { FRAME_MS } from '../../../../shared/audio/constants';
import type { Clock } from '../../../support/clock';

/**
 * One 20 ms beat for all simulated members, on absolute deadlines so that it cannot drift. Ticks are numbered
 * from the clock's start whether it runs or not, as RTP time goes on over pauses. After a stall the missed ticks
 * are skipped rather than sent in a burst.
 */
export class SpeechClock {
  readonly #clock: Clock;
  readonly #onTick: (tick: number) => void;
  readonly #startMs: number;
  #cancel: (() => void) | null = null;
  #lastTick = -1;

  constructor(clock: Clock, onTick: (tick: number) => void) {
    this.#clock = clock;
    this.#onTick = onTick;
    this.#startMs = clock.monotonicMs();
  }

  get running(): boolean {
    return this.#cancel !== null;
  }

  start(): void {
    if (!this.#cancel) this.#schedule();
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  #schedule(): void {
    const elapsed = this.#clock.monotonicMs() - this.#startMs;
    const next = Math.max(this.#lastTick + 1, Math.ceil(elapsed / FRAME_MS));
    this.#cancel = this.#clock.setTimer(() => this.#fire(next), Math.max(0, next * FRAME_MS - elapsed));
  }

  #fire(tick: number): void {
    // Timers may fire a fraction early or late; the tick is the one that was planned, or a later one after a stall.
    const now = Math.floor((this.#clock.monotonicMs() - this.#startMs) / FRAME_MS);
    this.#lastTick = Math.max(tick, now);
    this.#schedule();
    this.#onTick(this.#lastTick);
  }
}
