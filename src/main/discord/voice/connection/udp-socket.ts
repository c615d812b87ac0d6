/**
 * The connected UDP socket of a call: IP discovery with retries, keep-alive, datagrams in and out. Control
 * datagrams are answered here; everything else goes to `onDatagram`.
 */
import { createSocket, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { AppError } from '@shared/errors/app-error';
import type { Clock } from '../../../support/clock';
import {
  buildIpDiscoveryRequest,
  IP_DISCOVERY_BYTES,
  type IpDiscoveryResponse,
  parseIpDiscoveryResponse,
} from '../packets/ip-discovery';
import { buildKeepalive, parseKeepalive } from '../packets/keepalive';

/** UDP may lose the exchange: 8 × 400 ms. */
const DISCOVERY_TRIES = 8;
const DISCOVERY_RETRY_MS = 400;
const KEEPALIVE_MS = 5_000;
/** Room for a hundred speakers at 50 packets/s over a stall of 200 ms and more; the system may grant less. */
const RECEIVE_BUFFER_BYTES = 2_097_152;

export interface UdpPorts {
  clock: Clock;
  onDatagram(datagram: Buffer, arrivalMs: number): void;
  onMalformed(reason: string): void;
  onTrouble(error: Error): void;
}

export class VoiceUdpSocket {
  readonly #socket: Socket;
  readonly #ports: UdpPorts;
  #closed = false;
  #cancelTimer: (() => void) | undefined;
  #awaitDiscovery: ((response: IpDiscoveryResponse) => void) | undefined;
  #keepaliveSequence = 0;
  #keepaliveSentMs = 0;
  #cancelKeepalive: (() => void) | undefined;
  readonly #onSent = (error: Error | null) => {
    if (error && !this.#closed) this.#ports.onTrouble(error);
  };
  /** Round trip of the last keep-alive, null when the server answers none. */
  roundTripMs: number | null = null;

  private constructor(socket: Socket, ports: UdpPorts) {
    this.#socket = socket;
    this.#ports = ports;
    socket.on('message', (datagram) => this.#onMessage(datagram));
    // ICMP "port unreachable" of a dead server surfaces here; the gateway socket decides what it means.
    socket.on('error', (error) => ports.onTrouble(error));
  }

  /** Binds and connects a socket to the media server. */
  static async open(ip: string, port: number, ports: UdpPorts): Promise<VoiceUdpSocket> {
    const socket = createSocket(isIPv6(ip) ? 'udp6' : 'udp4');
    try {
      await new Promise<void>((resolve, reject) => {
        socket.once('error', reject);
        socket.connect(port, ip, () => {
          socket.removeListener('error', reject);
          resolve();
        });
      });
    } catch (cause) {
      socket.close();
      throw new AppError('voice/network', 'The voice server cannot be reached over UDP', {
        retryable: true,
        cause,
      });
    }
    try {
      socket.setRecvBufferSize(RECEIVE_BUFFER_BYTES);
    } catch (error) {
      ports.onTrouble(error as Error);
    }
    return new VoiceUdpSocket(socket, ports);
  }

  /** Asks for our address as the server sees it. Rejects with `voice/network` when nothing answers. */
  discover(ssrc: number): Promise<IpDiscoveryResponse> {
    return new Promise((resolve, reject) => {
      const request = buildIpDiscoveryRequest(ssrc);
      let tries = 0;
      const attempt = () => {
        if (this.#closed) return;
        if (tries >= DISCOVERY_TRIES) {
          this.#awaitDiscovery = undefined;
          reject(
            new AppError('voice/network', 'The voice server does not answer over UDP', { retryable: true }),
          );
          return;
        }
        tries += 1;
        this.send(request);
        this.#cancelTimer = this.#ports.clock.setTimer(attempt, DISCOVERY_RETRY_MS);
      };
      this.#awaitDiscovery = (response) => {
        if (response.ssrc !== ssrc) return;
        this.#awaitDiscovery = undefined;
        this.#cancelTimer?.();
        resolve(response);
      };
      attempt();
    });
  }

  /** Sends a datagram; the connected socket does so before this returns unless the system's buffer is full. */
  send(datagram: Uint8Array): void {
    if (this.#closed) return;
    this.#socket.send(datagram, this.#onSent);
  }

  startKeepalive(): void {
    const beat = () => {
      this.#keepaliveSentMs = this.#ports.clock.monotonicMs();
      this.send(buildKeepalive({ kind: 'ping', sequence: this.#keepaliveSequence }));
      this.#cancelKeepalive = this.#ports.clock.setTimer(() => {
        this.#keepaliveSequence = (this.#keepaliveSequence + 1) >>> 0;
        beat();
      }, KEEPALIVE_MS);
    };
    this.#cancelKeepalive?.();
    beat();
  }

  close(): Promise<void> {
    if (this.#closed) return Promise.resolve();
    this.#closed = true;
    this.#cancelTimer?.();
    this.#cancelKeepalive?.();
    return new Promise((resolve) => this.#socket.close(() => resolve()));
  }

  #onMessage(datagram: Buffer): void {
    if (this.#closed) return;
    const keepalive = parseKeepalive(datagram);
    if (keepalive) {
      if (keepalive.kind === 'pong' && keepalive.sequence === this.#keepaliveSequence) {
        this.roundTripMs = this.#ports.clock.monotonicMs() - this.#keepaliveSentMs;
      }
      return;
    }
    // An RTP packet's first byte is 0x80 or more, so type 2 cannot be one.
    if (datagram.length === IP_DISCOVERY_BYTES && datagram[0] === 0 && datagram[1] === 2) {
      const response = parseIpDiscoveryResponse(datagram);
      if (response.ok) this.#awaitDiscovery?.(response.value);
      else this.#ports.onMalformed(response.reason);
      return;
    }
    this.#ports.onDatagram(datagram, this.#ports.clock.monotonicMs());
  }
}
