/**
 * One end of a two-way message pipe that carries audio frames and their flow control. It has the shape of a
 * worker_threads MessagePort, so that one fits as it is; Electron's MessagePortMain needs the adapter below
 * (it hands over events instead of values), and tests use an in-process pair.
 */
export interface AudioPort {
  /** Sends a value (copied between processes; flat typed arrays are cheap). Ignored after close. */
  postMessage(message: unknown): void;
  on(event: 'message', listener: (message: unknown) => void): void;
  on(event: 'close', listener: () => void): void;
  close(): void;
}

/** What Electron's MessagePortMain offers, said structurally so that this file needs no Electron. */
export interface MainMessagePort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  start(): void;
  close(): void;
}

/** Fits a MessagePortMain (main or utility process) to `AudioPort`. Messages flow from the first listener on. */
export function audioPortFromMain(port: MainMessagePort): AudioPort {
  let closed = false;
  port.on('close', () => {
    closed = true;
  });
  function on(event: 'message', listener: (message: unknown) => void): void;
  function on(event: 'close', listener: () => void): void;
  function on(event: 'message' | 'close', listener: (message: unknown) => void): void {
    if (event === 'close') {
      port.on('close', () => listener(undefined));
      return;
    }
    port.on('message', (message) => listener(message.data));
    port.start();
  }
  return {
    postMessage: (message) => {
      if (!closed) port.postMessage(message);
    },
    on,
    close: () => {
      if (closed) return;
      closed = true;
      port.close();
    },
  };
}

/** Two joined ends in one process. Delivery is asynchronous and in order, as with the real ones; values are not copied. */
export function createAudioPortPair(): [AudioPort, AudioPort] {
  const a = new LocalPort();
  const b = new LocalPort();
  a.peer = b;
  b.peer = a;
  return [a, b];
}

class LocalPort implements AudioPort {
  peer: LocalPort | undefined;
  #closed = false;
  readonly #messageListeners: ((message: unknown) => void)[] = [];
  readonly #closeListeners: (() => void)[] = [];
  #early: unknown[] = [];

  postMessage(message: unknown): void {
    if (this.#closed) return;
    queueMicrotask(() => this.peer?.deliver(message));
  }

  on(event: 'message', listener: (message: unknown) => void): void;
  on(event: 'close', listener: () => void): void;
  on(event: 'message' | 'close', listener: (message: unknown) => void): void {
    if (event === 'close') {
      this.#closeListeners.push(() => listener(undefined));
      return;
    }
    this.#messageListeners.push(listener);
    const early = this.#early;
    this.#early = [];
    for (const message of early) listener(message);
  }

  deliver(message: unknown): void {
    if (this.#closed) return;
    if (this.#messageListeners.length === 0) this.#early.push(message);
    for (const listener of this.#messageListeners) listener(message);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const listener of this.#closeListeners) listener();
    queueMicrotask(() => this.peer?.close());
  }
}

/**
 * Any port as an `AudioPort`: MessagePortMain is adapted, the others fit as they are. (A worker_threads port
 * has `start` too, but also `ref`, and hands over values.)
 */
export function toAudioPort(port: AudioPort | MainMessagePort): AudioPort {
  return 'start' in port && !('ref' in port) ? audioPortFromMain(port) : (port as AudioPort);
}
