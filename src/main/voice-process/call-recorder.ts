/** The recordings of a call inside the voice process: started, split, finished; who is left out of them. */
import { AppError, toAppError } from '@shared/errors/app-error';
import type { RecordingState } from '@shared/models/calls';
import type { RecorderSink } from '../discord/voice/recorder-sink';
import {
  continueSession,
  createSessionRecorder,
  type JournalInput,
  type RecorderState,
  ReplayBuffer,
  type SessionRecorder,
  StandingState,
} from '../recording';
import type { Clock } from '../support/clock';
import type { Logger } from '../support/logger';
import type { VoiceCommandOf, VoiceEvent } from './protocol';
import { RawMicrophone } from './raw-microphone';
import { HoldingKeeper, RecordingTap } from './recording-tap';
import { createDecoder, drawWaveforms } from './waveforms';

/** What the recordings need of the engine. */
export interface RecordedEngine {
  setSink(sink: RecorderSink | null): void;
  /** Hands out what has come in until now: several slots of it may wait to be seen to at once. */
  catchUp(): void;
  readonly recordedUnheard: boolean;
}

/** Where the own microphone is heard before anything is done to it. */
export interface HeardMicrophone {
  hearMicrophone(listener: ((samples: Float32Array) => void) | null): void;
}

export interface CallRecorderOptions {
  clock: Clock;
  logger: Logger;
  engine: RecordedEngine;
  microphone: HeardMicrophone;
  onEvent(event: VoiceEvent): void;
}

const REPLAY_TICK_MS = 1_000;

/** The call that is recorded. */
export interface RecordedCall {
  guildId: string;
  channelId: string;
  userId: string;
}

interface Recording {
  recordingId: string;
  startedAtMs: number;
  /** Undefined while its folder is being made. */
  recorder: SessionRecorder | undefined;
  unsubscribe: () => void;
  /** The session after it, while its folder is being made. */
  splitting: Promise<SessionRecorder> | undefined;
  stopped: boolean;
}

function newRecording(recordingId: string, startedAtMs: number): Recording {
  return {
    recordingId,
    startedAtMs,
    recorder: undefined,
    unsubscribe: () => undefined,
    splitting: undefined,
    stopped: false,
  };
}

export class CallRecorder {
  readonly #options: CallRecorderOptions;
  readonly #tap = new RecordingTap();
  readonly #people = new Map<string, string>();
  /** What holds now; sessions begin with it. */
  readonly #standing = new StandingState();
  readonly #unfinished = new Set<Promise<void>>();
  /** What came before a split and still waits for stragglers. */
  readonly #lingering = new Set<SessionRecorder>();
  readonly #savingReplay = new Set<Promise<RecorderState>>();
  #replay: ReplayBuffer | undefined;
  #cancelReplayTick: () => void = () => undefined;
  #recording: Recording | undefined;
  #listening = false;
  #ownId: string | undefined;

  constructor(options: CallRecorderOptions) {
    this.#options = options;
  }

  /** Starts one in `call`; ignored when one runs. */
  start(command: VoiceCommandOf<'startRecording'>, call: RecordedCall | undefined): void {
    if (call && !this.#recording) this.#track(this.#start(command, call));
  }

  /** Ends it. Resolves when all of it is written. */
  stop(): void {
    this.#track(this.#stop());
  }

  /** Begins another session at this instant; ignored while none runs or one is just being begun. */
  split(command: VoiceCommandOf<'splitRecording'>): void {
    const recording = this.#recording;
    const recorder = recording?.recorder;
    if (!recording || !recorder || recording.splitting !== undefined) {
      const error = new AppError('recording/not-found', 'There is no recording that could be split.');
      this.#ended(command.recordingId, error);
      return;
    }
    this.#track(this.#split(recording, recorder, command));
  }

  setSkipped(userIds: readonly string[]): void {
    this.#options.engine.catchUp();
    const before = this.#tap.skipped;
    const now = new Set(userIds);
    this.#tap.skip(now);
    for (const userId of now) if (!before.has(userId)) this.note({ type: 'skipped', userId, on: true });
    for (const userId of before) if (!now.has(userId)) this.note({ type: 'skipped', userId, on: false });
  }

  /** Switches the rolling buffer; it needs a call. */
  setReplay({ minutes, folder }: VoiceCommandOf<'setReplay'>, call: RecordedCall | undefined): void {
    const { clock, logger } = this.#options;
    if (minutes === null || !call) this.#endReplay();
    else if (this.#replay) this.#replay.setMinutes(minutes);
    else {
      this.#ownId = call.userId;
      this.#replay = new ReplayBuffer({
        minutes,
        folder,
        clock,
        logger: logger.child('replay'),
        standing: this.#standing.copy(),
      });
      this.#tap.add(this.#replay);
      this.#listen();
      this.#cancelReplayTick = clock.setTimer(() => this.#tickReplay(), REPLAY_TICK_MS);
    }
    this.#announceReplay();
  }

