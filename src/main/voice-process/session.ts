/**
 * The voice process's inside: the engine joined with the recorder. Takes parsed commands, announces events;
 * who carries them (a process border or nobody) is the host's business.
 */
import { DEFAULT_BITRATE_BPS } from '@shared/audio/constants';
import type { SignalAlarm } from '@shared/models/sentinel';
import { FrameClock } from '../discord/voice/clock/frame-clock';
import { systemFrameTiming } from '../discord/voice/clock/system-timing';
import { Console, type ConsoleEvent } from '../discord/voice/console/console';
import { type EngineEvent, VoiceEngine } from '../discord/voice/engine';
import { createInThreadWire } from '../discord/voice/wire/in-thread-wire';
import type { WireThreadData } from '../discord/voice/wire/messages';
import { createThreadWire, type WireThread } from '../discord/voice/wire/thread-wire';
import type { Wire } from '../discord/voice/wire/wire';
import type { JournalInput } from '../recording';
import type { AudioPort } from '../support/audio-port';
import { type Clock, systemClock } from '../support/clock';
import { createLogger, type Logger, type LogLevel } from '../support/logger';
import { CallRecorder } from './call-recorder';
import type { VoiceCommand, VoiceCommandOf, VoiceEvent, VoicePortKind } from './protocol';

export interface VoiceSession {
  command(command: VoiceCommand): void;
  connectPort(kind: VoicePortKind, port: AudioPort): void;
  /** Leaves the call, finishes the recording, closes every socket. */
  close(): Promise<void>;
}

export interface VoiceSessionOptions {
  onEvent(event: VoiceEvent): void;
  clock?: Clock;
  /** Starts the thread that sends and receives. Without it that is done in this one, where other work delays it. */
  spawnWire?: (data: WireThreadData) => WireThread;
  /** Log lines below this level are not sent. */
  minLogLevel?: LogLevel;
}

/** What end-to-end encryption is at; nulls while frames are plain. */
interface EpochNote {
  epoch: number | null;
  privacyCode: string | null;
}

const LOG_ORDER: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];

export function createVoiceSession(options: VoiceSessionOptions): VoiceSession {
  return new Session(options);
}

class Session implements VoiceSession {
  readonly #emit: (event: VoiceEvent) => void;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #wire: Wire;
  readonly #engine: VoiceEngine;
  readonly #console: Console;
  /** Runs while something is to be heard and there is no call whose clock would tick. */
  readonly #restClock: FrameClock;
  readonly #recorder: CallRecorder;
  readonly #speaking = new Set<string>();
  readonly #unfinished = new Set<Promise<void>>();
  #join: VoiceCommandOf<'join'> | undefined;
  #connectionLost = false;
  /** Whether the engine was in any room when it spoke last. */
  #inCall = false;
  #closed = false;
  #alarms = new Map<string, SignalAlarm>();
  #epoch: EpochNote = { epoch: null, privacyCode: null };

