import { inspect } from 'node:util';

const REDACTED = '[redacted]';

/**
 * A value that must not be printed: tokens, voice session tokens, keys. Every way of turning it into text
 * gives `[redacted]`; `reveal()` is the one way in, and is easy to search for.
 */
export class Secret<T> {
  readonly #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  reveal(): T {
    return this.#value;
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  [inspect.custom](): string {
    return REDACTED;
  }
}
