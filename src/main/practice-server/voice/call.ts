/**
 * One channel's call: who is in it, what they are told about each other (ops 5, 11, 13, 18, 20), its DAVE
 * delivery service, and the forwarding of media. Stage channels have no DAVE.
 */
import type { Clock } from '../../support/clock';
import type { Logger } from '../../support/logger';
import { type DeliveryOutcome, DeliveryService, type DeliveryServiceOptions } from './dave/delivery-service';
import type { MlsCodec } from './dave/mls-codec';
import type { MediaPacket } from './media';
import type { VoiceSeat } from './port';
import type { VoiceSession } from './session';
import type { VoiceStats } from './stats';

/** Desktop, the platform of everybody here (op 20). */
const PLATFORM_DESKTOP = 0;

/** A client that sends nothing at all, not even keep-alives, gets nothing after five minutes. */
const SILENT_PEER_MS = 5 * 60_000;

export interface CallOptions {
  seat: VoiceSeat;
  clock: Clock;
  logger: Logger;
  mls: MlsCodec;
  stats: VoiceStats;
  dave: Pick<DeliveryServiceOptions, 'firstTransition' | 'readyTimeoutMs'>;
}

export class Call {
  readonly channelId: string;
  readonly delivery: DeliveryService | null;
  readonly #options: CallOptions;
  readonly #present = new Map<string, VoiceSession>();
  /** Identified, but without a protocol yet: they hear who comes and goes, nothing else. */
  readonly #waiting = new Set<VoiceSession>();

  constructor(options: CallOptions) {
    this.#options = options;
    this.channelId = options.seat.channelId;
    this.delivery =
      options.seat.channelKind === 'stage'
        ? null
        : new DeliveryService({
            channelId: this.channelId,
            mls: options.mls,
            clock: options.clock,
            logger: options.logger.child('dave'),
            send: (userId, outbound) => this.#present.get(userId)?.sendDave(outbound),
            ...options.dave,
          });
  }

  /** Nobody is here and nobody is about to be. */
  get empty(): boolean {
    return this.#present.size + this.#waiting.size === 0;
  }

  get protocolVersion(): number {
    return this.delivery?.protocolVersion ?? 0;
  }

  /** Right after Ready: who is there already, on what, and who is speaking. */
  introduceOthers(session: VoiceSession): void {
    this.#waiting.add(session);
    const others = this.#others(session.userId);
    if (others.length === 0) return;
    session.send(11, { user_ids: others.map((other) => other.userId) });
    for (const other of others) {
      session.send(18, { user_id: other.userId, flags: 0 });
      session.send(20, { user_id: other.userId, platform: PLATFORM_DESKTOP });
      if (other.speaking !== null)
        session.send(5, { user_id: other.userId, ssrc: other.ssrc, speaking: other.speaking });
    }
  }

  /** After Session Description: the others hear of the newcomer, and DAVE begins for it. */
  enter(session: VoiceSession): void {
    this.#waiting.delete(session);
    this.#present.set(session.userId, session);
    for (const waiting of this.#waiting) waiting.send(11, { user_ids: [session.userId] });
    for (const other of this.#others(session.userId)) {
      other.send(11, { user_ids: [session.userId] });
      other.send(18, { user_id: session.userId, flags: 0 });
      other.send(20, { user_id: session.userId, platform: PLATFORM_DESKTOP });
    }
    this.delivery?.join(session.userId);
  }

  leave(session: VoiceSession): void {
    this.#waiting.delete(session);
    if (this.#present.get(session.userId) !== session) return;
    this.#present.delete(session.userId);
    for (const other of [...this.#present.values(), ...this.#waiting])
      other.send(13, { user_id: session.userId });
    this.delivery?.leave(session.userId);
  }

  speaking(session: VoiceSession, flags: number): void {
    session.speaking = flags;
    for (const other of this.#others(session.userId))
      other.send(5, { user_id: session.userId, ssrc: session.ssrc, speaking: flags });
  }

  /** The selective forwarding unit: to everybody but the sender, DAVE untouched. */
  forward(sender: VoiceSession, packet: MediaPacket): void {
    const now = this.#options.clock.monotonicMs();
    for (const receiver of this.#present.values()) {
      if (receiver === sender) continue;
      if (receiver.path.kind === 'udp' && now - receiver.lastHeardMs > SILENT_PEER_MS) {
        this.#options.stats.withheldFromSilent += 1;
        continue;
      }
      receiver.sendMedia(packet);
      this.#options.stats.packetsForwarded += 1;
    }
  }

  /** Counts what a client's DAVE message came to. */
  record(userId: string, what: string, outcome: DeliveryOutcome): void {
    if (outcome.kind === 'accepted') {
      this.#options.stats.daveAccepted += 1;
      return;
    }
    this.#options.stats.daveDropped += 1;
    this.#options.logger.debug('DAVE message dropped', { userId, what, reason: outcome.reason });
  }

  close(): void {
    this.delivery?.close();
    this.#present.clear();
    this.#waiting.clear();
  }

  #others(userId: string): VoiceSession[] {
    return [...this.#present.values()].filter((session) => session.userId !== userId);
  }
}
