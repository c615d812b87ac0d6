/**
 * Work of all simulated members in one line, one piece per turn of the event loop. A change of members makes
 * everybody do some ten milliseconds of MLS at once; in turns, timers and sockets come in between.
 */
export class TurnQueue {
  readonly #tasks: (() => void)[] = [];
  #scheduled = false;

  add(task: () => void): void {
    this.#tasks.push(task);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled || this.#tasks.length === 0) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      try {
        this.#tasks.shift()?.();
      } finally {
        this.#schedule();
      }
    });
  }
}
