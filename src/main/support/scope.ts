export type Disposable = () => void | Promise<void>;

/**
 * Owns lifetimes: sockets, timers, subscriptions register here and end, last first, when the scope closes.
 * Closing twice is the same as once; one failing disposal does not stop the others.
 */
export class Scope {
  readonly #disposables: Disposable[] = [];
  readonly #abort = new AbortController();
  #closing: Promise<void> | undefined;

  /** Aborts when the scope closes. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  get closed(): boolean {
    return this.#closing !== undefined;
  }

  /** Registers a disposal; runs it at once when the scope has closed already. */
  add(dispose: Disposable): void {
    if (this.closed) {
      void Promise.resolve(dispose());
      return;
    }
    this.#disposables.push(dispose);
  }

  /** A scope that ends with this one. */
  child(): Scope {
    const child = new Scope();
    this.add(() => child.close());
    return child;
  }

  close(): Promise<void> {
    this.#closing ??= this.#run();
    return this.#closing;
  }

  async #run(): Promise<void> {
    this.#abort.abort(new DOMException('The scope was closed', 'AbortError'));
    const errors: unknown[] = [];
    for (const dispose of this.#disposables.reverse()) {
      try {
        await dispose();
      } catch (error) {
        errors.push(error);
      }
    }
    this.#disposables.length = 0;
    if (errors.length > 0) throw new AggregateError(errors, 'Closing a scope failed in part');
  }
}
