import {
  createTransportKey,
  type EncryptionMode,
  parseDaveServerMessage,
} from '../../../../src/main/discord/voice/packets';
import { DaveParticipant } from '../../../../src/main/practice-server/members/speech/dave-participant';
import { Call } from '../../../../src/main/practice-server/voice/call';
import type { MlsCodec } from '../../../../src/main/practice-server/voice/dave/mls-codec';
import { VoiceGateway } from '../../../../src/main/practice-server/voice/gateway';
import type { LinkHandler } from '../../../../src/main/practice-server/voice/link';
import { MediaReceiver } from '../../../../src/main/practice-server/voice/media-receiver';
import { SessionRegistry } from '../../../../src/main/practice-server/voice/registry';
import type { Address } from '../../../../src/main/practice-server/voice/session';
import { emptyStats } from '../../../../src/main/practice-server/voice/stats';
import { VoiceSeats } from '../../../../src/main/practice-server/world/voice-seats';
import { silentLogger } from '../../../../src/main/support/logger';
import { SteppedClock } from '../../../support/stepped-clock';

export const GUILD = '1100000000000000001';
export const CHANNEL = '1100000000000000002';

/** The voice server without sockets: links and datagrams are in the test's hand, time stands still. */
export class Server {
  readonly clock = new SteppedClock();
  readonly stats = emptyStats();
  readonly seats = new VoiceSeats();
  readonly sessions = new SessionRegistry();
  readonly calls = new Map<string, Call>();
  readonly datagrams: { datagram: Buffer; to: Address }[] = [];
  readonly gateway: VoiceGateway;
  readonly receiver: MediaReceiver;
  #ssrc = 1000;

  constructor(mls: MlsCodec, modes?: readonly EncryptionMode[]) {
    const send = (datagram: Buffer, to: Address): void => {
      this.datagrams.push({ datagram, to });
    };
    this.gateway = new VoiceGateway({
      authority: this.seats,
      clock: this.clock,
      logger: silentLogger,
      stats: this.stats,
      sessions: this.sessions,
      mediaAddress: () => ({ address: '127.0.0.1', port: 5000 }),
      sendDatagram: send,
      ...(modes ? { modes } : {}),
      newSsrc: () => {
        this.#ssrc += 1;
        return this.#ssrc;
      },
      callOf: (seat) => {
        const call =
          this.calls.get(seat.channelId) ??
          new Call({
            seat,
            clock: this.clock,
            logger: silentLogger,
            mls,
            stats: this.stats,
            dave: {},
          });
        this.calls.set(seat.channelId, call);
        return call;
      },
      onLeft: () => undefined,
    });
    this.seats.onSeatEnded((seat, reason) => this.gateway.endSeat(seat, reason));
    this.receiver = new MediaReceiver({
      stats: this.stats,
      sessionOfSsrc: this.sessions.ofSsrc,
      sessionOfAddress: this.sessions.ofAddress,
      nowMs: () => this.clock.monotonicMs(),
      reply: send,
      arrives: () => true,
      onPacket: (session, packet) => this.calls.get(session.seat.channelId)?.forward(session, packet),
    });
  }

  seat(userId: string, channelKind: 'voice' | 'stage' = 'voice', channelId = CHANNEL): void {
    this.seats.grant(
      { guildId: GUILD, channelId, userId, channelKind, bitrateBps: 64_000 },
      `session-${userId}`,
      `token-${userId}`,
    );
  }

  connect(): Client {
    return new Client(this);
  }

  /** A client that is through with Session Description, on its own media port. */
  async join(
    userId: string,
    port: number,
    mode: EncryptionMode = 'aead_aes256_gcm_rtpsize',
  ): Promise<Client> {
    this.seat(userId);
    const client = this.connect();
    client.identify(userId);
    await client.select({ address: '127.0.0.1', port, mode });
    return client;
  }
}

interface Json {
  op: number;
  d: Record<string, unknown> | null;
  seq?: number;
}

/** One connection to the gateway, and what the server said on it. */
export class Client {
  readonly json: Json[] = [];
  readonly binary: Buffer[] = [];
  closedWith: number | null = null;
  dave: DaveParticipant | null = null;
  userId = '';
  readonly #handler: LinkHandler;

  constructor(server: Server) {
    this.#handler = server.gateway.accept({
      sendText: (text) => this.json.push(JSON.parse(text) as Json),
      sendBinary: (frame) => this.binary.push(frame),
      close: (code) => {
        this.closedWith = code;
      },
    });
  }

  send(op: number, d: unknown): void {
    this.#handler.onText(JSON.stringify({ op, d }));
  }

  sendText(text: string): void {
    this.#handler.onText(text);
  }

  sendBinary(frame: Buffer): void {
    this.#handler.onBinary(frame);
  }

  /** The network breaks. */
  drop(): void {
    this.#handler.onClosed(1006);
  }

  identify(userId: string, change: Record<string, unknown> = {}): void {
    this.userId = userId;
    this.send(0, {
      server_id: GUILD,
      user_id: userId,
      session_id: `session-${userId}`,
      token: `token-${userId}`,
      max_dave_protocol_version: 1,
      ...change,
    });
  }

  async select(data: { address: string; port: number; mode: string }, protocol = 'udp'): Promise<void> {
    this.send(1, { protocol, data });
    // The key is prepared asynchronously; a turn of the event loop is enough.
    await new Promise((resolve) => setImmediate(resolve));
  }

  of(op: number): Json[] {
    return this.json.filter((message) => message.op === op);
  }

  get ssrc(): number {
    return Number(this.of(2)[0]?.d?.ssrc);
  }

  get lastSequence(): number {
    const json = this.json.map((message) => message.seq ?? -1);
    return Math.max(-1, ...json, ...this.binary.map((frame) => frame.readUInt16BE(0)));
  }

  async transportKey() {
    const d = this.of(4).at(-1)?.d as { mode: EncryptionMode; secret_key: number[] };
    return createTransportKey(d.mode, Uint8Array.from(d.secret_key));
  }

  /** Follows DAVE with a real session: reads what has come in so far and answers. */
  startDave(channelId = CHANNEL): DaveParticipant {
    const dave = new DaveParticipant(this.userId, channelId, {
      sendBinary: (frame) => this.sendBinary(frame),
      sendJson: (message) => this.send(message.op, message.d),
    });
    this.dave = dave;
    return dave;
  }

  /** Hands everything binary to the DAVE session, in order. */
  readDave(): void {
    for (const frame of this.binary.splice(0)) {
      const parsed = parseDaveServerMessage(frame);
      if (parsed.ok && parsed.value.message.ok) this.dave?.handleBinary(parsed.value.message.value);
    }
  }
}
