import { deflateSync } from 'node:zlib';
import type { WebSocket } from 'ws';
import type { Clock } from '../../support/clock';
import type { Logger } from '../../support/logger';
import type { TransportCompression } from './compression';
import type { GatewayDial } from './trouble/gateway-dial';

/** From this size on, a client that asked for payload compression gets a compressed frame. */
const COMPRESS_FROM_BYTES = 1024;
/** A client that has let so much pile up is not reading; it is cut instead of filling the memory. */
const MOST_BUFFERED_BYTES = 96 * 1024 * 1024;

/** Writes a connection's frames to its socket, in order: compressed as agreed, and as badly as the dial wants. */
export class Outgoing {
  payloadCompression = false;
  readonly #socket: WebSocket;
  readonly #stream: TransportCompression | null;
  readonly #dial: GatewayDial;
  readonly #clock: Clock;
  readonly #logger: Logger;
  #chain: Promise<void> = Promise.resolve();
  #pending = 0;

  constructor(
    socket: WebSocket,
    stream: TransportCompression | null,
    dial: GatewayDial,
    clock: Clock,
    logger: Logger,
  ) {
    this.#socket = socket;
    this.#stream = stream;
    this.#dial = dial;
    this.#clock = clock;
    this.#logger = logger;
  }

  write(text: string): void {
    if (this.#stream === null && this.#pending === 0 && !this.#dial.settings?.slowDrip) {
      this.#sendWhole(this.#plain(text));
      return;
    }
    this.#queue(async () =>
      this.#send(this.#stream ? await this.#compressed(this.#stream, text) : this.#plain(text)),
    );
  }

  /** Calls back when everything has been handed to the socket. */
  end(callback: () => void): void {
    this.#queue(async () => callback());
  }

  /** Frees the compression once what is queued is through it. */
  close(): void {
    this.#queue(async () => this.#stream?.close());
  }

  #queue(work: () => Promise<void> | void): void {
    this.#pending += 1;
    this.#chain = this.#chain
      .then(work)
      .catch((error: unknown) => this.#logger.warn('a frame could not be written', { error: String(error) }))
      .finally(() => {
        this.#pending -= 1;
      });
  }

  async #compressed(stream: TransportCompression, text: string): Promise<Buffer> {
    return this.#dial.mayCorrupt(await stream.compress(text));
  }

  #plain(text: string): string | Buffer {
    const compress = this.payloadCompression && text.length >= COMPRESS_FROM_BYTES;
    return compress ? this.#dial.mayCorrupt(deflateSync(text)) : text;
  }

  async #send(data: string | Buffer): Promise<void> {
    const drip = this.#dial.settings?.slowDrip;
    const size = typeof data === 'string' ? Buffer.byteLength(data) : data.length;
    if (!drip || size <= drip.bytes) {
      this.#sendWhole(data);
      return;
    }
    // A message may come in fragments (RFC 6455, 5.4): the client has to put it together.
    const bytes = typeof data === 'string' ? Buffer.from(data) : data;
    for (let at = 0; at < bytes.length; at += drip.bytes) {
      if (this.#socket.readyState !== this.#socket.OPEN) return;
      const fin = at + drip.bytes >= bytes.length;
      this.#socket.send(bytes.subarray(at, at + drip.bytes), { fin, binary: typeof data !== 'string' });
      // Half-way through a fragmented message its end has to follow, even when the dial is turned back meanwhile.
      if (!fin && this.#dial.settings?.slowDrip) await this.#pause(drip.everyMs);
    }
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        cancel();
        this.#socket.off('close', done);
        resolve();
      };
      const cancel = this.#clock.setTimer(done, ms);
      this.#socket.once('close', done);
    });
  }

  #sendWhole(data: string | Buffer): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    if (this.#socket.bufferedAmount > MOST_BUFFERED_BYTES) {
      this.#logger.warn('a client does not read, its connection is cut');
      this.#socket.terminate();
      return;
    }
    this.#socket.send(data);
  }
}
