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
/** Official clients ask every 5 s; a call that falls silent is to be mended within that time. */
const KEEPALIVE_MS = 2_000;
/** Without an answer it asks again this often, or after two round trips, and then counts as lost. */
const ASK_AGAIN_MS = 250;
const UNANSWERED_ASKS = 6;
/** That many may get lost on a bad line; more are reason to ask elsewhere, too. */
const DOUBTFUL_ASKS = 2;
/** As long as anything else comes in, the way here is open, and pings alone may be lost. */
const OTHERS_COUNT_MS = 10_000;

export interface UdpPorts {
  clock: Clock;
  onDatagram(datagram: Buffer, arrivalMs: number): void;
  onMalformed(reason: string): void;
  onTrouble(error: Error): void;
  /** Some pings have stayed without an answer, and nothing else comes: the whole network may be gone. */
  onDoubt(): void;
  /** The server has answered pings over this socket and does not any more. */
  onSilent(): void;
  /** The socket is gone and its thread with it: only a new one, or `rebind`, helps. */
  onLost(error: Error): void;
}

export class VoiceUdpSocket {
  readonly #wire: Wire;
  readonly #address: WireAddress;
  readonly #ports: UdpPorts;
  #socket: WireSocket | undefined;
  #closed = false;
  #rebinds = 0;
  #cancelTimer: (() => void) | undefined;
  #awaitDiscovery: ((response: IpDiscoveryResponse) => void) | undefined;
  #keepaliveSequence = 0;
  #keepaliveSentMs = 0;
  #cancelKeepalive: (() => void) | undefined;
  /** Whether this server answers pings at all; those that do not cannot be missed. */
  #answers = false;
  #asked = 0;
  #lost = false;
  #lastPongMs = 0;
  #lastDatagramMs = Number.NEGATIVE_INFINITY;
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
    this.#rebinds += 1;
    const rebind = this.#rebinds;
    this.#cancelTimer?.();
    this.#cancelKeepalive?.();
    await before?.close();
    const socket = await this.#openSocket();
    if (this.#closed || rebind !== this.#rebinds) {
      await socket.close();
      throw new AppError('voice/network', 'The call ended meanwhile, or took yet another port');
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

  /** Takes back what waits for `from` and later slots; false when it has begun to leave. */
  withdraw(from: number): boolean {
    return this.#socket?.withdraw(from) ?? true;
  }

  /** Pings that the server would answer have stayed without an answer, or the socket is gone. */
  get lost(): boolean {
    return this.#lost;
  }

  startKeepalive(): void {
    this.#answers = false;
    this.#lost = false;
    this.#lastDatagramMs = Number.NEGATIVE_INFINITY;
    this.#beginAsking();
  }

  /** Asks now instead of at its time: there is reason to doubt that the way is open. */
  checkNow(): void {
    if (!this.#closed && this.#answers && !this.#lost) this.#beginAsking();
  }

  #beginAsking(): void {
    this.#asked = 0;
    this.#keepaliveSequence = (this.#keepaliveSequence + 1) >>> 0;
    this.#keepaliveSentMs = this.#ports.clock.monotonicMs();
    this.#ask();
  }

  #ask(): void {
    this.#cancelKeepalive?.();
    this.send(buildKeepalive({ kind: 'ping', sequence: this.#keepaliveSequence }));
    this.#asked += 1;
    const patience = this.#answers ? Math.max(ASK_AGAIN_MS, 2 * (this.roundTripMs ?? 0)) : KEEPALIVE_MS;
    this.#cancelKeepalive = this.#ports.clock.setTimer(() => this.#onUnanswered(), patience);
  }

  #onUnanswered(): void {
    if (!this.#answers || (this.#asked >= UNANSWERED_ASKS && this.#othersCome)) {
      this.#beginAsking();
      return;
    }
    if (this.#asked < UNANSWERED_ASKS) {
      if (this.#asked === DOUBTFUL_ASKS && !this.#othersCome) this.#ports.onDoubt();
      this.#ask();
      return;
    }
    // It goes on asking: whoever is told may be busy with something else.
    this.#lost = true;
    this.#beginAsking();
    this.#ports.onSilent();
  }

  get #othersCome(): boolean {
    const nowMs = this.#ports.clock.monotonicMs();
    return this.#lastDatagramMs >= this.#keepaliveSentMs && nowMs - this.#lastPongMs < OTHERS_COUNT_MS;
  }

  #onPong(arrivalMs: number): void {
    this.#answers = true;
    this.#lost = false;
    this.roundTripMs = Math.max(0, arrivalMs - this.#keepaliveSentMs);
    this.#lastPongMs = this.#ports.clock.monotonicMs();
    this.#cancelKeepalive?.();
    this.#cancelKeepalive = this.#ports.clock.setTimer(() => this.#beginAsking(), KEEPALIVE_MS);
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
        this.#lost = true;
        if (!this.#closed) this.#ports.onLost(error);
      },
    });
  }

  #onMessage(datagram: Buffer, arrivalMs: number): void {
    if (this.#closed) return;
    const keepalive = parseKeepalive(datagram);
    if (keepalive) {
      if (keepalive.kind === 'pong' && keepalive.sequence === this.#keepaliveSequence)
        this.#onPong(arrivalMs);
      return;
    }
    // An RTP packet's first byte is 0x80 or more, so type 2 cannot be one.
    if (datagram.length === IP_DISCOVERY_BYTES && datagram[0] === 0 && datagram[1] === 2) {
      const response = parseIpDiscoveryResponse(datagram);
      if (response.ok) this.#awaitDiscovery?.(response.value);
      else this.#ports.onMalformed(response.reason);
      return;
    }
    this.#lastDatagramMs = arrivalMs;
    this.#ports.onDatagram(datagram, arrivalMs);
  }
}
