import type { WireStats } from './wire';

/** The order of the shared cells. */
const NAMES = ['sent', 'stale', 'dropped', 'sendErrors', 'lateTicks', 'skippedSlots', 'restarts'] as const;
const SLOT = NAMES.length;
const WAKE = SLOT + 1;
const CLAIMED = WAKE + 1;
const WITHDRAWN = CLAIMED + 1;
/** Nothing is being taken back. */
const NEVER = 0x7fff_ffff;

/**
 * Figures of the wire and its present slot in memory that two threads share. int32 each: figures wrap after years, the
 * slot after 497 days.
 */
export class WireCells {
  readonly #cells: Int32Array;

  constructor(memory: SharedArrayBuffer) {
    this.#cells = new Int32Array(memory);
    Atomics.compareExchange(this.#cells, WITHDRAWN, 0, NEVER);
  }

  static allocate(): SharedArrayBuffer {
    return new SharedArrayBuffer((WITHDRAWN + 1) * 4);
  }

  add(name: keyof WireStats, amount: number): void {
    Atomics.add(this.#cells, NAMES.indexOf(name), amount);
  }

  get stats(): WireStats {
    const at = (index: number) => Atomics.load(this.#cells, index);
    return {
      sent: at(0),
      stale: at(1),
      dropped: at(2),
      sendErrors: at(3),
      lateTicks: at(4),
      skippedSlots: at(5),
      restarts: at(6),
    };
  }

  get slot(): number {
    return Atomics.load(this.#cells, SLOT);
  }

  set slot(value: number) {
    Atomics.store(this.#cells, SLOT, value);
  }

  /**
   * The wire's thread, before it sends what is due: false when just that is being taken back, and nothing may be sent.
   * Each thread first says what it is about to do and then looks at what the other said, so one of them always sees it.
   */
  claim(slot: number): boolean {
    Atomics.store(this.#cells, CLAIMED, slot);
    return Atomics.load(this.#cells, WITHDRAWN) > slot;
  }

  /** The engine's thread: takes back slots from `from` on with `withdraw`; false when they have begun to leave. */
  takeBack(from: number, withdraw: () => void): boolean {
    Atomics.store(this.#cells, WITHDRAWN, from);
    const inTime = Atomics.load(this.#cells, CLAIMED) < from;
    if (inTime) withdraw();
    Atomics.store(this.#cells, WITHDRAWN, NEVER);
    return inTime;
  }

  /** Ends a `sleep` of the other thread, or the one that it begins next. */
  wake(): void {
    Atomics.store(this.#cells, WAKE, 1);
    Atomics.notify(this.#cells, WAKE);
  }

  /** Sleeps in the kernel until woken, `durationMs` at most. Not for threads whose event loop must turn. */
  sleep(durationMs: number): void {
    if (durationMs > 0) Atomics.wait(this.#cells, WAKE, 0, durationMs);
    Atomics.store(this.#cells, WAKE, 0);
  }
}
