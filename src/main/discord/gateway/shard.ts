import { checkGatewayUrl } from '@shared/discord/address';
import { type IntentName, intentBits } from '@shared/discord/intents';
import { type Dispatch, type DispatchParse, isDispatchName } from '@shared/discord/wire/dispatch';
import type { Clock } from '../../support/clock';
import { Emitter } from '../../support/emitter';
import type { Logger } from '../../support/logger';
import { Secret } from '../../support/secret';
import { type CommandOutcome, CommandQueue } from './command-queue';
import { DispatchReader } from './dispatch-reader';
import { type GatewayFrame, heartbeatIntervalOf, isJson, OP, parseFrame, peekDispatch } from './frame';
import type { IdentifyGate } from './identify-gate';
import { createInflateStream, type InflateStream, type StreamCompression } from './inflate';
import { canReadZstd } from './inflate-engine';
import { SequenceWatch } from './sequence';
import type { ShardEffect, ShardEvent, ShardState, ShardTimer } from './shard-state';
import {
  type GatewaySocket,
  type GatewaySocketHandlers,
  type OpenGatewaySocket,
  openWsSocket,
} from './socket';
import { type ShardEnvironment, transition } from './transition';

/**
 * One shard: the runner around `transition`. It owns the socket, the inflater and the timers of the current
 * connection, turns what they say into events, performs the effects, and hands checked dispatches out in order.
 */

export interface ShardOptions {
  /** From GET /gateway/bot. */
  url: string;
  token: Secret<string>;
  intents: readonly IntentName[];
  clock: Clock;
  random: () => number;
  logger: Logger;
  /** Transport compression; left out: the best this runtime can read. */
  compression?: StreamCompression | 'none';
  /** Which part of the guilds, of how many; left out: all of them. */
  shard?: readonly [id: number, count: number];
  /** Asked before a session is started; left out: nothing holds it back. */
  identifyGate?: IdentifyGate;
  openSocket?: OpenGatewaySocket;
}

export interface ShardCounters {
  frames: number;
  malformedFrames: number;
  malformedDispatches: number;
  /** Unusable elements left out of otherwise good dispatches. */
  droppedElements: number;
  unknownDispatches: number;
  unknownOpcodes: number;
  /** Dispatches that came a second time, or before there was a session; not handed out. */
  repeatedDispatches: number;
  strayDispatches: number;
  /** Times that dispatches were found missing. */
  sequenceHoles: number;
  /** Connections after the first. */
  reconnects: number;
  resumes: number;
  commandsDropped: number;
}

export interface VoiceStateCommand {
  guildId: string;
  /** Null leaves. */
  channelId: string | null;
  selfMute: boolean;
  selfDeaf: boolean;
}

export interface Shard {
  readonly state: ShardState;
  start(): void;
  /** Opcode 4: join, move, mute or leave. Discord may not answer at all: callers need a time limit. */
  sendVoiceState(command: VoiceStateCommand): CommandOutcome;
  /** Any other command; refused while off air. */
  sendCommand(op: number, d: unknown): CommandOutcome;
  /** The computer slept, or the network changed: finds out at once whether the connection lives. */
  checkConnection(): void;
  onDispatch(listener: (dispatch: Dispatch) => void): () => void;
  onState(listener: (state: ShardState) => void): () => void;
  counters(): ShardCounters;
  /** Ends the session and resolves when the socket is gone. */
  close(): Promise<void>;
}

/** A shard that does nothing until `start`, and leaves no socket or timer after `close`. */
export function createShard(options: ShardOptions): Shard {
  return new RunningShard(options);
}

