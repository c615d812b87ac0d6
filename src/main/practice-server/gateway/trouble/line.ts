import type { Clock } from '../../../support/clock';
import type { GatewayDial } from './gateway-dial';
import { strangerFrame } from './strangers';

/** A dispatch that was held back goes on its own when nothing comes after it for so long. */
const HOLD_MS = 250;

/** Without these a session has not begun; a client that never gets them learns nothing from the rest. */
const NEEDED = /^\{"t":"(READY|RESUMED|GUILD_CREATE)"/;

interface Waiting {
  dueMs: number;
  go: () => void;
}

/**
 * The way of one connection's frames to the client, with the dial's trouble on it: late, lost, doubled, out of order.
 * Everything on it keeps its order but for what `reorderRate` holds back.
 */
export class TroubledLine {
  readonly #dial: GatewayDial;
  readonly #clock: Clock;
  readonly #forward: (text: string) => void;
  readonly #queue: Waiting[] = [];
  #cancelTimer: (() => void) | null = null;
  #held: string | null = null;
  #cancelHold: () => void = () => undefined;
  #cut = false;

  constructor(dial: GatewayDial, clock: Clock, forward: (text: string) => void) {
    this.#dial = dial;
    this.#clock = clock;
    this.#forward = forward;
  }

  /** A numbered dispatch of the session. */
  dispatch(text: string): void {
    if (NEEDED.test(text)) {
      this.control(text);
      return;
    }
    const fate = this.#dial.fate();
    if (fate.drop) return;
    if (fate.hold && this.#held === null) {
      this.#dial.count('reordered');
      this.#held = text;
      this.#cancelHold = this.#clock.setTimer(() => this.#release(), HOLD_MS);
    } else {
      this.#push(text);
      this.#release();
    }
    if (fate.duplicate) this.#push(text);
    if (fate.stranger !== null) this.#push(strangerFrame(fate.stranger));
  }

  /** Anything that is no dispatch, or one that has to be there: never lost, only late. */
  control(text: string): void {
    this.#release();
    this.#push(text);
  }

  /** Calls back when all that was put in has gone out. */
  end(callback: () => void): void {
    this.#release();
    this.#enqueue(callback, 0);
  }

  /** Nothing goes out any more. */
  cut(): void {
    this.#cut = true;
    this.#held = null;
    this.#queue.length = 0;
    this.#cancelHold();
    this.#cancelTimer?.();
    this.#cancelTimer = null;
  }

  #release(): void {
    const held = this.#held;
    if (held === null) return;
    this.#held = null;
    this.#cancelHold();
    this.#push(held);
  }

  #push(text: string): void {
    this.#enqueue(() => this.#forward(text), this.#dial.delayMs());
  }

  #enqueue(go: () => void, delayMs: number): void {
    if (this.#cut) return;
    const last = this.#queue.at(-1);
    if (!last && delayMs === 0) {
      go();
      return;
    }
    // Whole milliseconds, as timers count them: never early, and what is due together leaves together.
    const dueMs = Math.max(last?.dueMs ?? 0, Math.ceil(this.#clock.monotonicMs() + delayMs));
    this.#queue.push({ dueMs, go });
    if (!last) this.#await();
  }

  #await(): void {
    const first = this.#queue[0];
    if (!first) return;
    const waitMs = Math.max(0, first.dueMs - this.#clock.monotonicMs());
    this.#cancelTimer = this.#clock.setTimer(() => {
      this.#cancelTimer = null;
      const now = this.#clock.monotonicMs();
      let due = 0;
      while ((this.#queue[due]?.dueMs ?? Number.POSITIVE_INFINITY) <= now) due += 1;
      for (const waiting of this.#queue.slice(0, due)) {
        if (!this.#cut) waiting.go();
      }
      // What was put in meanwhile stands behind; the queue was not empty, so it started no timer of its own.
      this.#queue.splice(0, due);
      this.#await();
    }, waitMs);
  }
}
