import { type DispatchParse, parseDispatchInSteps } from '@shared/discord/wire/dispatch';
import type { Clock } from '../../support/clock';
import type { GatewayFrame } from './frame';

/** Work on one large dispatch is interrupted after this long, so that nothing else waits for it. */
const SLICE_MS = 6;

export interface DispatchReaderHandlers {
  /** A dispatch was read; in the order of `read`. */
  done(frame: GatewayFrame, parsed: DispatchParse): void;
  /** The turn of a text that had to wait has come; it may be handed to `read` or `queue` again. */
  turn(text: string): void;
}

/**
 * Reads dispatches, large ones in slices, and keeps what comes meanwhile in its order. What is not large is done when
 * `read` returns.
 */
export class DispatchReader {
  readonly #clock: Clock;
  readonly #handlers: DispatchReaderHandlers;
  #reading: { frame: GatewayFrame; steps: Generator<undefined, DispatchParse> } | undefined;
  #queued: string[] = [];
  #cancelSlice: (() => void) | undefined;
  /** Counts `clear`, so that a loop it falls into ends. */
  #generation = 0;

  constructor(clock: Clock, handlers: DispatchReaderHandlers) {
    this.#clock = clock;
    this.#handlers = handlers;
  }

  /** Whether dispatches have to wait for their turn. */
  get busy(): boolean {
    return this.#reading !== undefined || this.#queued.length > 0;
  }

  read(frame: GatewayFrame): void {
    this.#reading = { frame, steps: parseDispatchInSteps(frame.t ?? '', frame.d) };
    this.#readOn();
  }

  /** Keeps the text of a dispatch until its turn. */
  queue(text: string): void {
    this.#queued.push(text);
  }

  /** Drops everything: its sequence numbers were not taken in, so that a resume brings it again. */
  clear(): void {
    this.#generation += 1;
    this.#cancelSlice?.();
    this.#cancelSlice = undefined;
    this.#reading = undefined;
    this.#queued = [];
  }

  /** Reads the large dispatch for a while, then what came behind it; goes on later when time is up. */
  #readOn(): void {
    const untilMs = this.#clock.monotonicMs() + SLICE_MS;
    while (this.#reading) {
      const { frame, steps } = this.#reading;
      const step = steps.next();
      if (step.done) {
        this.#reading = undefined;
        const generation = this.#generation;
        this.#handlers.done(frame, step.value);
        if (this.#generation === generation) this.#takeTurns(untilMs);
      }
      if (this.#reading && this.#clock.monotonicMs() >= untilMs) {
        this.#later();
        return;
      }
    }
  }

  #takeTurns(untilMs: number): void {
    if (this.#queued.length === 0) return;
    const waiting = this.#queued;
    this.#queued = [];
    const generation = this.#generation;
    for (const [at, text] of waiting.entries()) {
      if (this.#clock.monotonicMs() >= untilMs) {
        // Time is up: the rest waits as if it stood behind a large dispatch, before what that has let queue up.
        this.#queued = [...waiting.slice(at), ...this.#queued];
        this.#later();
        return;
      }
      this.#handlers.turn(text);
      if (this.#generation !== generation) return;
    }
  }

  #later(): void {
    this.#cancelSlice?.();
    this.#cancelSlice = this.#clock.setTimer(() => {
      this.#cancelSlice = undefined;
      if (this.#reading) this.#readOn();
      else this.#takeTurns(this.#clock.monotonicMs() + SLICE_MS);
    }, 0);
  }
}
