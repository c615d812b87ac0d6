/** What the console tells others, until it is closed. */
import type { ConsoleState } from '@shared/models/console';
import type { ConsoleEvent } from './console-types';

export class Announcer {
  readonly #onEvent: (event: ConsoleEvent) => void;
  readonly #state: () => ConsoleState;
  #announcing = false;
  #closed = false;

  constructor(onEvent: (event: ConsoleEvent) => void, state: () => ConsoleState) {
    this.#onEvent = onEvent;
    this.#state = state;
  }

  /** The state is another one. Several changes at once are told once. */
  changed(): void {
    if (this.#announcing || this.#closed) return;
    this.#announcing = true;
    queueMicrotask(() => {
      this.#announcing = false;
      this.emit({ type: 'console', console: this.#state() });
    });
  }

  emit(event: ConsoleEvent): void {
    if (!this.#closed) this.#onEvent(event);
  }

  close(): void {
    this.#closed = true;
  }
}
