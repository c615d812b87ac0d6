import type { WebSocket } from 'ws';
import type { Clock } from '../../support/clock';
import type { Logger } from '../../support/logger';
import { Close, type CloseReason, Op } from './codes';
import type { TransportCompression } from './compression';
import type { GatewayHub } from './hub';
import { Outgoing } from './outgoing';
import * as payloads from './payloads';
import { sendChannelInfo, sendMemberChunks, sendSoundboardSounds, wantsWholeGuild } from './requests';
import { SendBudget } from './send-budget';
import type { GatewaySession, SessionLink } from './session';
import { TroubledLine } from './trouble/line';
import { requestVoiceState } from './voice-signalling';

const MAX_PAYLOAD_BYTES = 4096;
/** The opcodes that need a session. */
const KNOWN_OPS: ReadonlySet<number> = new Set([
  Op.PRESENCE_UPDATE,
  Op.VOICE_STATE_UPDATE,
  Op.REQUEST_GUILD_MEMBERS,
  Op.REQUEST_SOUNDBOARD_SOUNDS,
  Op.REQUEST_CHANNEL_INFO,
]);

const TRACE = ['["practice"]'];

export interface ConnectionOptions {
  heartbeatIntervalMs: number;
  /** What the client asked for in its address. */
  transport: TransportCompression | null;
}

/**
 * One socket of the main gateway: frames in and out, heartbeat watch, send limits. Who is logged in and what
 * is replayed belongs to the session; what is true, to the world.
 */
export class GatewayConnection implements SessionLink {
  readonly #socket: WebSocket;
  readonly #hub: GatewayHub;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #heartbeatIntervalMs: number;
  readonly #transportCompressed: boolean;
  readonly #outgoing: Outgoing;
  readonly #line: TroubledLine;
  /** A dead line: `noAck` leaves heartbeats unanswered, `silent` neither sends nor hears. */
  numbness: 'noAck' | 'silent' | null = null;
  readonly #budget = new SendBudget(120, 60_000);
  readonly #presenceBudget = new SendBudget(5, 20_000);
  #session: GatewaySession | null = null;
  #closing = false;
  #cancelWatch: () => void = () => undefined;

