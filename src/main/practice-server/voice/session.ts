/**
 * One client's voice session: what outlives its WebSocket, so that a resume (op 7) can pick it up: seat, SSRC,
 * transport key, numbered messages. The gateway makes it on Identify and ends it; a call keeps it among its
 * participants from Session Description on.
 */
import type { RemoteInfo } from 'node:dgram';
import {
  buildDaveServerMessage,
  nextCounter,
  RTCP_CLEAR_BYTES,
  type TransportKey,
} from '../../discord/voice/packets';
import { VOICE_CLOSE_REASON, type VoiceCloseCode } from './close-codes';
import type { DaveOutbound } from './dave/messages';
import type { Link } from './link';
import type { MediaPacket } from './media';
import type { VoiceSeat } from './port';
import { Reception } from './reception';
import { ReplayBuffer } from './replay-buffer';

export interface Address {
  address: string;
  port: number;
}

/** How media reach this client once a protocol is selected. */
export type MediaPath =
  | { kind: 'none' }
  | { kind: 'memory' }
  | { kind: 'udp'; key: TransportKey; remote: Address };

export class VoiceSession {
  readonly seat: VoiceSeat;
  readonly sessionId: string;
  readonly ssrc: number;
  path: MediaPath = { kind: 'none' };
  /** Flags of the last op 5; null until there was one, and RTP before it is not taken. */
  speaking: number | null = null;
  /** Monotonic time of the last datagram from the client; a NAT would have forgotten a silent one. */
  lastHeardMs: number;
  /** Of what comes from it over UDP. */
  readonly reception: Reception;
  /** Monotonic; undefined before its first packet. */
  nextReportMs: number | undefined;
  #link: Link | null;
  #counter = 0;
  readonly #replay = new ReplayBuffer();
  readonly #sendDatagram: (datagram: Buffer, remote: Address) => void;

  constructor(options: {
    seat: VoiceSeat;
    sessionId: string;
    ssrc: number;
    link: Link;
    nowMs: number;
    sendDatagram: (datagram: Buffer, remote: Address) => void;
  }) {
    this.seat = options.seat;
    this.sessionId = options.sessionId;
    this.ssrc = options.ssrc;
    this.reception = new Reception(options.ssrc);
    this.lastHeardMs = options.nowMs;
    this.#link = options.link;
    this.#sendDatagram = options.sendDatagram;
  }

  get userId(): string {
    return this.seat.userId;
  }

  get link(): Link | null {
    return this.#link;
  }

  /** A simulated member, in memory: gets nothing from the network and needs no heartbeat. */
  get inMemory(): boolean {
    return this.path.kind === 'memory';
  }

  /** Sends a numbered message; it is kept for a resume while no link is there. */
  send(op: number, d: unknown): void {
    const sequence = this.#replay.next();
    const text = JSON.stringify({ op, d, seq: sequence });
    this.#replay.push({ sequence, text });
    this.#link?.sendText(text);
  }

  /** Sends what a resume must not repeat: Ready, Resumed. */
  sendUnnumbered(op: number, d: unknown): void {
    this.#link?.sendText(JSON.stringify({ op, d }));
  }

  sendDave(outbound: DaveOutbound): void {
    if (outbound.form === 'json') {
      this.send(outbound.message.op, outbound.message.d);
      return;
    }
    const sequence = this.#replay.next();
    const binary = buildDaveServerMessage(sequence, outbound.message);
    this.#replay.push({ sequence, binary });
    this.#link?.sendBinary(binary);
  }

  /** Sends a packet on, sealed with this client's own key and counter. */
  sendMedia(packet: MediaPacket): void {
    switch (this.path.kind) {
      case 'none':
        return;
      case 'memory':
        this.#link?.media?.send(packet);
        return;
      case 'udp': {
        this.#counter = nextCounter(this.#counter);
        const datagram = this.path.key.seal(packet.clearHeader, packet.payload, this.#counter);
        this.#sendDatagram(datagram, this.path.remote);
        return;
      }
    }
  }

  /** Sends an RTCP packet, sealed like media but for a shorter clear part. */
  sendReport(rtcp: Buffer): void {
    // The retired modes keep 12 bytes clear; servers that offer them send no reports.
    if (this.path.kind !== 'udp' || this.path.key.headerRule === 'fixed') return;
    this.#counter = nextCounter(this.#counter);
    const [clear, rest] = [rtcp.subarray(0, RTCP_CLEAR_BYTES), rtcp.subarray(RTCP_CLEAR_BYTES)];
    this.#sendDatagram(this.path.key.seal(clear, rest, this.#counter), this.path.remote);
  }

  /** True when a datagram from there is this client's. */
  hears(from: Pick<RemoteInfo, 'address' | 'port'>): boolean {
    if (this.path.kind !== 'udp') return false;
    return this.path.remote.port === from.port && this.path.remote.address === from.address;
  }

  detach(): void {
    this.#link = null;
  }

  /**
   * Op 7: continues over a new link. Op 9 comes first, then everything after `acknowledged`. False when the
   * buffer no longer reaches back so far; the link is then left alone.
   */
  resume(link: Link, acknowledged: number): boolean {
    const missed = this.#replay.after(acknowledged);
    if (!missed) return false;
    this.#link = link;
    this.sendUnnumbered(9, null);
    for (const frame of missed) {
      if ('text' in frame) link.sendText(frame.text);
      else link.sendBinary(frame.binary);
    }
    return true;
  }

  closeLink(code: VoiceCloseCode | number, reason?: string): void {
    const link = this.#link;
    this.#link = null;
    link?.close(code, reason ?? VOICE_CLOSE_REASON[code as VoiceCloseCode] ?? '');
  }
}
