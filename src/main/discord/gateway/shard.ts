import { checkGatewayUrl } from '@shared/discord/address';
import { type IntentName, intentBits } from '@shared/discord/intents';
import { type Dispatch, parseDispatch } from '@shared/discord/wire/dispatch';
import type { Clock } from '../../support/clock';
import { Emitter } from '../../support/emitter';
import type { Logger } from '../../support/logger';
import { Secret } from '../../support/secret';
import { type GatewayFrame, heartbeatIntervalOf, OP, parseFrame } from './frame';
import { createInflateStream, type InflateStream } from './inflate';
import { SendBudget } from './send-budget';
import type { ShardEffect, ShardEvent, ShardState, ShardTimer } from './shard-state';
import {
  type GatewaySocket,
  type GatewaySocketHandlers,
  type OpenGatewaySocket,
  openWsSocket,
} from './socket';
import { transition } from './transition';

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
  /** zlib-stream transport compression; default on. */
  compress?: boolean;
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

/**
 * What became of a command: sent, held back (by the send limit, or until we are back on air), or refused since
 * the shard does not run.
 */
export type CommandOutcome = 'sent' | 'queued' | 'notReady';

export interface Shard {
  readonly state: ShardState;
  start(): void;
  /** Opcode 4: join, move, mute or leave. Discord may not answer at all: callers need a time limit. */
  sendVoiceState(command: VoiceStateCommand): CommandOutcome;
  onDispatch(listener: (dispatch: Dispatch) => void): () => void;
  onState(listener: (state: ShardState) => void): () => void;
  counters(): ShardCounters;
  /** Ends the session and resolves when the socket is gone. */
  close(): Promise<void>;
}

const MAX_PAYLOAD_BYTES = 4_096;
const MAX_QUEUED_COMMANDS = 100;

/** A shard that does nothing until `start`, and leaves no socket or timer after `close`. */
export function createShard(options: ShardOptions): Shard {
  return new RunningShard(options);
}

