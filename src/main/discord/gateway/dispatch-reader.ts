import {
  type DispatchParse,
  isLarge,
  parseDispatch,
  parseDispatchInSteps,
} from '@shared/discord/wire/dispatch';
import type { Clock } from '../../support/clock';
import type { GatewayFrame } from './frame';

/** Work on one large dispatch is interrupted after this long, so that nothing else waits for it. */
const SLICE_MS = 6;

/** What queued up behind it is caught up with in longer turns: each event is little, and the queue must get shorter. */
const CATCH_UP_MS = 12;

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
  /** What waits is from `#next` on. */
  #queued: string[] = [];
  #next = 0;
  /** The text whose turn it is waits no longer, and nothing can come in between. */
  #takesTurns = false;
  #cancelSlice: (() => void) | undefined;
  /** Counts `clear`, so that a loop it falls into ends. */
  #generation = 0;

  constructor(clock: Clock, handlers: DispatchReaderHandlers) {
    this.#clock = clock;
    this.#handlers = handlers;
  }

  /** Whether dispatches have to wait for their turn. */
  get busy(): boolean {
    return this.#reading !== undefined || (!this.#takesTurns && this.#next < this.#queued.length);
  }

  read(frame: GatewayFrame): void {
    const name = frame.t ?? '';
    if (!isLarge(name)) {
      this.#handlers.done(frame, parseDispatch(name, frame.d));
      return;
    }
    this.#reading = { frame, steps: parseDispatchInSteps(name, frame.d) };
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
    this.#forget();
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

  /** Hands out what waits, in order; a large one among it is read first, and the rest goes on waiting behind it. */
  #takeTurns(untilMs: number): void {
    if (this.#takesTurns) return;
    const generation = this.#generation;
    while (this.#generation === generation && !this.#reading && this.#next < this.#queued.length) {
      if (this.#clock.monotonicMs() >= untilMs) {
        this.#later();
        return;
      }
      const text = this.#queued[this.#next] ?? '';
      this.#next += 1;
      if (this.#next === this.#queued.length) this.#forget();
      this.#takesTurns = true;
      try {
        this.#handlers.turn(text);
      } finally {
        this.#takesTurns = false;
      }
    }
  }

  #forget(): void {
    this.#queued = [];
    this.#next = 0;
  }

  #later(): void {
    this.#cancelSlice?.();
    this.#cancelSlice = this.#clock.setTimer(() => {
      this.#cancelSlice = undefined;
      if (this.#reading) this.#readOn();
      else this.#takeTurns(this.#clock.monotonicMs() + CATCH_UP_MS);
    }, 0);
  }
}
