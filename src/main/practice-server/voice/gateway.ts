/**
 * The voice gateway (version 8; 9 differs by a field that is not needed here): what each opcode of a client
 * does. One `LinkHandler` per connection; sessions and calls are shared. Reference: Discord documentation,
 * "Voice connections".
 */
import { randomBytes } from 'node:crypto';
import { isIPv4 } from 'node:net';
import {
  createTransportKey,
  ENCRYPTION_MODES,
  type EncryptionMode,
  parseDaveClientMessage,
  TRANSPORT_KEY_BYTES,
} from '../../discord/voice/packets';
import type { Call } from './call';
import { VOICE_CLOSE } from './close-codes';
import { DAVE_PROTOCOL_VERSION } from './dave/delivery-service';
import { type Connection, HEARTBEAT_INTERVAL_MS, Lifetimes, type LifetimesOptions } from './lifetimes';
import type { Link, LinkHandler } from './link';
import type { MediaPacket } from './media';
import { ClientFrame, Heartbeat, Identify, Resume, SelectProtocol, Speaking, TransitionId } from './payloads';
import type { SeatEndReason, VoiceAuthority, VoiceSeat } from './port';
import { type Address, VoiceSession } from './session';
import type { VoiceStats } from './stats';

export interface VoiceGatewayOptions extends LifetimesOptions {
  authority: VoiceAuthority;
  stats: VoiceStats;
  mediaAddress: () => Address;
  sendDatagram: (datagram: Buffer, remote: Address) => void;
  newSsrc: () => number;
  /** Encryption modes offered in Ready; both of today's by default. */
  modes?: readonly EncryptionMode[];
}

export class VoiceGateway {
  readonly #options: VoiceGatewayOptions;
  readonly #lifetimes: Lifetimes;
  readonly #modes: readonly EncryptionMode[];

  constructor(options: VoiceGatewayOptions) {
    this.#options = options;
    this.#lifetimes = new Lifetimes(options);
    this.#modes = options.modes ?? ENCRYPTION_MODES;
  }

  /** A client connected: it is greeted with Hello; the handler takes what it sends. */
  accept(link: Link): LinkHandler {
    const connection = this.#lifetimes.open(link);
    link.sendText(JSON.stringify({ op: 8, d: { v: 8, heartbeat_interval: HEARTBEAT_INTERVAL_MS } }));
    return {
      onText: (text) => {
        if (!connection.closed) this.#handleText(connection, text);
      },
      onBinary: (frame) => {
        if (!connection.closed) this.#handleBinary(connection, frame);
      },
      onClosed: () => this.#lifetimes.linkClosed(connection),
      onMedia: (packet) => this.#handleMemoryMedia(connection, packet),
    };
  }

  /** The world took the seat away: 4022 when the channel is gone, else 4014. */
  endSeat(seat: VoiceSeat, reason: SeatEndReason): void {
    const session = this.#options.sessions.ofSeat(seat);
    if (!session) return;
    const code = reason === 'channelDeleted' ? VOICE_CLOSE.callTerminated : VOICE_CLOSE.disconnected;
    this.#lifetimes.end(session, code);
  }

  /** Ends a session: out of the call, link closed with `code`. Codes below 4000 and 4015 leave it resumable. */
  closeClient(userId: string, code: number, reason?: string): void {
    for (const session of this.#options.sessions.ofUser(userId)) {
      const resumable = code < 4000 || code === VOICE_CLOSE.serverCrashed;
      if (!resumable) {
        this.#lifetimes.end(session, code, reason);
        continue;
      }
      this.#lifetimes.interrupt(session, code, reason);
    }
  }

  close(): void {
    this.#lifetimes.close();
  }