class RunningShard implements Shard {
  readonly #options: ShardOptions;
  readonly #dispatches: Emitter<Dispatch>;
  readonly #states: Emitter<ShardState>;
  readonly #timers = new Map<ShardTimer | 'command', () => void>();
  readonly #budget = new SendBudget();
  readonly #counters: ShardCounters = {
    frames: 0,
    malformedFrames: 0,
    malformedDispatches: 0,
    droppedElements: 0,
    unknownDispatches: 0,
    unknownOpcodes: 0,
    reconnects: 0,
    resumes: 0,
    commandsDropped: 0,
  };
  #state: ShardState = { kind: 'idle' };
  #socket: GatewaySocket | undefined;
  #inflate: InflateStream | undefined;
  #commands: string[] = [];
  /** By guild: what was asked for while off air. Only the last wish counts; a goodbye must not get lost. */
  readonly #voiceWishes = new Map<string, string>();
  readonly #closing = new Set<Promise<void>>();

  constructor(options: ShardOptions) {
    this.#options = options;
    const onError = (error: unknown) => options.logger.error('a listener failed', { error });
    this.#dispatches = new Emitter<Dispatch>(onError);
    this.#states = new Emitter<ShardState>(onError);
  }

  get state(): ShardState {
    return this.#state;
  }

  onDispatch = (listener: (dispatch: Dispatch) => void) => this.#dispatches.on(listener);
  onState = (listener: (state: ShardState) => void) => this.#states.on(listener);

  counters(): ShardCounters {
    return { ...this.#counters };
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
    if (this.#state.kind === 'ready') return this.#command(text);
    if (this.#state.kind === 'idle' || this.#state.kind === 'stopped') return 'notReady';
    this.#voiceWishes.set(command.guildId, text);
    return 'queued';
  }

  async close(): Promise<void> {
    this.#handle({ kind: 'stop' });
    await Promise.all(this.#closing);
    this.#dispatches.clear();
    this.#states.clear();
  }

  #handle(event: ShardEvent): void {
    const { clock, random, intents, logger } = this.#options;
    const before = this.#state;
    const step = transition(before, event, { nowMs: clock.now(), random: random(), intents });
    this.#state = step.state;
    for (const effect of step.effects) this.#perform(effect);
    if (step.state.kind !== before.kind) {
      logger.debug('state', { from: before.kind, to: step.state.kind, event: event.kind });
    }
    if (before.kind !== 'ready' && step.state.kind === 'ready') this.#sendVoiceWishes();
    if (isWorthTelling(before, step.state)) this.#states.emit(step.state);
  }

  #sendVoiceWishes(): void {
    const wishes = [...this.#voiceWishes.values()];
    this.#voiceWishes.clear();
    for (const wish of wishes) this.#command(wish);
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
        return;
    }
  }

  #connect(attempt: number, sessionUrl: string | null): void {
    this.#letGo(4_000, 'replaced');
    this.#budget.reset();
    this.#commands = [];
    if (attempt > 1) this.#counters.reconnects += 1;
    const own = sessionUrl === null ? null : checkGatewayUrl(sessionUrl);
    const base = own?.kind === 'ok' ? own.url : (this.#options.url.split('?')[0] ?? '').replace(/\/+$/, '');
    const compress = this.#options.compress ?? true;
    const query = `v=10&encoding=json${compress ? '&compress=zlib-stream' : ''}`;
    this.#inflate = createInflateStream(
      (text) => this.#payload(attempt, text),
      (reason) => {
        this.#counters.malformedFrames += 1;
        this.#handle({ kind: 'streamBroken', attempt, reason });
      },
    );
    let socket: GatewaySocket | undefined;
    const handlers: GatewaySocketHandlers = {
      text: (text) => this.#payload(attempt, text),
      binary: (frame) => {
        if (this.#socket === socket) this.#inflate?.write(frame);
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
  }

  #payload(attempt: number, text: string): void {
    if (!('attempt' in this.#state) || this.#state.attempt !== attempt || !this.#socket) return;
    this.#counters.frames += 1;
    const frame = parseFrame(text);
    if (!frame) {
      this.#counters.malformedFrames += 1;
      this.#options.logger.warn('a frame was no payload', { bytes: text.length });
      return;
    }
    this.#frame(attempt, frame);
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
        return;
      default:
        this.#counters.unknownOpcodes += 1;
    }
  }

  #dispatch(attempt: number, frame: GatewayFrame): void {
    const parsed = parseDispatch(frame.t ?? '', frame.d);
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
    };
    return JSON.stringify({ op: OP.identify, d });
  }

  #command(text: string): CommandOutcome {
    if (Buffer.byteLength(text) > MAX_PAYLOAD_BYTES || this.#commands.length >= MAX_QUEUED_COMMANDS) {
      this.#counters.commandsDropped += 1;
      return 'notReady';
    }
    this.#commands.push(text);
    this.#flushCommands();
    return this.#commands.length === 0 ? 'sent' : 'queued';
  }

  #flushCommands(): void {
    this.#clearTimer('command');
    while (this.#state.kind === 'ready') {
      const next = this.#commands[0];
      if (next === undefined) return;
      const waitMs = this.#budget.waitMs(this.#options.clock.monotonicMs());
      if (waitMs > 0) {
        const cancel = this.#options.clock.setTimer(() => this.#flushCommands(), waitMs);
        this.#timers.set('command', cancel);
        return;
      }
      this.#commands.shift();
      this.#send(next);
    }
  }

  #send(text: string): void {
    this.#budget.spend(this.#options.clock.monotonicMs());
    this.#socket?.send(text);
  }

  #setTimer(timer: ShardTimer, delayMs: number): void {
    this.#clearTimer(timer);
    const attempt = 'attempt' in this.#state ? this.#state.attempt : 0;
    const cancel = this.#options.clock.setTimer(() => {
      this.#timers.delete(timer);
      this.#handle({ kind: 'timer', attempt, timer });
    }, delayMs);
    this.#timers.set(timer, cancel);
  }

  #clearTimer(timer: ShardTimer | 'command'): void {
    this.#timers.get(timer)?.();
    this.#timers.delete(timer);
  }
}

/** Owners hear of new kinds, new attempts and latency, not of every sequence number. */
function isWorthTelling(before: ShardState, after: ShardState): boolean {
  if (before.kind !== after.kind) return true;
  return before.kind === 'ready' && after.kind === 'ready' && before.latencyMs !== after.latencyMs;
}