  constructor(options: VoiceSessionOptions) {
    this.#emit = options.onEvent;
    this.#clock = options.clock ?? systemClock;
    const floor = LOG_ORDER.indexOf(options.minLogLevel ?? 'info');
    this.#logger = createLogger('voice', ({ level, area, message, fields }) => {
      if (LOG_ORDER.indexOf(level) >= floor) this.#emit({ type: 'log', level, area, message, fields });
    });
    const clock = this.#clock;
    const { spawnWire: spawn } = options;
    this.#wire = spawn
      ? createThreadWire({ spawn, clock, logger: this.#logger.child('wire') })
      : createInThreadWire({ clock, timing: systemFrameTiming });
    this.#console = new Console({
      logger: this.#logger.child('console'),
      bitrateBps: DEFAULT_BITRATE_BPS,
      onEvent: (event) => this.#onConsoleEvent(event),
    });
    this.#restClock = new FrameClock(systemFrameTiming, ({ slot }) => this.#engine.restTick(slot));
    this.#engine = new VoiceEngine({
      clock,
      wire: this.#wire,
      sound: this.#console,
      logger: this.#logger,
      onEvent: (event) => this.#onEngineEvent(event),
    });
    this.#recorder = new CallRecorder({
      clock,
      logger: this.#logger,
      engine: this.#engine,
      microphone: this.#console,
      onEvent: this.#emit,
    });
  }

  command(command: VoiceCommand): void {
    const engine = this.#engine;
    const desk = this.#console;
    switch (command.type) {
      case 'join': {
        const { bitrateBps, type: _type, ...request } = command;
        this.#join = command;
        this.#console.setBitrate(bitrateBps);
        engine.join(request);
        break;
      }
      case 'voiceStateUpdate':
        engine.voiceStateUpdate(command.guildId, command.sessionId, command.channelId);
        break;
      case 'voiceServerUpdate':
        engine.voiceServerUpdate(command.guildId, command.token, command.endpoint);
        break;
      case 'leave':
        engine.leave();
        break;
      case 'joinBroadcast':
        engine.joinBroadcast(command);
        break;
      case 'leaveBroadcast':
        engine.leaveBroadcast(command.guildId);
        break;
      case 'setBitrate':
        desk.setBitrate(command.bitrateBps);
        engine.setRelayBitrate(command.furtherBps);
        break;
      case 'setRelay':
        engine.setRelay(command.settings);
        break;
      case 'setSelfMute':
        engine.setSelfMute(command.muted);
        break;
      case 'setSpeakerGain':
        engine.setSpeakerGain(command.userId, command.gainDb, command.muted);
        break;
      case 'setMonitor':
        engine.setMonitor(command.enabled, command.gainDb);
        break;
      case 'startRecording':
        this.#recorder.start(command, this.#join);
        break;
      case 'stopRecording':
        this.#recorder.stop();
        break;
      case 'setSkipped':
        this.#recorder.setSkipped(command.userIds);
        break;
      case 'splitRecording':
        this.#recorder.split(command);
        break;
      case 'setReplay':
        this.#recorder.setReplay(command, this.#calling);
        break;
      case 'saveReplay':
        this.#recorder.saveReplay(command, this.#join);
        break;
      case 'people':
        this.#recorder.learnPeople(command.people);
        break;
      case 'journal':
        this.#recorder.note(withoutUndefined(command.entry));
        break;
      case 'probe':
        engine.probe();
        break;
      case 'deckLoad':
        desk.deckLoad(command.deckId, command);
        break;
      case 'deckEject':
        desk.deckEject(command.deckId);
        break;
      case 'deckPlay':
        desk.deckPlay(command.deckId);
        break;
      case 'deckPause':
        desk.deckPause(command.deckId);
        break;
      case 'deckSeek':
        desk.deckSeek(command.deckId, command.positionMs);
        break;
      case 'setDeck':
        desk.setDeck(command.deckId, command);
        break;
      case 'setCrossfader':
        desk.setCrossfader(command.position);
        break;
      case 'crossfade':
        desk.crossfade(command.to, command.durationMs);
        break;
      case 'setAutoCrossfade':
        desk.setAutoCrossfade(command.enabled, command.durationMs);
        break;
      case 'padPlay':
        desk.padPlay(command);
        break;
      case 'keepClips':
        void desk.keepClips(command.sources);
        break;
      case 'padStop':
        desk.padStop(command.padId);
        break;
      case 'stopAll':
        desk.stopAll(command.fadeMs);
        break;
      case 'setInput':
        desk.setInput(command.inputId, command.settings);
        break;
      case 'pushInput':
        desk.pushInput(command.inputId, command.pushed);
        break;
      case 'setDucking':
        desk.setDucking(command.settings);
        break;
      case 'setLevelling':
        desk.setLevelling(command.settings);
        break;
      case 'setMaster':
        desk.setMaster(command.gainDb);
        break;
      case 'setBed':
        desk.setBed(command.bed);
        break;
      case 'resetLoudness':
        desk.resetLoudness();
        break;
      case 'startEcho':
        desk.startEcho(command.durationMs);
        break;
      case 'stopEcho':
        desk.stopEcho();
        break;
      case 'woke':
        engine.woke();
        break;
      case 'verificationCodes':
        this.#track(this.#tellCodes(command.requestId, command.userIds));
        break;
      case 'shutdown':
        this.close().catch((error: unknown) => this.#logger.error('closing failed', { error }));
        break;
    }
  }

  connectPort(kind: VoicePortKind, port: AudioPort): void {
    if (kind === 'levels' || kind === 'monitor') this.#engine.connectPort(kind, port);
    else this.#console.connectInput(kind, port);
  }

  async close(): Promise<void> {
    // What the engine tells while it ends must not set that clock going again.
    this.#closed = true;
    this.#restClock.stop();
    await this.#engine.close();
    this.#console.close();
    await this.#wire.close();
    await this.#recorder.close();
    await Promise.all(this.#unfinished);
  }

  #onEngineEvent(event: EngineEvent): void {
    if (event.type === 'connection') this.#onConnection(event.connection);
    const { inCall } = this.#engine;
    // What played into the last room must not go on in the next one.
    if (this.#inCall && !inCall) this.#console.endCall();
    this.#inCall = inCall;
    this.#tendRestClock();
    if (event.type === 'speakers') this.#noteSpeaking(event.speakers);
    if (event.type === 'alarms') this.#noteAlarms(event.alarms);
    this.#emit(event);
  }

  #onConsoleEvent(event: ConsoleEvent): void {
    this.#emit(event);
    this.#tendRestClock();
  }

  #tendRestClock(): void {
    if (!this.#closed && this.#console.restless && !this.#engine.inCall) this.#restClock.start();
    else this.#restClock.stop();
  }

  /** The call that stands or is being joined. */
  get #calling(): VoiceCommandOf<'join'> | undefined {
    return this.#engine.inCall ? this.#join : undefined;
  }

  #onConnection(connection: Extract<EngineEvent, { type: 'connection' }>['connection']): void {
    // A call that ends by itself must leave a finished recording behind.
    if (connection.kind === 'ended') this.#recorder.endCall();
    const secured = connection.kind === 'active' && connection.dave.active ? connection.dave : null;
    this.#noteEpoch(secured ?? { epoch: null, privacyCode: null });
    const lost = connection.kind === 'active' && connection.phase === 'reconnecting';
    if (lost === this.#connectionLost) return;
    this.#connectionLost = lost;
    this.#recorder.note({ type: 'connection', state: lost ? 'lost' : 'resumed' });
  }

  async #tellCodes(requestId: number, userIds: readonly string[]): Promise<void> {
    const codes = await this.#engine.verificationCodes(userIds);
    this.#emit({
      type: 'verificationCodes',
      requestId,
      codes: userIds.map((userId) => ({ userId, code: codes.get(userId) ?? null })),
    });
  }

  /** Each change of keys, and the going to and fro between encrypted and plain, with what people could compare. */
  #noteEpoch({ epoch, privacyCode }: EpochNote): void {
    if (epoch === this.#epoch.epoch && privacyCode === this.#epoch.privacyCode) return;
    this.#epoch = { epoch, privacyCode };
    this.#recorder.note({ type: 'epoch', epoch, privacyCode });
  }

  /** Stamps what began and what is over into the recording. */
  #noteAlarms(alarms: readonly SignalAlarm[]): void {
    // What is wrong with a further room is none of the recorded one's.
    const own = alarms.filter(({ guildId }) => guildId === undefined);
    const standing = new Map(own.map((alarm) => [alarm.alarmId, alarm]));
    for (const alarm of standing.values()) {
      if (!this.#alarms.has(alarm.alarmId)) this.#recorder.note(alarmEntry(alarm, true));
    }
    for (const alarm of this.#alarms.values()) {
      if (!standing.has(alarm.alarmId)) this.#recorder.note(alarmEntry(alarm, false));
    }
    this.#alarms = standing;
  }

  #noteSpeaking(speakers: readonly { userId: string; speaking: boolean }[]): void {
    for (const { userId, speaking } of speakers) {
      if (speaking === this.#speaking.has(userId)) continue;
      if (speaking) this.#speaking.add(userId);
      else this.#speaking.delete(userId);
      this.#recorder.note({ type: 'speaking', userId, speaking });
    }
  }

  /** Work that a command has started and nobody awaits: its failure is logged, not lost. */
  #track(work: Promise<void>): void {
    const tracked = work
      .catch((error: unknown) => this.#logger.error('a voice command failed', { error }))
      .finally(() => this.#unfinished.delete(tracked));
    this.#unfinished.add(tracked);
  }
}

function alarmEntry({ direction, userId, kind, figure }: SignalAlarm, raised: boolean): JournalInput {
  const whose = userId === null ? {} : { userId };
  return { type: 'alarm', direction, kind, raised, figure, ...whose };
}

/** The same entry without keys whose value is undefined, as exact optional properties want it. */
function withoutUndefined<T extends object>(entry: T): ExactOptional<T> {
  return Object.fromEntries(
    Object.entries(entry).filter(([, value]) => value !== undefined),
  ) as unknown as ExactOptional<T>;
}

type ExactOptional<T> = T extends unknown ? { [K in keyof T]: Exclude<T[K], undefined> } : never;
