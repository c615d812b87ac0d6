import type { GuildId, UserId } from '@shared/discord/snowflake';
import { AppError, type AppErrorView } from '@shared/errors/app-error';
import type { CallState, FailedEnd, JoinCallInput, JoinCallOutcome } from '@shared/models/calls';
import type { AudioPort, MainMessagePort } from '../../support/audio-port';
import type { Clock } from '../../support/clock';
import { Emitter } from '../../support/emitter';
import type { Logger } from '../../support/logger';
import { Scope } from '../../support/scope';
import type { VoiceHost } from '../../voice-process/port';
import type {
  VoiceCommand,
  VoiceEvent,
  VoiceJournalEntry,
  VoicePortKind,
} from '../../voice-process/protocol';
import { CRASH_REASON, engineCrashed, RETURN_AFTER_MS, ReturnAfterCrash, sayGoodbye } from './after-crash';
import {
  CallRecording,
  type CutOffSession,
  peopleIn,
  type RecordingChoices,
  sinceItBegan,
} from './call-recording';
import { type CallParts, NO_STATS, toCallState, toEndedState } from './call-state';
import type { PersonVolumes } from './person-volumes';
import type { OccupantMove, RecordingShelf, RoomDirectory, VoiceSignalling } from './ports';
import { refusalOf } from './refusal';
import { routeVoice } from './voice-routing';

export interface CallsOptions {
  voiceHost: VoiceHost;
  /** The connection of now; null while signed out. */
  signalling: () => VoiceSignalling | null;
  rooms: RoomDirectory;
  shelf: RecordingShelf;
  clock: Clock;
  logger: Logger;
  initialMonitor: CallParts['monitor'];
  /** How loud each person is, kept from call to call and from run to run. */
  volumes: PersonVolumes;
  /** Discord lets us be in one room of a guild: what else we do there ends before a call. */
  vacate?: (guildId: GuildId) => void;
  /** How recordings are made; left out: everybody, and nothing besides. */
  recorder?: {
    choices: () => RecordingChoices;
    holdsReplay: () => boolean;
    /** What has to be done while we are still in the room, before we leave it. Short; never rejects. */
    farewell: () => Promise<void>;
  };
  joinTimeoutMs?: number;
}

/** A call for as long as something is measured in a room. */
export interface TrialCall {
  readonly joined: Promise<JoinCallOutcome>;
  /** It is this call still, and the person has not made it their own. */
  readonly lasts: boolean;
  /** Leaves it, while it lasts: never a call that the person joined, unmuted or records. */
  leave(): Promise<void>;
}

interface PendingJoin {
  resolve: (outcome: JoinCallOutcome) => void;
  reject: (error: AppError) => void;
}

interface RunningCall {
  parts: CallParts;
  scope: Scope;
  /** Whoever asked to join and has not been answered yet. */
  join: PendingJoin | undefined;
  /** Cancels what waits to happen when a time is up: the limit of a join, or the return after a crash. */
  cancelTimer: () => void;
}

/**
 * Being in a room: joins and leaves, says who is heard how loud, has it recorded, and tells how all of it stands as one
 * `CallState`. The audio itself is the voice host's; this service only sends it commands and hears events.
 */
