/**
 * What the voice server makes of a datagram: IP discovery, keep-alive answers, and the opening of packets. Whatever
 * arrives is hostile until its session's key has opened it; everything else is counted and dropped.
 */
import {
  buildIpDiscoveryResponse,
  buildKeepalive,
  buildReceiverReport,
  isRtcp,
  KEEPALIVE_BYTES,
  openRtp,
  parseIpDiscoveryRequest,
  parseKeepalive,
  parseRtpHeader,
} from '../../discord/voice/packets';
import type { MediaPacket } from './media';
import type { Address, VoiceSession } from './session';
import type { VoiceStats } from './stats';

export interface MediaReceiverOptions {
  stats: VoiceStats;
  sessionOfSsrc: (ssrc: number) => VoiceSession | undefined;
  sessionOfAddress: (from: Address) => VoiceSession | undefined;
  nowMs: () => number;
  /** Sends an answer (discovery, keep-alive) back to where the question came from. */
  reply: (datagram: Buffer, to: Address) => void;
  onPacket: (session: VoiceSession, packet: MediaPacket) => void;
  /** False for a packet that the line from its client is to lose. */
  arrives: () => boolean;
}

/** As often as reports come from Discord, about. */
const REPORT_EVERY_MS = 5_000;
/** Of no stream: the server sends none of its own. */
const SERVER_SSRC = 0;

export class MediaReceiver {
  readonly #options: MediaReceiverOptions;

  constructor(options: MediaReceiverOptions) {
    this.#options = options;
  }

  /** One datagram from anywhere. Never throws. */
  handle(datagram: Buffer, from: Address): void {
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
      this.#options.reply(buildIpDiscoveryResponse({ ssrc: discovery.value.ssrc, ...from }), from);
      return;
    }
    if (isRtcp(datagram)) {
      stats.rtcp += 1;
      return;
    }
    this.#openRtp(datagram, from);
  }

  /** Official clients' ping is answered; older eight-byte counters only keep the address mapping open. */
  #answerKeepalive(datagram: Buffer, from: Address): void {
    this.#options.stats.keepalives += 1;
    const session = this.#options.sessionOfAddress(from);
    if (session) session.lastHeardMs = this.#options.nowMs();
    const keepalive = parseKeepalive(datagram);
    if (keepalive?.kind === 'ping')
      this.#options.reply(buildKeepalive({ kind: 'pong', sequence: keepalive.sequence }), from);
  }

  #openRtp(datagram: Buffer, from: Address): void {
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
    const opened = openRtp(session.path.key, datagram, header.value);
    if (!opened.ok) {
      stats.notAuthentic += 1;
      return;
    }
    const nowMs = this.#options.nowMs();
    session.lastHeardMs = nowMs;
    if (!this.#options.arrives()) return;
    session.reception.note(header.value.sequence, header.value.timestamp, nowMs);
    this.#reportWhenDue(session, nowMs);
    if (session.speaking === null) {
      stats.beforeSpeaking += 1;
      return;
    }
    stats.packetsReceived += 1;
    const { header: whole, packet, body } = opened.value;
    const clearHeader = packet.subarray(0, whole.clearBytes);
    this.#options.onPacket(session, { header: whole, clearHeader, payload: body });
  }

  #reportWhenDue(session: VoiceSession, nowMs: number): void {
    session.nextReportMs ??= nowMs + REPORT_EVERY_MS;
    if (nowMs < session.nextReportMs) return;
    session.nextReportMs = nowMs + REPORT_EVERY_MS;
    const block = session.reception.report();
    if (!block) return;
    session.sendReport(buildReceiverReport(SERVER_SSRC, [block]));
    this.#options.stats.reports += 1;
  }
}
