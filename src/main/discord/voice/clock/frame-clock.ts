/**
 * The 20 ms clock of a wire without a thread. Deadlines are absolute (start + n × 20 ms on the monotonic clock), so it
 * cannot drift. A timer wakes shortly before each deadline and the rest is slept in the kernel, because
 * timers count whole milliseconds; nothing spins. After a stall the missed slots are skipped, never sent in
 * a burst.
 */
import { FRAME_MS } from '@shared/audio/constants';

/** Time as the frame clock needs it: `systemFrameTiming` lives, tests step. */
export interface FrameTiming {
  /** Monotonic, with sub-millisecond digits. */
  nowMs(): number;
  setTimer(callback: () => void, delayMs: number): () => void;
  /** Sleeps at most `durationMs`, a few ms, without turning the event loop. */
  sleepMs(durationMs: number): void;
}

export interface FrameTick {
  /** Slots since the start, skipped ones counted. */
  slot: number;
  deadlineMs: number;
  /** How long after its deadline the tick ran. */
  lateMs: number;
  /** Slots between the tick before and this one that are lost. */
  skipped: number;
}

/** The timer aims this early: it may fire up to 1 ms late, and whatever is left is slept exactly. */
const EARLY_WAKE_MS = 1.6;
/** Longest sleep that blocks the event loop; more is left to another timer. */
const MAX_SLEEP_MS = 3;
/** A tick later than this is counted as late. */
export const LATE_TICK_MS = 2;

/** Slot to run now when the clock wakes at `nowMs`: the latest whose deadline has come, at least `nextSlot`. */
export function dueSlot(startMs: number, nextSlot: number, nowMs: number): number {
  return Math.max(nextSlot, Math.floor((nowMs - startMs) / FRAME_MS));
}

export class FrameClock {
  readonly #timing: FrameTiming;
  readonly #onTick: (tick: FrameTick) => void;
  #startMs: number | undefined;
  #nextSlot = 1;
  #cancel: (() => void) | undefined;
  #running = false;
  lateTicks = 0;
  skippedSlots = 0;

  constructor(timing: FrameTiming, onTick: (tick: FrameTick) => void) {
    this.#timing = timing;
    this.#onTick = onTick;
  }

  get running(): boolean {
    return this.#running;
  }

  /** The first tick comes within one frame. Slots count on from the first start, also while it stands still. */
  start(): void {
    if (this.#running) return;
    this.#running = true;
    const nowMs = this.#timing.nowMs();
    this.#startMs ??= nowMs;
    this.#nextSlot = Math.max(this.#nextSlot, Math.floor((nowMs - this.#startMs) / FRAME_MS) + 1);
    this.#arm();
  }

  stop(): void {
    this.#running = false;
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #arm(): void {
    const remainingMs = this.#deadline(this.#nextSlot) - this.#timing.nowMs();
    const delayMs = Math.max(0, remainingMs - EARLY_WAKE_MS);
    this.#cancel = this.#timing.setTimer(() => this.#wake(), delayMs);
  }

  #wake(): void {
    if (!this.#running) return;
    const remainingMs = this.#deadline(this.#nextSlot) - this.#timing.nowMs();
    if (remainingMs > MAX_SLEEP_MS) {
      this.#arm();
      return;
    }
    if (remainingMs > 0) this.#timing.sleepMs(remainingMs);
    this.#run();
    if (this.#running) this.#arm();
  }

  #run(): void {
    const nowMs = this.#timing.nowMs();
    const slot = dueSlot(this.#startMs ?? nowMs, this.#nextSlot, nowMs);
    const skipped = slot - this.#nextSlot;
    const deadlineMs = this.#deadline(slot);
    const tick: FrameTick = { slot, deadlineMs, lateMs: Math.max(0, nowMs - deadlineMs), skipped };
    this.skippedSlots += skipped;
    if (skipped > 0 || tick.lateMs > LATE_TICK_MS) this.lateTicks += 1;
    this.#nextSlot = slot + 1;
    this.#onTick(tick);
  }

  #deadline(slot: number): number {
    return (this.#startMs ?? 0) + slot * FRAME_MS;
  }
}