class RunningShard implements Shard {
  readonly #options: ShardOptions;
  readonly #dispatches: Emitter<Dispatch>;
  readonly #states: Emitter<ShardState>;
  readonly #timers = new Map<ShardTimer, () => void>();
  readonly #counters: Omit<ShardCounters, 'commandsDropped'> = {
    frames: 0,
    malformedFrames: 0,
    malformedDispatches: 0,
    droppedElements: 0,
    unknownDispatches: 0,
    unknownOpcodes: 0,
    repeatedDispatches: 0,
    strayDispatches: 0,
    sequenceHoles: 0,
    reconnects: 0,
    resumes: 0,
  };
  #state: ShardState = { kind: 'idle' };
  #socket: GatewaySocket | undefined;
  #inflate: InflateStream | undefined;
  /** Whether this connection's payloads come compressed; a server need not do as it was asked. */
  #compressed = false;
  readonly #closing = new Set<Promise<void>>();
  readonly #sequence = new SequenceWatch();
  readonly #reader: DispatchReader;
  readonly #commands: CommandQueue;
  readonly #environment: ShardEnvironment;

  constructor(options: ShardOptions) {
    this.#options = options;
    const onError = (error: unknown) => options.logger.error('a listener failed', { error });
    this.#dispatches = new Emitter<Dispatch>(onError);
    this.#states = new Emitter<ShardState>(onError);
    this.#reader = new DispatchReader(options.clock, {
      done: (frame, parsed) => this.#take(this.#attempt, frame, parsed),
      turn: (text) => this.#route(this.#attempt, text),
    });
    this.#environment = environmentOf(options);
    this.#commands = new CommandQueue({
      clock: options.clock,
      isReady: () => this.#state.kind === 'ready',
      write: (text) => this.#socket?.send(text),
    });
  }

  get #attempt(): number {
    return 'attempt' in this.#state ? this.#state.attempt : 0;
  }

  get state(): ShardState {
    return this.#state;
  }

  onDispatch = (listener: (dispatch: Dispatch) => void) => this.#dispatches.on(listener);
  onState = (listener: (state: ShardState) => void) => this.#states.on(listener);

  counters(): ShardCounters {
    return { ...this.#counters, commandsDropped: this.#commands.dropped };
  }

  start(): void {
    this.#handle({ kind: 'start' });
  }

  sendVoiceState(command: VoiceStateCommand): CommandOutcome {
    const d = {
      guild_id: command.guildId,
      channel_id: command.channelId,
      self_mute: command.selfMute,
      self_deaf: command.selfDeaf,
    };
    const text = JSON.stringify({ op: OP.voiceStateUpdate, d });
    if (this.#state.kind === 'ready') {
      // Said into a line that may be dead, it is said again on the next one.
      if (!this.#state.heartbeat.acknowledged) this.#commands.wish(command.guildId, text);
      return this.#commands.push(text);
    }
    if (this.#state.kind === 'idle' || this.#state.kind === 'stopped') return 'notReady';
    this.#commands.wish(command.guildId, text);
    return 'queued';
  }

  sendCommand(op: number, d: unknown): CommandOutcome {
    return this.#state.kind === 'ready' ? this.#commands.push(JSON.stringify({ op, d })) : 'notReady';
  }

  checkConnection(): void {
    this.#handle({ kind: 'wake' });
  }

  async close(): Promise<void> {
    this.#handle({ kind: 'stop' });
    await Promise.all(this.#closing);
    this.#dispatches.clear();
    this.#states.clear();
  }

  #handle(event: ShardEvent): void {
    const { logger } = this.#options;
    const before = this.#state;
    const step = transition(before, event, this.#environment);
    this.#state = step.state;
    for (const effect of step.effects) this.#perform(effect);
    if (step.state.kind !== before.kind) {
      logger.debug('state', { from: before.kind, to: step.state.kind, event: event.kind });
    }
    if (before.kind !== 'ready' && step.state.kind === 'ready') this.#commands.sendWishes();
    // An effect may have led on to another state, which has been told already.
    if (this.#state === step.state && isWorthTelling(before, step.state)) this.#states.emit(step.state);
  }

  #perform(effect: ShardEffect): void {
    switch (effect.kind) {
      case 'connect':
        this.#connect(effect.attempt, effect.url);
        return;
      case 'closeSocket':
        this.#letGo(effect.code, effect.reason);
        return;
      case 'sendIdentify':
        this.#options.identifyGate?.identified();
        this.#send(this.#identify());
        return;
      case 'sendResume': {
        const { sessionId, seq } = effect.session;
        const d = { token: this.#options.token.reveal(), session_id: sessionId.reveal(), seq };
        this.#send(JSON.stringify({ op: OP.resume, d }));
        return;
      }
      case 'sendHeartbeat':
        this.#send(JSON.stringify({ op: OP.heartbeat, d: effect.seq }));
        return;
      case 'setTimer':
        this.#setTimer(effect.timer, effect.delayMs);
        return;
      case 'clearTimer':
        this.#clearTimer(effect.timer);
        return;
      case 'clearTimers':
        for (const timer of [...this.#timers.keys()]) this.#clearTimer(timer);
        this.#commands.pause();
        return;
    }
  }

  #connect(attempt: number, sessionUrl: string | null): void {
    this.#letGo(4_000, 'replaced');
    this.#commands.reset();
    const held = this.#hold();
    if (held) {
      this.#handle({ kind: 'held', attempt, delayMs: held.waitMs, reason: held.reason });
      return;
    }
    if (attempt > 1) this.#counters.reconnects += 1;
    const own = sessionUrl === null ? null : checkGatewayUrl(sessionUrl);
    const base = own?.kind === 'ok' ? own.url : (this.#options.url.split('?')[0] ?? '').replace(/\/+$/, '');
    const compression = this.#options.compression ?? (canReadZstd() ? 'zstd-stream' : 'zlib-stream');
    const query = `v=10&encoding=json${compression === 'none' ? '' : `&compress=${compression}`}`;
    this.#inflate = createInflateStream(
      (text) => this.#payload(attempt, text),
      (reason) => {
        this.#counters.malformedFrames += 1;
        this.#handle({ kind: 'streamBroken', attempt, reason });
      },
      compression === 'none' ? 'zlib-stream' : compression,
    );
    let socket: GatewaySocket | undefined;
    const handlers: GatewaySocketHandlers = {
      text: (text) => this.#payload(attempt, text),
      binary: (frame) => {
        if (this.#socket !== socket) return;
        this.#compressed = true;
        this.#inflate?.write(frame);
      },
      closed: (code, reason) => {
        if (this.#socket === socket) this.#forgetSocket();
        this.#handle({ kind: 'closed', attempt, code, reason });
      },
    };
    try {
      socket = (this.#options.openSocket ?? openWsSocket)(`${base}/?${query}`, handlers);
    } catch (error) {
      // An address that looks right and is none; the state machine hears of it like of any failed try.
      this.#options.logger.warn('the gateway address cannot be used', { error });
      queueMicrotask(() => handlers.closed(null, 'the address cannot be used'));
      return;
    }
    this.#socket = socket;
    this.#closing.add(socket.gone);
    void socket.gone.then(() => this.#closing.delete(socket.gone));
  }

  /** A session that can be resumed needs no leave; a new one may have to wait for it. */
  #hold(): { waitMs: number; reason: string } | null {
    const { identifyGate, clock, shard } = this.#options;
    if (!identifyGate || !('session' in this.#state) || this.#state.session) return null;
    return identifyGate.reserve(shard?.[0] ?? 0, clock.monotonicMs());
  }

  /** Closes the current socket; what it still says is ignored. */
  #letGo(code: number, reason: string): void {
    const socket = this.#socket;
    this.#forgetSocket();
    socket?.close(code, reason);
  }

  #forgetSocket(): void {
    this.#socket = undefined;
    this.#inflate?.close();
    this.#inflate = undefined;
    this.#compressed = false;
    this.#reader.clear();
  }

  #payload(attempt: number, text: string): void {
    if (!this.#isCurrent(attempt)) return;
    this.#counters.frames += 1;
    this.#route(attempt, text);
  }

  #isCurrent(attempt: number): boolean {
    return this.#socket !== undefined && 'attempt' in this.#state && this.#state.attempt === attempt;
  }

  /** Dispatches queue behind a large one that is being read; everything else is dealt with at once. */
  #route(attempt: number, text: string): void {
    const mustWait = this.#reader.busy;
    const peeked = peekDispatch(text);
    if (peeked && mustWait) {
      this.#reader.queue(text);
      return;
    }
    if (peeked && !isDispatchName(peeked.t)) {
      this.#takeUnknown(attempt, peeked.s);
      return;
    }
    const frame = parseFrame(text);
    if (!frame) {
      this.#malformed(attempt, text);
      return;
    }
    if (frame.op === OP.dispatch && mustWait) this.#reader.queue(text);
    else this.#frame(attempt, frame);
  }

  /** A frame by itself is passed over. In a compressed stream, what is not even JSON tells of damage that stays. */
  #malformed(attempt: number, text: string): void {
    this.#counters.malformedFrames += 1;
    this.#options.logger.warn('a frame was no payload', { bytes: text.length });
    if (this.#compressed && !isJson(text)) {
      this.#handle({ kind: 'streamBroken', attempt, reason: 'a payload is no JSON' });
    }
  }

  #frame(attempt: number, frame: GatewayFrame): void {
    switch (frame.op) {
      case OP.dispatch:
        this.#dispatch(attempt, frame);
        return;
      case OP.heartbeat:
        this.#handle({ kind: 'heartbeatRequested', attempt });
        return;
      case OP.reconnect:
        this.#handle({ kind: 'reconnectRequested', attempt });
        return;
      case OP.invalidSession:
        this.#handle({ kind: 'invalidSession', attempt, resumable: frame.d === true });
        return;
      case OP.hello: {
        const intervalMs = heartbeatIntervalOf(frame.d);
        if (intervalMs === null) this.#counters.malformedFrames += 1;
        this.#handle(
          intervalMs === null ? { kind: 'helloMalformed', attempt } : { kind: 'hello', attempt, intervalMs },
        );
        return;
      }
      case OP.heartbeatAck:
        this.#handle({ kind: 'heartbeatAcknowledged', attempt });
        if (this.#state.kind === 'ready') this.#commands.arrived();
        return;
      default:
        this.#counters.unknownOpcodes += 1;
    }
  }

  /** An event nobody here acts on: only its number counts. */
  #takeUnknown(attempt: number, seq: number): void {
    if (!this.#isNext(attempt, seq)) return;
    this.#counters.unknownDispatches += 1;
    this.#handle({ kind: 'dispatch', attempt, seq, ready: null, resumed: false });
  }

  /** Whether a dispatch is to be taken in; a hole before it replaces the connection. */
  #isNext(attempt: number, seq: number | null): boolean {
    const session = 'session' in this.#state ? this.#state.session : null;
    if (!session) {
      this.#counters.strayDispatches += 1;
      return false;
    }
    const verdict = this.#sequence.judge(session.seq, seq, this.#options.clock);
    if (verdict === 'next') return true;
    if (verdict === 'repeat') this.#counters.repeatedDispatches += 1;
    else {
      this.#counters.sequenceHoles += 1;
      this.#options.logger.warn('dispatches are missing', { after: session.seq, before: seq });
      this.#handle({ kind: 'sequenceHole', attempt });
    }
    return false;
  }

  #dispatch(attempt: number, frame: GatewayFrame): void {
    if (frame.t !== 'READY' && !this.#isNext(attempt, frame.s)) return;
    this.#reader.read(frame);
  }

  #take(attempt: number, frame: GatewayFrame, parsed: DispatchParse): void {
    if (parsed.kind === 'malformed') {
      this.#counters.malformedDispatches += 1;
      this.#options.logger.warn('a dispatch was dropped', { name: frame.t, where: parsed.reason });
    } else if (parsed.kind === 'unknown') this.#counters.unknownDispatches += 1;
    const dispatch = parsed.kind === 'dispatch' ? parsed.dispatch : null;
    if (parsed.kind === 'dispatch') this.#counters.droppedElements += parsed.dropped;
    const ready =
      dispatch?.t === 'READY'
        ? { sessionId: new Secret(dispatch.d.session_id), resumeUrl: dispatch.d.resume_gateway_url ?? null }
        : null;
    const resumed = dispatch?.t === 'RESUMED';
    if (resumed) this.#counters.resumes += 1;
    // Listeners hear of a READY before the state says ready, so that whoever waits for it finds its data.
    if (dispatch) this.#dispatches.emit(dispatch);
    this.#handle({ kind: 'dispatch', attempt, seq: frame.s, ready, resumed });
  }

  #identify(): string {
    const os = process.platform === 'win32' ? 'windows' : process.platform;
    const properties = { os, browser: 'roomtone', device: 'roomtone' };
    const d = {
      token: this.#options.token.reveal(),
      intents: intentBits(this.#options.intents),
      properties,
      compress: false,
      large_threshold: 250,
      ...(this.#options.shard ? { shard: this.#options.shard } : {}),
    };
    return JSON.stringify({ op: OP.identify, d });
  }

  #send(text: string): void {
    this.#commands.spend();
    this.#socket?.send(text);
  }

  #setTimer(timer: ShardTimer, delayMs: number): void {
    this.#clearTimer(timer);
    const attempt = this.#attempt;
    const cancel = this.#options.clock.setTimer(() => {
      this.#timers.delete(timer);
      this.#handle({ kind: 'timer', attempt, timer });
    }, delayMs);
    this.#timers.set(timer, cancel);
  }

  #clearTimer(timer: ShardTimer): void {
    this.#timers.get(timer)?.();
    this.#timers.delete(timer);
  }
}

/** The time is looked at only where it is asked for: most events are dispatches, which need none. */
function environmentOf({ clock, random, intents }: ShardOptions): ShardEnvironment {
  return {
    intents,
    get nowMs() {
      return clock.now();
    },
    get monotonicMs() {
      return clock.monotonicMs();
    },
    get random() {
      return random();
    },
  };
}

/** Owners hear of new kinds, new attempts and latency, not of every sequence number. */
function isWorthTelling(before: ShardState, after: ShardState): boolean {
  if (before.kind !== after.kind) return true;
  return before.kind === 'ready' && after.kind === 'ready' && before.latencyMs !== after.latencyMs;
}