  saveReplay(command: VoiceCommandOf<'saveReplay'>, call: RecordedCall | undefined): void {
    this.#track(this.#saveReplay(command, call));
  }

  learnPeople(people: readonly { userId: string; displayName: string }[]): void {
    for (const { userId, displayName } of people) this.#people.set(userId, displayName);
    this.#recording?.recorder?.people(this.#recordedPeople());
  }

  /** What is recorded of a call ends with it, and so does what was known of its people. */
  endCall(): void {
    if (this.#replay) {
      this.#endReplay();
      this.#announceReplay();
    }
    this.stop();
    this.#standing.clear();
    for (const userId of this.#tap.skipped) this.#standing.take({ type: 'skipped', userId, on: true });
  }

  /** A line for the journal of what is being recorded. */
  note(entry: JournalInput): void {
    this.#standing.take(entry);
    this.#tap.journal(entry, this.#options.clock.monotonicMs());
  }

  async close(): Promise<void> {
    this.#endReplay();
    await this.#stop();
    // A recorder that is still making its folder is stopped by whoever started it.
    await Promise.all(this.#unfinished);
  }

  async #start(command: VoiceCommandOf<'startRecording'>, call: RecordedCall): Promise<void> {
    const { clock } = this.#options;
    const { recordingId } = command;
    const startedAtMs = clock.now();
    const recording = newRecording(recordingId, startedAtMs);
    this.#recording = recording;
    this.#ownId = call.userId;
    for (const { userId, displayName } of command.people) this.#people.set(userId, displayName);
    const holding = new HoldingKeeper();
    this.setSkipped(command.skippedUserIds);
    this.#tap.add(holding);
    for (const line of this.#standing.lines()) holding.journal(line, clock.monotonicMs());
    this.#listen();
    if (command.rawMicrophone) {
      const raw = new RawMicrophone(call.userId, clock, this.#tap);
      this.#options.microphone.hearMicrophone((samples) => raw.push(samples));
    }
    this.#announce({ kind: 'recording', recordingId, startedAtMs, trackCount: 0, bytes: 0 });
    try {
      const recorder = await this.#open(command, call);
      recording.recorder = recorder;
      holding.release(recorder);
      if (recording.stopped) {
        await this.#writeOut(recording, recorder);
        return;
      }
      this.#tap.add(recorder);
      this.#listen();
      recording.unsubscribe = recorder.onState((state) => this.#onState(recording, state));
    } catch (error) {
      if (this.#recording === recording) this.#forget();
      this.#announce({ kind: 'failed', recordingId, error: toAppError(error).toView() });
      this.#ended(recordingId, error);
    } finally {
      this.#tap.remove(holding);
      this.#listen();
    }
  }

  #open(command: VoiceCommandOf<'startRecording'>, call: RecordedCall): Promise<SessionRecorder> {
    const { clock } = this.#options;
    const logger = this.#options.logger.child('recorder');
    const { sessionDir, title, guildName, roomName } = command;
    const people = this.#recordedPeople();
    if (command.continues) return continueSession(sessionDir, people, { clock, logger, createDecoder });
    const guild = { id: call.guildId, name: guildName };
    const channel = { id: call.channelId, name: roomName };
    return createSessionRecorder({ sessionDir, title, guild, channel, people }, { clock, logger });
  }

  async #split(
    recording: Recording,
    recorder: SessionRecorder,
    { recordingId, sessionDir, title }: VoiceCommandOf<'splitRecording'>,
  ): Promise<void> {
    const { clock } = this.#options;
    const holding = new HoldingKeeper();
    this.#tap.remove(recorder);
    this.#tap.add(holding);
    for (const line of this.#standing.lines()) holding.journal(line, clock.monotonicMs());
    let next: SessionRecorder;
    try {
      const splitting = recorder.split({ sessionDir, title });
      recording.splitting = splitting;
      next = await splitting;
    } catch (error) {
      holding.release(recorder);
      if (this.#recording === recording) this.#tap.add(recorder);
      this.#ended(recordingId, error);
      return;
    } finally {
      recording.splitting = undefined;
      this.#tap.remove(holding);
      this.#listen();
    }
    holding.release(next);
    const after = newRecording(recordingId, clock.now());
    after.recorder = next;
    // The disk may have failed the old one meanwhile: with it the recording ended.
    if (this.#recording !== recording) {
      await this.#writeOut(after, next);
      return;
    }
    recording.unsubscribe();
    this.#recording = after;
    this.#tap.add(next);
    this.#listen();
    after.unsubscribe = next.onState((state) => this.#onState(after, state));
    this.#onState(after, next.state);
    this.#lingering.add(recorder);
    await recorder.ended;
    this.#lingering.delete(recorder);
    await this.#writeOut(recording, recorder);
  }

  async #saveReplay(command: VoiceCommandOf<'saveReplay'>, call: RecordedCall | undefined): Promise<void> {
    const { recordingId, sessionDir, title, guildName, roomName, people } = command;
    const done = (error: unknown) => {
      const view = error === null ? null : toAppError(error).toView();
      this.#options.onEvent({ type: 'replaySaved', recordingId, error: view });
    };
    const replay = this.#replay;
    if (!replay || !call) {
      done(new AppError('recording/not-found', 'There is nothing to save: the replay is off.'));
      return;
    }
    this.learnPeople(people);
    this.#options.engine.catchUp();
    const guild = { id: call.guildId, name: guildName };
    const channel = { id: call.channelId, name: roomName };
    const saving = replay.save(
      { sessionDir, title, guild, channel, people: this.#recordedPeople() },
      this.#tap.skipped,
    );
    // A buffer that is switched off meanwhile is let go only when all of it is saved.
    this.#savingReplay.add(saving);
    try {
      const state = await saving;
      if (state.kind === 'failed') done(state.error);
      else {
        await drawWaveforms(sessionDir, this.#options.logger.child('replay'));
        done(null);
      }
    } catch (error) {
      done(error);
    } finally {
      this.#savingReplay.delete(saving);
    }
  }

  #endReplay(): void {
    const replay = this.#replay;
    if (!replay) return;
    this.#replay = undefined;
    this.#cancelReplayTick();
    this.#tap.remove(replay);
    this.#listen();
    this.#track(Promise.allSettled(this.#savingReplay).then(() => replay.close()));
  }

  #tickReplay(): void {
    this.#cancelReplayTick = this.#options.clock.setTimer(() => this.#tickReplay(), REPLAY_TICK_MS);
    this.#replay?.forgetOld();
    this.#announceReplay();
  }

  #announceReplay(): void {
    const heldMs = Math.round(this.#replay?.heldMs ?? 0);
    this.#options.onEvent({ type: 'replay', on: this.#replay !== undefined, heldMs });
  }

  #onState(recording: Recording, state: RecorderState): void {
    if (this.#recording !== recording) return;
    const { recordingId, startedAtMs } = recording;
    if (state.kind === 'recording') {
      const { tracks: trackCount, bytes } = state;
      this.#announce({ kind: 'recording', recordingId, startedAtMs, trackCount, bytes });
    } else if (state.kind === 'failed') {
      this.#forget();
      const error = toAppError(state.error ?? new Error('The recording failed')).toView();
      this.#announce({ kind: 'failed', recordingId, error });
      this.#track(this.#finish(recording));
    }
  }

  async #stop(): Promise<void> {
    for (const recorder of this.#lingering) this.#track(recorder.stop());
    // A failure is told by who split it.
    await this.#recording?.splitting?.catch(() => undefined);
    const recording = this.#recording;
    if (!recording) return;
    this.#options.engine.catchUp();
    this.#forget();
    await this.#finish(recording);
    // Another may have begun while this one was written out; it has announced itself.
    if (!this.#recording) this.#announce({ kind: 'off' });
  }

  #forget(): void {
    const recorder = this.#recording?.recorder;
    if (recorder) this.#tap.remove(recorder);
    this.#options.microphone.hearMicrophone(null);
    this.#recording = undefined;
    this.#listen();
  }

  /** The engine hands out packets only while somebody keeps them. */
  #listen(): void {
    if (this.#tap.wanted === this.#listening) return;
    this.#listening = this.#tap.wanted;
    this.#options.engine.setSink(this.#listening ? this.#tap : null);
  }

  async #finish(recording: Recording): Promise<void> {
    recording.stopped = true;
    recording.unsubscribe();
    if (recording.recorder) await this.#writeOut(recording, recording.recorder);
  }

  async #writeOut({ recordingId }: Recording, recorder: SessionRecorder): Promise<void> {
    const { logger, engine } = this.#options;
    const state = await recorder.stop();
    if (state.kind === 'failed') logger.error('a recording ended with a failure', { error: state.error });
    else if (engine.recordedUnheard) await drawWaveforms(recorder.sessionDir, logger.child('recorder'));
    this.#ended(recordingId, state.kind === 'failed' ? state.error : null);
  }

  #ended(recordingId: string, error: unknown): void {
    const view = error === null ? null : toAppError(error).toView();
    this.#options.onEvent({ type: 'recordingEnded', recordingId, error: view });
  }

  #recordedPeople() {
    return [...this.#people].map(([userId, displayName]) => ({
      userId,
      displayName,
      self: userId === this.#ownId,
    }));
  }

  #announce(recording: RecordingState): void {
    this.#options.onEvent({ type: 'recording', recording });
  }

  /** Work that a command has started and nobody awaits: its failure is logged, not lost. */
  #track(work: Promise<unknown>): void {
    const tracked: Promise<void> = work
      .then(() => undefined)
      .catch((error: unknown) => this.#options.logger.error('a voice command failed', { error }))
      .finally(() => this.#unfinished.delete(tracked));
    this.#unfinished.add(tracked);
  }
}