  #handleText(connection: Connection, text: string): void {
    const frame = ClientFrame.safeParse(parseJson(text));
    if (!frame.success) {
      this.#lifetimes.refuse(connection, VOICE_CLOSE.decodeFailed);
      return;
    }
    const { op, d } = frame.data;
    switch (op) {
      case 0:
        this.#identify(connection, d);
        return;
      case 3:
        this.#heartbeat(connection, d);
        return;
      case 7:
        this.#resume(connection, d);
        return;
      case 1:
      case 5:
      case 12:
      case 14:
      case 15:
      case 16:
      case 23:
      case 31:
      case 32:
        if (!connection.session) this.#lifetimes.refuse(connection, VOICE_CLOSE.notAuthenticated);
        else this.#handleIdentified(connection, connection.session, op, d);
        return;
      default:
        this.#lifetimes.refuse(connection, VOICE_CLOSE.unknownOpcode);
    }
  }

  #handleIdentified(connection: Connection, session: VoiceSession, op: number, d: unknown): void {
    switch (op) {
      case 1: {
        const select = SelectProtocol.safeParse(d);
        if (!select.success) this.#lifetimes.refuse(connection, VOICE_CLOSE.decodeFailed);
        else void this.#selectProtocol(connection, session, select.data);
        return;
      }
      case 5: {
        const speaking = Speaking.safeParse(d);
        if (!speaking.success) this.#lifetimes.refuse(connection, VOICE_CLOSE.decodeFailed);
        else if (speaking.data.ssrc !== session.ssrc)
          this.#lifetimes.refuse(connection, VOICE_CLOSE.badRequest);
        else this.#callOf(session).speaking(session, speaking.data.speaking);
        return;
      }
      case 16:
        session.sendUnnumbered(16, { voice: 'practice', rtc_worker: 'practice' });
        return;
      case 23:
      case 31:
        this.#handleTransition(connection, session, op, d);
        return;
      default: // video, session update, media sink wants, no route: nothing to do here
        return;
    }
  }

  #identify(connection: Connection, d: unknown): void {
    const { authority, sessions, clock } = this.#options;
    if (connection.session) {
      this.#lifetimes.refuse(connection, VOICE_CLOSE.alreadyAuthenticated);
      return;
    }
    const identify = Identify.safeParse(d);
    if (!identify.success) {
      this.#lifetimes.refuse(connection, VOICE_CLOSE.decodeFailed);
      return;
    }
    const { server_id: guildId, user_id: userId, session_id: sessionId, token } = identify.data;
    const seat = authority.authorize({ guildId, userId, sessionId, token });
    if (!seat) {
      this.#lifetimes.refuse(connection, VOICE_CLOSE.authenticationFailed);
      return;
    }
    const knowsDave = (identify.data.max_dave_protocol_version ?? 0) >= DAVE_PROTOCOL_VERSION;
    if (seat.channelKind === 'voice' && !knowsDave) {
      this.#lifetimes.refuse(connection, VOICE_CLOSE.daveRequired);
      return;
    }
    const earlier = sessions.ofMember(guildId, userId);
    if (earlier) this.#lifetimes.end(earlier, VOICE_CLOSE.sessionInvalid);
    const session = new VoiceSession({
      seat,
      sessionId,
      ssrc: this.#options.newSsrc(),
      link: connection.link,
      nowMs: clock.monotonicMs(),
      sendDatagram: this.#options.sendDatagram,
    });
    sessions.add(session);
    connection.session = session;
    const { address, port } = this.#options.mediaAddress();
    session.sendUnnumbered(2, {
      ssrc: session.ssrc,
      ip: address,
      port,
      modes: [...this.#modes],
      experiments: [],
    });
    this.#callOf(session).introduceOthers(session);
  }

  async #selectProtocol(
    connection: Connection,
    session: VoiceSession,
    select: SelectProtocol,
  ): Promise<void> {
    const { protocol, data } = select;
    const first = session.path.kind === 'none';
    if (protocol === 'memory' && connection.link.media) {
      session.path = { kind: 'memory' };
      this.#describe(session, first, { mode: 'memory', secret_key: [] });
      return;
    }
    if (protocol !== 'udp') {
      this.#lifetimes.refuse(connection, VOICE_CLOSE.unknownProtocol);
      return;
    }
    const mode = this.#modes.find((known) => known === data.mode);
    if (!mode) {
      this.#lifetimes.refuse(connection, VOICE_CLOSE.unknownMode);
      return;
    }
    // Media go where the client says. A practice server never sends beyond this machine.
    if (!isIPv4(data.address) || !data.address.startsWith('127.') || data.port === 0) {
      this.#lifetimes.refuse(connection, VOICE_CLOSE.badRequest);
      return;
    }
    const secret = randomBytes(TRANSPORT_KEY_BYTES);
    const key = await createTransportKey(mode, secret);
    if (connection.closed || !this.#options.sessions.has(session)) return;
    session.path = { kind: 'udp', key, remote: { address: data.address, port: data.port } };
    this.#describe(session, first, { mode, secret_key: [...secret] });
  }

  #describe(session: VoiceSession, first: boolean, transport: { mode: string; secret_key: number[] }): void {
    const call = this.#callOf(session);
    session.send(4, {
      ...transport,
      audio_codec: 'opus',
      media_session_id: session.sessionId,
      dave_protocol_version: call.protocolVersion,
    });
    if (first) call.enter(session);
  }

  #heartbeat(connection: Connection, d: unknown): void {
    const beat = Heartbeat.safeParse(d);
    if (!beat.success) {
      this.#lifetimes.refuse(connection, VOICE_CLOSE.decodeFailed);
      return;
    }
    this.#lifetimes.expectBeat(connection);
    connection.link.sendText(JSON.stringify({ op: 6, d: { t: beat.data.t } }));
  }

  #resume(connection: Connection, d: unknown): void {
    const resume = Resume.safeParse(d);
    if (!resume.success) {
      this.#lifetimes.refuse(connection, VOICE_CLOSE.decodeFailed);
      return;
    }
    if (connection.session) {
      this.#lifetimes.refuse(connection, VOICE_CLOSE.alreadyAuthenticated);
      return;
    }
    const { server_id: guildId, session_id: sessionId, token, seq_ack } = resume.data;
    const session = this.#options.sessions
      .all()
      .find((candidate) => candidate.seat.guildId === guildId && candidate.sessionId === sessionId);
    const seat =
      session && this.#options.authority.authorize({ guildId, userId: session.userId, sessionId, token });
    if (!session || !seat) {
      this.#lifetimes.refuse(connection, VOICE_CLOSE.sessionInvalid);
      return;
    }
    const oldLink = session.link;
    if (!session.resume(connection.link, seq_ack ?? -1)) {
      this.#lifetimes.end(session, VOICE_CLOSE.sessionInvalid);
      this.#lifetimes.refuse(connection, VOICE_CLOSE.sessionInvalid);
      return;
    }
    this.#lifetimes.moveSession(session, oldLink, connection);
    this.#options.stats.resumes += 1;
  }

  #handleTransition(connection: Connection, session: VoiceSession, op: 23 | 31, d: unknown): void {
    const transition = TransitionId.safeParse(d);
    if (!transition.success) {
      this.#lifetimes.refuse(connection, VOICE_CLOSE.decodeFailed);
      return;
    }
    const call = this.#callOf(session);
    if (!call.delivery) return;
    const { userId } = session;
    if (op === 23)
      call.delivery.handleTransitionReady(userId, transition.data.transition_id); // late ones are harmless
    else call.record(userId, 'op 31', call.delivery.handleInvalid(userId));
  }

  #handleBinary(connection: Connection, frame: Buffer): void {
    const { session } = connection;
    if (!session) {
      this.#lifetimes.refuse(connection, VOICE_CLOSE.notAuthenticated);
      return;
    }
    const message = parseDaveClientMessage(frame);
    if (!message.ok) {
      this.#lifetimes.refuse(connection, VOICE_CLOSE.decodeFailed);
      return;
    }
    const call = this.#callOf(session);
    if (!call.delivery) return;
    const { userId } = session;
    if (message.value.op === 26)
      call.record(userId, 'op 26', call.delivery.handleKeyPackage(userId, message.value.keyPackage));
    else call.record(userId, 'op 28', call.delivery.handleCommitWelcome(userId, message.value.commitWelcome));
  }

  #handleMemoryMedia(connection: Connection, packet: MediaPacket): void {
    const { session } = connection;
    if (connection.closed || !session || session.path.kind !== 'memory') return;
    if (packet.header.ssrc !== session.ssrc || session.speaking === null) {
      this.#options.stats.unknownSource += 1;
      return;
    }
    this.#options.stats.packetsReceived += 1;
    this.#callOf(session).forward(session, packet);
  }

  #callOf(session: VoiceSession): Call {
    return this.#options.callOf(session.seat);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // no frame, which the schema then refuses
  }
}
