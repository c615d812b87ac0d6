import type { ChildPort } from './child-port';
import type { Logger } from './logger';

export interface SupervisedChildOptions {
  /** What the log calls it: "voice process". */
  name: string;
  spawn: () => ChildPort;
  onMessage: (message: unknown) => void;
  /** It ended without being asked to. The next `send` starts a new one. */
  onCrash: (exitCode: number) => void;
  logger: Logger;
  /** How long `close` waits before the process is killed, ms. */
  closeTimeoutMs?: number;
}

/**
 * A process of ours over its whole life: started by the first message, started anew after a crash, ended on
 * request and killed when it does not listen.
 */
export class SupervisedChild {
  #child: ChildPort | undefined;
  #closing: Promise<void> | undefined;

  constructor(private readonly options: SupervisedChildOptions) {}

  get isRunning(): boolean {
    return this.#child !== undefined;
  }

  get isClosed(): boolean {
    return this.#closing !== undefined;
  }

  /** Starts the process when there is none. Ignored after `close`. */
  send(message: unknown, transfer: readonly unknown[] = []): void {
    if (this.isClosed) return;
    this.#child ??= this.#start();
    this.#child.send(message, transfer);
  }

  /** Sends `farewell` and waits for the process to end. Calling it again waits for the same end. */
  close(farewell: unknown): Promise<void> {
    this.#closing ??= this.#end(farewell);
    return this.#closing;
  }

  #start(): ChildPort {
    const { logger, name, spawn, onCrash, onMessage } = this.options;
    const child = spawn();
    child.onMessage(onMessage);
    child.onExit((code) => {
      if (this.#child === child) this.#child = undefined;
      if (this.isClosed) return;
      logger.error(`the ${name} ended unexpectedly`, { code });
      onCrash(code);
    });
    return child;
  }

  #end(farewell: unknown): Promise<void> {
    const child = this.#child;
    if (!child) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.options.logger.warn(`the ${this.options.name} did not end in time`);
        child.kill();
        resolve();
      }, this.options.closeTimeoutMs ?? 5_000);
      child.onExit(() => {
        clearTimeout(timer);
        resolve();
      });
      child.send(farewell);
    });
  }
}
