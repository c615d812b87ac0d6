import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** A TCP line to a server that can be cut, or frozen: open at both ends, and nothing gets through. */
export class FrozenLine {
  readonly #pairs = new Set<[Socket, Socket]>();
  readonly #server: Server;

  private constructor(
    private readonly host: string,
    private readonly port: number,
  ) {
    this.#server = createServer((near) => this.#accept(near));
  }

  /** `endpoint` is `host:port`. */
  static async to(endpoint: string): Promise<FrozenLine> {
    const at = endpoint.lastIndexOf(':');
    const line = new FrozenLine(endpoint.slice(0, at), Number(endpoint.slice(at + 1)));
    line.#server.listen(0, '127.0.0.1');
    await once(line.#server, 'listening');
    return line;
  }

  get endpoint(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The connections of now are dead and do not know it. New ones work. */
  freeze(): void {
    for (const [near, far] of this.#pairs) {
      near.unpipe(far);
      far.unpipe(near);
      near.pause();
      far.pause();
    }
  }

  /** The connections of now end without a word. */
  cut(): void {
    for (const [near, far] of this.#pairs) {
      near.resetAndDestroy();
      far.resetAndDestroy();
    }
  }

  async close(): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #accept(near: Socket): void {
    const far = connect(this.port, this.host);
    const pair: [Socket, Socket] = [near, far];
    this.#pairs.add(pair);
    near.pipe(far);
    far.pipe(near);
    const end = () => {
      this.#pairs.delete(pair);
      near.destroy();
      far.destroy();
    };
    for (const socket of pair) {
      socket.on('error', end);
      socket.on('close', end);
    }
  }
}
