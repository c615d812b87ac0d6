/**
 * The UDP half of the voice server: IP discovery, keep-alive answers, and the opening of packets. Whatever
 * arrives is hostile until its session's key has opened it; everything else is counted and dropped.
 */
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import {
  buildIpDiscoveryResponse,
  buildKeepalive,
  isRtcp,
  KEEPALIVE_BYTES,
  parseIpDiscoveryRequest,
  parseKeepalive,
  parseRtpHeader,
} from '../../discord/voice/packets';
import type { MediaPacket } from './media';
import type { Address, VoiceSession } from './session';
import type { VoiceStats } from './stats';

export interface MediaSocketOptions {
  stats: VoiceStats;
  sessionOfSsrc: (ssrc: number) => VoiceSession | undefined;
  sessionOfAddress: (from: Address) => VoiceSession | undefined;
  nowMs: () => number;
  onPacket: (session: VoiceSession, packet: MediaPacket) => void;
}

type Source = Pick<RemoteInfo, 'address' | 'port'>;

export class MediaSocket {
  readonly #socket: Socket = createSocket('udp4');
  readonly #options: MediaSocketOptions;

  constructor(options: MediaSocketOptions) {
    this.#options = options;
    this.#socket.on('message', (datagram, from) => this.handle(datagram, from));
    // A receiver that is gone answers by ICMP; the next packets are as good as lost, and that is all.
    this.#socket.on('error', () => {
      options.stats.sendErrors += 1;
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
      if (error) this.#options.stats.sendErrors += 1;
    });
  };

  close(): Promise<void> {
    return new Promise((resolve) => this.#socket.close(() => resolve()));
  }

  /** One datagram from anywhere. Never throws. */
  handle(datagram: Buffer, from: Source): void {
    const { stats } = this.#options;
    if (datagram.length === KEEPALIVE_BYTES) {
      this.#answerKeepalive(datagram, from);
      return;
    }
    const discovery = parseIpDiscoveryRequest(datagram);
    if (discovery.ok) {
      if (!this.#options.sessionOfSsrc(discovery.value.ssrc)) {
        stats.unknownSource += 1;
        return;
      }
      stats.discoveries += 1;
      this.send(buildIpDiscoveryResponse({ ssrc: discovery.value.ssrc, ...pick(from) }), pick(from));
      return;
    }
    if (isRtcp(datagram)) {
      stats.rtcp += 1;
      return;
    }
    this.#openRtp(datagram, from);
  }

  /** Official clients' ping is answered; older eight-byte counters only keep the address mapping open. */
  #answerKeepalive(datagram: Buffer, from: Source): void {
    this.#options.stats.keepalives += 1;
    const session = this.#options.sessionOfAddress(pick(from));
    if (session) session.lastHeardMs = this.#options.nowMs();
    const keepalive = parseKeepalive(datagram);
    if (keepalive?.kind === 'ping')
      this.send(buildKeepalive({ kind: 'pong', sequence: keepalive.sequence }), pick(from));
  }

  #openRtp(datagram: Buffer, from: Source): void {
    const { stats } = this.#options;
    const header = parseRtpHeader(datagram);
    if (!header.ok) {
      stats.malformed += 1;
      return;
    }
    const session = this.#options.sessionOfSsrc(header.value.ssrc);
    if (session?.path.kind !== 'udp' || !session.hears(from)) {
      stats.unknownSource += 1;
      return;
    }
    const opened = session.path.key.open(datagram, header.value.clearBytes);
    if (!opened.ok) {
      stats.notAuthentic += 1;
      return;
    }
    session.lastHeardMs = this.#options.nowMs();
    if (session.speaking === null) {
      stats.beforeSpeaking += 1;
      return;
    }
    stats.packetsReceived += 1;
    this.#options.onPacket(session, {
      header: header.value,
      clearHeader: datagram.subarray(0, header.value.clearBytes),
      payload: opened.value,
    });
  }
}

function pick(from: Source): Address {
  return { address: from.address, port: from.port };
}