export class CallsService {
  readonly #changed = new Emitter<CallState>((error) =>
    this.options.logger.error('a listener failed', { error }),
  );
  readonly onChanged = this.#changed.on;
  readonly #endFailed = new Emitter<FailedEnd>((error) =>
    this.options.logger.error('a listener failed', { error }),
  );
  /** A recording was not brought to its end, and neither the call's state nor its end says so. */
  readonly onRecordingEndFailed = this.#endFailed.on;
  readonly #recording: CallRecording;
  readonly #scope = new Scope();
  readonly #afterCrash: ReturnAfterCrash;
  #call: RunningCall | undefined;
  /** The call that is a trial: as long as nobody joined it anew, unmuted or recorded. */
  #trial: RunningCall | undefined;
  #state: CallState = { kind: 'idle' };
  #monitor: { enabled: boolean; gainDb: number };
  #malformedByReason: Readonly<Record<string, number>> = {};

  constructor(private readonly options: CallsOptions) {
    this.#monitor = options.initialMonitor;
    const { shelf, rooms, clock } = options;
    this.#afterCrash = new ReturnAfterCrash(clock);
    this.#recording = new CallRecording({
      send: (command) => this.#send(command),
      shelf,
      rooms,
      clock,
      choices: () => options.recorder?.choices() ?? { skippedUserIds: [], rawMicrophone: false },
      holdsReplay: () => options.recorder?.holdsReplay() ?? false,
    });
    this.#scope.add(options.voiceHost.onEvent((event) => this.#onVoiceEvent(event)));
    this.#scope.add(
      options.voiceHost.onLife((life) => {
        if (life === 'started') this.#tellEngine();
        else this.#engineLost();
      }),
    );
    this.#scope.add(options.rooms.onOccupantMove((move) => this.#onOccupantMove(move)));
  }

  get state(): CallState {
    return this.#state;
  }

  /** Dropped bytes by reason, for diagnostics. */
  get malformedByReason(): Readonly<Record<string, number>> {
    return this.#malformedByReason;
  }

  /**
   * Joins a room and resolves when sound can flow both ways. A full room and missing permission are answered
   * before anything is sent, because Discord answers neither (gateway op 4).
   * @throws AppError `account/not-connected`, `voice/join-timeout`, or what ended the connection.
   */
  async join(input: JoinCallInput, { selfMute = false } = {}): Promise<JoinCallOutcome> {
    this.#requireSignalling();
    const room = this.options.rooms.room(input.channelId);
    if (!room) throw new AppError('rest/not-found', 'This room is gone');
    const refusal = refusalOf(room, this.options.rooms.occupants(room.channelId));
    if (refusal) return refusal;
    if (this.#call && this.options.recorder) await this.options.recorder.farewell();
    // The account may have been signed out meanwhile.
    const signalling = this.#requireSignalling();
    this.leave();
    this.options.vacate?.(room.guildId);

    const { clock } = this.options;
    const scope = this.#scope.child();
    const parts: CallParts = {
      room,
      roomName: room.name,
      startedAtMs: clock.now(),
      readyAtMs: null,
      connection: { kind: 'idle' },
      selfMute,
      monitor: this.#monitor,
      onAir: false,
      speaking: [],
      volumes: this.options.volumes.all,
      recording: { kind: 'off' },
      stats: NO_STATS,
    };
    const joined = new Promise<JoinCallOutcome>((resolve, reject) => {
      const call: RunningCall = { parts, scope, join: { resolve, reject }, cancelTimer: () => undefined };
      this.#call = call;
      scope.add(() => call.cancelTimer());
    });
    scope.add(routeVoice(signalling, room.guildId, (command) => this.#send(command)));
    this.#enter(signalling);
    this.#publish();
    return joined;
  }

  /**
   * Joins muted to measure something, by whoever is in no room; within this turn the call is there, or refused.
   * @throws AppError `internal` in a room: whoever is in one measures there. What `join` throws, `joined` rejects with.
   */
  beginTrial(input: JoinCallInput): TrialCall {
    if (this.#call) throw new AppError('internal', 'A call is no trial of another');
    const joined = this.join(input, { selfMute: true });
    const trial = this.#call as RunningCall | undefined;
    this.#trial = trial;
    const lasts = () => trial !== undefined && this.#call === trial && this.#trial === trial;
    return {
      joined,
      get lasts() {
        return lasts();
      },
      leave: () => this.#departIf(lasts),
    };
  }

  /** Leaves the room by somebody's wish: what is owed to it is done while we are still in it. */
  async depart(): Promise<void> {
    const call = this.#call;
    await this.#departIf(() => call !== undefined && this.#call === call);
  }

  /** Another room may be joined while the farewell is said: that call is not the one to be left. */
  async #departIf(holds: () => boolean): Promise<void> {
    if (!holds()) return;
    await this.options.recorder?.farewell();
    if (holds()) this.leave();
  }

  /**
   * Leaves the room at once; a recording is finished first. Harmless when in none.
   * @param error why, when it is not the person's wish
   */
  leave(error: AppErrorView | null = null): void {
    if (!this.#call) return;
    if (this.#call.parts.recording.kind === 'recording') this.#recording.leave();
    this.#send({ type: 'leave' });
    this.#end(error);
  }

  setSelfMute(muted: boolean): void {
    this.#require().selfMute = muted;
    if (!muted) this.#trial = undefined;
    this.#send({ type: 'setSelfMute', muted });
    this.#publish();
  }

  setSpeakerVolume(input: { userId: UserId; gainDb: number; muted: boolean }): void {
    this.#require();
    this.options.volumes.set(input);
    this.#send({ type: 'setSpeakerGain', ...input });
    this.#publish();
  }

  setMonitor(input: { enabled: boolean; gainDb: number }): void {
    this.#monitor = input;
    if (this.#call) this.#call.parts.monitor = input;
    this.#send({ type: 'setMonitor', ...input });
    this.#publish();
  }

  /** Hands the far end of a levels or monitor port to the voice engine. */
  connectPort(kind: VoicePortKind, port: AudioPort | MainMessagePort): void {
    this.options.voiceHost.connectPort(kind, port);
  }

  /** Starts a recording of the call. @throws AppError `voice/disconnected` when the call is not ready. */
  startRecording(continues?: CutOffSession): { recordingId: string } {
    const started = this.#recording.start(this.#require(), continues);
    this.#trial = undefined;
    this.#publish();
    return started;
  }

  /** Ends the recording; answers with its id, or null when there was none. */
  stopRecording(): { recordingId: string | null } {
    const stopped = this.#recording.stop(this.#call?.parts);
    this.#publish();
    return stopped;
  }

  /** Goes on in a new session; null when nothing is recorded. */
  splitRecording(): { recordingId: string } | null {
    return this.#call ? this.#recording.split(this.#call.parts) : null;
  }

  addMarker(text: string): void {
    this.#require();
    this.#recording.mark(text);
  }

  /** What happens in the room's own chat goes into the journal of its recording. */
  journal(channelId: string, entry: VoiceJournalEntry): void {
    this.#recording.note(this.#call?.parts, channelId, entry);
  }

  /** The connection is gone for good (signed out): the call ends with it. */
  async close(): Promise<void> {
    this.leave();
    await this.#scope.close();
    this.#changed.clear();
  }

  /** A fresh engine knows neither what is heard nor how loud. */
  #tellEngine(): void {
    this.#send({ type: 'setMonitor', ...this.#monitor });
    for (const [userId, volume] of this.options.volumes.all) {
      this.#send({ type: 'setSpeakerGain', userId, ...volume });
    }
  }

  #onVoiceEvent(event: VoiceEvent): void {
    if (event.type === 'log') {
      this.options.logger
        .child(event.area)
        [event.level](event.message, event.fields ? { fields: event.fields } : undefined);
      return;
    }
    if (event.type === 'signal') {
      this.options.signalling()?.sendVoiceState(event.payload);
      return;
    }
    if (event.type === 'recordingEnded') {
      const { recordingId, error } = event;
      // The crash itself is told right after, and decides about all of them.
      if (error && isCrash(error)) return;
      if (error) this.#tellFailedEnd(recordingId, error);
      this.#recording.ended(recordingId);
    }
    const call = this.#call;
    if (!call) return;
    const { parts } = call;
    switch (event.type) {
      case 'connection':
        this.#onConnection(event.connection);
        return;
      case 'console':
        // Its positions come four times a second; of the call only this is part.
        if (parts.onAir === event.console.onAir) return;
        parts.onAir = event.console.onAir;
        break;
      case 'speakers':
        parts.speaking = event.speakers;
        break;
      case 'recording':
        if (event.recording.kind === 'failed' && isCrash(event.recording.error)) return;
        parts.recording = sinceItBegan(parts.recording, event.recording);
        break;
      case 'stats': {
        const {
          framesSent: _framesSent,
          held: _held,
          replayed: _replayed,
          malformedByReason,
          ...stats
        } = event.stats;
        this.#malformedByReason = malformedByReason;
        parts.stats = stats;
        break;
      }
      default:
        return;
    }
    this.#publish();
  }

  #tellFailedEnd(recordingId: string, error: AppErrorView): void {
    this.options.logger.warn('a recording ended with a failure', { recordingId, code: error.code });
    const now = this.#call?.parts.recording;
    // The call's own state says it already.
    if (now?.kind === 'failed' && now.recordingId === recordingId) return;
    const goesOn = now?.kind === 'recording' && now.recordingId !== recordingId;
    this.#endFailed.emit({ recordingId, error, goesOn });
  }

  #onConnection(connection: CallParts['connection']): void {
    const call = this.#call;
    if (!call) return;
    if (isLost(connection) && !isLost(call.parts.connection)) this.options.signalling()?.checkConnection();
    call.parts.connection = connection;
    if (connection.kind === 'ended') {
      this.#end(connection.error);
      return;
    }
    if (connection.kind === 'active') {
      const room = this.options.rooms.room(connection.channelId as JoinCallInput['channelId']);
      if (room && room.channelId !== call.parts.room.channelId) {
        // A moderator moved us: the call goes on in the other room.
        call.parts.room = room;
        call.parts.roomName = room.name;
        this.#sendPeople();
      }
      if (connection.phase === 'ready' && call.parts.readyAtMs === null) {
        call.parts.readyAtMs = this.options.clock.now();
        call.join?.resolve({ kind: 'joined', joinMs: call.parts.readyAtMs - call.parts.startedAtMs });
        call.join = undefined;
        this.#recording.goOn(call.parts);
      }
    }
    this.#publish();
  }

  #onOccupantMove(move: OccupantMove): void {
    const parts = this.#call?.parts;
    if (!parts) return;
    const here = parts.room.channelId;
    if (move.from !== here && move.to !== here) return;
    if (move.to === here && move.from !== here) {
      this.#send({ type: 'people', people: [{ userId: move.userId, displayName: move.displayName }] });
    }
    this.#recording.noteMove(parts, move);
    this.#publish();
  }

  /** Has the engine go into the room of the call, within a time limit. */
  #enter({ ownUserId: userId, insecureLoopback }: VoiceSignalling): void {
    const call = this.#call;
    if (!call) return;
    const { room, selfMute } = call.parts;
    const { guildId, channelId, bitrateBps } = room;
    const limitMs = this.options.joinTimeoutMs ?? 15_000;
    call.cancelTimer();
    call.cancelTimer = this.options.clock.setTimer(() => this.#joinTimedOut(), limitMs);
    const place = { guildId, channelId, userId, bitrateBps };
    this.#send({ type: 'join', ...place, selfMute, selfDeaf: false, insecureLoopback });
    this.#sendPeople();
  }

  /** The engine is gone. The room is told so, and we come back by ourselves, if this does not go on and on. */
  #engineLost(): void {
    const verdict = this.#afterCrash.crashed();
    const call = this.#call;
    const returns = call !== undefined && call.parts.readyAtMs !== null && verdict === 'return';
    this.#recording.engineGone(returns ? call.parts : null);
    if (!call) return;
    const { parts } = call;
    const { guildId, channelId } = parts.room;
    sayGoodbye(this.options.signalling(), guildId);
    if (!returns) {
      this.#end(engineCrashed());
      return;
    }
    const { clock } = this.options;
    const dave = { active: false, epoch: null, privacyCode: null };
    const place = { guildId, channelId, reason: CRASH_REASON, encryptionMode: null, pingMs: null, dave };
    parts.connection = { kind: 'active', phase: 'reconnecting', ...place };
    // A stay of its own: nothing of what the engine held is there any more.
    const gone = { startedAtMs: clock.now(), readyAtMs: null, onAir: false, speaking: [], stats: NO_STATS };
    Object.assign(parts, gone satisfies Partial<CallParts>);
    call.cancelTimer();
    call.cancelTimer = clock.setTimer(() => {
      const signalling = this.options.signalling();
      if (signalling) this.#enter(signalling);
      else this.#end(engineCrashed());
    }, RETURN_AFTER_MS);
    this.#publish();
  }

  #joinTimedOut(): void {
    const parts = this.#call?.parts;
    if (!parts || parts.readyAtMs !== null) return;
    this.#send({ type: 'leave' });
    this.#end(
      new AppError('voice/join-timeout', `"${parts.roomName}" did not let us in in time`, {
        retryable: true,
      }).toView(),
    );
  }

  #end(error: AppErrorView | null): void {
    const call = this.#call;
    if (!call) return;
    this.#call = undefined;
    this.#recording.letGo();
    const { recording } = call.parts;
    call.scope
      .close()
      .catch((problem) => this.options.logger.error('a call did not close cleanly', { problem }));
    if (error) call.join?.reject(AppError.fromView(error));
    else call.join?.resolve({ kind: 'cancelled' });
    this.#state = toEndedState(call.parts, error, recording.kind === 'off' ? null : recording.recordingId);
    this.#changed.emit(this.#state);
  }

  #sendPeople(): void {
    const signalling = this.options.signalling();
    const own = signalling
      ? [{ userId: signalling.ownUserId as string, displayName: signalling.ownDisplayName }]
      : [];
    const inside = this.#call ? peopleIn(this.options.rooms, this.#call.parts) : [];
    this.#send({ type: 'people', people: [...own, ...inside] });
  }

  #require(): CallParts {
    if (!this.#call) throw new AppError('voice/disconnected', 'You are not in a room');
    return this.#call.parts;
  }

  #requireSignalling(): VoiceSignalling {
    const signalling = this.options.signalling();
    if (!signalling)
      throw new AppError('account/not-connected', 'Connect an account or start the practice server first');
    return signalling;
  }

  #send(command: VoiceCommand): void {
    this.options.voiceHost.send(command);
  }

  #publish(): void {
    if (!this.#call) return;
    const { parts } = this.#call;
    this.#state = toCallState(parts, this.options.rooms.occupants(parts.room.channelId));
    this.#changed.emit(this.#state);
  }
}

function isCrash(error: AppErrorView): boolean {
  return error.code === engineCrashed().code;
}

/** What took the voice server away may have taken the gateway, too; its own heartbeat would tell a minute later. */
function isLost(connection: CallParts['connection']): boolean {
  return connection.kind === 'active' && connection.phase === 'reconnecting';
}