  constructor(socket: WebSocket, hub: GatewayHub, clock: Clock, logger: Logger, options: ConnectionOptions) {
    this.#socket = socket;
    this.#hub = hub;
    this.#clock = clock;
    this.#logger = logger;
    this.#heartbeatIntervalMs = options.heartbeatIntervalMs;
    this.#transportCompressed = options.transport !== null;
    this.#outgoing = new Outgoing(socket, options.transport, hub.trouble, clock, logger);
    this.#line = new TroubledLine(hub.trouble, clock, (text) => this.#outgoing.write(text));
    socket.on('message', (data) => this.#receive(toText(data)));
    socket.on('error', (error) => logger.debug('socket error', { error: error.message }));
    socket.on('close', (code) => this.#closed(code));
  }

  get session(): GatewaySession | null {
    return this.#session;
  }

  hello(): void {
    this.#sendOp(Op.HELLO, { heartbeat_interval: this.#heartbeatIntervalMs, _trace: TRACE });
    this.#watchHeartbeat();
  }

  send(text: string): void {
    if (this.#closing || this.numbness === 'silent') return;
    this.#line.dispatch(text);
  }

  /** Closes with a code after what is queued has gone out; nothing is sent or heard afterwards. */
  close({ code, reason }: CloseReason): void {
    // On a dead line not even a close frame comes through; `terminate` ends it.
    if (this.#closing || this.numbness === 'silent') return;
    this.#closing = true;
    this.#cancelWatch();
    this.#line.end(() => this.#outgoing.end(() => this.#socket.close(code, reason)));
  }

  /** Cuts the socket without a close frame, as a lost network does. */
  terminate(): void {
    this.#line.cut();
    this.#socket.terminate();
  }

  requestReconnect(): void {
    this.#sendOp(Op.RECONNECT, null);
  }

  /** Op 1: the client has to beat at once. */
  requestHeartbeat(): void {
    this.#sendOp(Op.HEARTBEAT, null);
  }

  invalidate(resumable: boolean): void {
    this.#session?.detach(this);
    this.#session = null;
    this.#sendOp(Op.INVALID_SESSION, resumable);
  }

  #sendOp(op: number, d: unknown): void {
    if (this.#closing || this.numbness === 'silent') return;
    this.#line.control(JSON.stringify({ t: null, s: null, op, d }));
  }

  #watchHeartbeat(): void {
    this.#cancelWatch();
    // A client has its whole interval plus jitter and travel; after one and a half it is gone.
    this.#cancelWatch = this.#clock.setTimer(() => {
      // Of a dead line nothing comes through, no close either.
      if (this.numbness !== 'silent') this.close(Close.SESSION_TIMED_OUT);
    }, this.#heartbeatIntervalMs * 1.5);
  }

  #receive(text: string | null): void {
    if (this.#closing || this.numbness === 'silent') return;
    let refusal: CloseReason | null;
    try {
      refusal = this.#take(text);
    } catch (error) {
      this.#logger.error('handling a frame failed', { error });
      refusal = Close.UNKNOWN_ERROR;
    }
    if (refusal) this.close(refusal);
  }

  /** What to close the connection with, or null when the frame was in order. */
  #take(text: string | null): CloseReason | null {
    if (text === null || Buffer.byteLength(text) > MAX_PAYLOAD_BYTES) return Close.DECODE_ERROR;
    if (!this.#budget.take(this.#clock.monotonicMs())) return Close.RATE_LIMITED;
    const frame = payloads.Frame.safeParse(parseJson(text));
    if (!frame.success) return Close.DECODE_ERROR;
    const { op, d } = frame.data;
    switch (op) {
      case Op.HEARTBEAT:
        return parsed(payloads.Heartbeat, d, (seq) => this.#heartbeat(seq ?? null));
      case Op.IDENTIFY:
        if (this.#session) return Close.ALREADY_AUTHENTICATED;
        return parsed(payloads.Identify, d, (identify) => this.#identify(identify));
      case Op.RESUME:
        if (this.#session) return Close.ALREADY_AUTHENTICATED;
        return parsed(payloads.Resume, d, (resume) => this.#resume(resume));
      default:
        if (!KNOWN_OPS.has(op)) return Close.UNKNOWN_OPCODE;
        return this.#session ? this.#takeFrom(this.#session, op, d) : Close.NOT_AUTHENTICATED;
    }
  }

  #takeFrom(session: GatewaySession, op: number, d: unknown): CloseReason | null {
    const { world } = this.#hub;
    const scope = {
      world,
      userId: session.userId,
      intents: session.intents,
      dispatch: (t: string, body: Record<string, unknown>) => session.dispatch(t, body),
    };
    switch (op) {
      case Op.PRESENCE_UPDATE:
        return parsed(payloads.Presence, d, ({ status }) => {
          // Too many presence updates are dropped without a word.
          if (!this.#presenceBudget.take(this.#clock.monotonicMs())) return;
          this.#hub.changePresence(session, status);
        });
      case Op.VOICE_STATE_UPDATE:
        return parsed(payloads.VoiceStateUpdate, d, (request) => {
          requestVoiceState(world, session.userId, session.id, request);
        });
      case Op.REQUEST_GUILD_MEMBERS:
        return parsed(payloads.RequestGuildMembers, d, (request) => {
          const whole = wantsWholeGuild(request);
          const waitMs = whole ? this.#hub.takeWholeGuildRequest(session, request.guild_id) : 0;
          if (waitMs > 0) session.dispatch('RATE_LIMITED', rateLimited(request, waitMs));
          else sendMemberChunks(scope, request);
        });
      case Op.REQUEST_SOUNDBOARD_SOUNDS:
        return parsed(payloads.RequestSoundboardSounds, d, (request) => {
          sendSoundboardSounds(scope, request.guild_ids);
        });
      case Op.REQUEST_CHANNEL_INFO:
        return parsed(payloads.RequestChannelInfo, d, (request) => {
          sendChannelInfo(scope, request.guild_id, request.fields);
        });
      default:
        return Close.UNKNOWN_OPCODE;
    }
  }

  #heartbeat(seq: number | null): CloseReason | null {
    if (this.#session && seq !== null && seq > this.#session.seq) return Close.INVALID_SEQ;
    this.#watchHeartbeat();
    if (this.numbness !== 'noAck') this.#sendOp(Op.HEARTBEAT_ACK, null);
    return null;
  }

  #identify(identify: payloads.Identify): CloseReason | null {
    const outcome = this.#hub.identify(identify);
    switch (outcome.kind) {
      case 'refused':
        return outcome.close;
      case 'tooSoon':
        this.#sendOp(Op.INVALID_SESSION, false);
        return null;
      case 'accepted':
        this.#session = outcome.session;
        this.#outgoing.payloadCompression = (identify.compress ?? false) && !this.#transportCompressed;
        outcome.session.attach(this);
        this.#hub.greet(outcome.session);
        return null;
    }
  }

  #resume(resume: payloads.Resume): CloseReason | null {
    const outcome = this.#hub.resume(resume);
    switch (outcome.kind) {
      case 'refused':
        return outcome.close;
      case 'invalid':
        this.#sendOp(Op.INVALID_SESSION, outcome.resumable);
        return null;
      case 'resumed': {
        const older = outcome.session.link;
        outcome.session.attach(this);
        this.#session = outcome.session;
        older?.close(Close.UNKNOWN_ERROR);
        for (const text of outcome.missed) this.send(text);
        outcome.session.dispatch('RESUMED', { _trace: TRACE });
        return null;
      }
    }
  }

  #closed(code: number): void {
    this.#closing = true;
    this.#cancelWatch();
    this.#line.cut();
    this.#outgoing.close();
    this.#hub.connectionClosed(this, code);
  }
}

/** Parses `d` and uses it; a payload of the wrong shape is a decode error. */
function parsed<T>(
  schema: { safeParse(value: unknown): { success: true; data: T } | { success: false } },
  d: unknown,
  use: (data: T) => CloseReason | null | undefined,
): CloseReason | null {
  const result = schema.safeParse(d);
  return result.success ? (use(result.data) ?? null) : Close.DECODE_ERROR;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function rateLimited(request: payloads.RequestGuildMembers, waitMs: number): Record<string, unknown> {
  return {
    opcode: Op.REQUEST_GUILD_MEMBERS,
    retry_after: waitMs / 1000,
    meta: {
      guild_id: request.guild_id,
      ...(request.nonce === undefined ? {} : { nonce: request.nonce }),
    },
  };
}

function toText(data: unknown): string | null {
  if (Buffer.isBuffer(data)) return data.toString('utf8');
  if (Array.isArray(data)) return Buffer.concat(data as Buffer[]).toString('utf8');
  return data instanceof ArrayBuffer ? Buffer.from(data).toString('utf8') : null;
}
