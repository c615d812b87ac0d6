import { createSocket, type Socket } from 'node:dgram';
import type { Address } from './session';
import type { VoiceStats } from './stats';

/** The UDP socket of a voice server; what arrives goes to `onDatagram` (see `MediaReceiver`). */
export class MediaSocket {
  readonly #socket: Socket = createSocket('udp4');
  readonly #stats: VoiceStats;

  constructor(stats: VoiceStats, onDatagram: (datagram: Buffer, from: Address) => void) {
    this.#stats = stats;
    this.#socket.on('message', (datagram, from) =>
      onDatagram(datagram, { address: from.address, port: from.port }),
    );
    // A receiver that is gone answers by ICMP; the next packets are as good as lost, and that is all.
    this.#socket.on('error', () => {
      stats.sendErrors += 1;
    });
  }

  /** Binds a free port of `host` and returns it. */
  async listen(host: string): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#socket.once('error', reject);
      this.#socket.bind(0, host, () => {
        this.#socket.off('error', reject);
        resolve();
      });
    });
    return this.#socket.address().port;
  }

  send = (datagram: Buffer, to: Address): void => {
    this.#socket.send(datagram, to.port, to.address, (error) => {
      if (error) this.#stats.sendErrors += 1;
    });
  };

  close(): Promise<void> {
    return new Promise((resolve) => this.#socket.close(() => resolve()));
  }
}
