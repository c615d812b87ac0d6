/**
 * The media path of a call: IP discovery with retries, keep-alive, datagrams in and out, over a socket of the wire.
 * Control datagrams are answered here; everything else goes to `onDatagram`. `rebind` changes the socket and keeps the
 * call.
 */
import { AppError } from '@shared/errors/app-error';
import type { Clock } from '../../../support/clock';
import {
  buildIpDiscoveryRequest,
  IP_DISCOVERY_BYTES,
  type IpDiscoveryResponse,
  parseIpDiscoveryResponse,
} from '../packets/ip-discovery';
import { buildKeepalive, parseKeepalive } from '../packets/keepalive';
import type { Wire, WireAddress, WireSocket } from '../wire/wire';

/** UDP may lose the exchange: 8 × 400 ms. */
const DISCOVERY_TRIES = 8;
const DISCOVERY_RETRY_MS = 400;
const KEEPALIVE_MS = 5_000;

export interface UdpPorts {
  clock: Clock;
  onDatagram(datagram: Buffer, arrivalMs: number): void;
  onMalformed(reason: string): void;
  onTrouble(error: Error): void;
  /** The socket is gone and its thread with it: only a new one, or `rebind`, helps. */
  onLost(error: Error): void;
}

export class VoiceUdpSocket {
  readonly #wire: Wire;
  readonly #address: WireAddress;
  readonly #ports: UdpPorts;
  #socket: WireSocket | undefined;
  #closed = false;
  #cancelTimer: (() => void) | undefined;
  #awaitDiscovery: ((response: IpDiscoveryResponse) => void) | undefined;
  #keepaliveSequence = 0;
  #keepaliveSentMs = 0;
  #cancelKeepalive: (() => void) | undefined;
  /** Round trip of the last keep-alive, null when the server answers none. */
  roundTripMs: number | null = null;

  private constructor(wire: Wire, address: WireAddress, ports: UdpPorts) {
    this.#wire = wire;
    this.#address = address;
    this.#ports = ports;
  }

  /** A socket connected to the media server. Rejects with `voice/network` when there is no way to it. */
  static async open(wire: Wire, ip: string, port: number, ports: UdpPorts): Promise<VoiceUdpSocket> {
    const udp = new VoiceUdpSocket(wire, { ip, port }, ports);
    udp.#socket = await udp.#openSocket();
    return udp;
  }

  /**
   * Goes on from a fresh local port: after the network changed under the old one, or its thread died. Answers our new
   * address, which the server has to be told. Rejects as `open` and `discover` do; the old socket is closed in any case.
   */
  async rebind(ssrc: number): Promise<IpDiscoveryResponse> {
    const before = this.#socket;
    this.#socket = undefined;
    this.#cancelTimer?.();
    await before?.close();
    const socket = await this.#openSocket();
    if (this.#closed) {
      await socket.close();
      throw new AppError('voice/network', 'The call ended meanwhile');
    }
    this.#socket = socket;
    return this.discover(ssrc);
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

  /** Sends a control datagram at once. */
  send(datagram: Uint8Array): void {
    this.#socket?.send(datagram);
  }

  /** Has a sealed packet sent at its slot; false when it cannot be taken. */
  sendAt(slot: number, packet: Uint8Array): boolean {
    return this.#socket?.sendAt(slot, packet) ?? false;
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
    const socket = this.#socket;
    this.#socket = undefined;
    return socket?.close() ?? Promise.resolve();
  }

  #openSocket(): Promise<WireSocket> {
    return this.#wire.open(this.#address, {
      onDatagram: (datagram, arrivalMs) => this.#onMessage(datagram, arrivalMs),
      onTrouble: (error) => {
        if (!this.#closed) this.#ports.onTrouble(error);
      },
      onLost: (error) => {
        this.#socket = undefined;
        if (!this.#closed) this.#ports.onLost(error);
      },
    });
  }

  #onMessage(datagram: Buffer, arrivalMs: number): void {
    if (this.#closed) return;
    const keepalive = parseKeepalive(datagram);
    if (keepalive) {
      if (keepalive.kind === 'pong' && keepalive.sequence === this.#keepaliveSequence) {
        this.roundTripMs = Math.max(0, arrivalMs - this.#keepaliveSentMs);
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
    this.#ports.onDatagram(datagram, arrivalMs);
  }
}
