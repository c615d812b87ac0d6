/** The recordings of a call inside the voice process: started, split, finished; who is left out of them. */
import { AppError, toAppError } from '@shared/errors/app-error';
import type { RecordingState } from '@shared/models/calls';
import type { RecorderSink } from '../discord/voice/recorder-sink';
import {
  createSessionRecorder,
  type JournalInput,
  type RecorderState,
  type SessionRecorder,
  StandingState,
} from '../recording';
import type { Clock } from '../support/clock';
import type { Logger } from '../support/logger';
import type { VoiceCommandOf, VoiceEvent } from './protocol';
import { HoldingKeeper, RecordingTap } from './recording-tap';
import { drawWaveforms } from './waveforms';

/** What the recordings need of the engine. */
export interface RecordedEngine {
  setSink(sink: RecorderSink | null): void;
  readonly recordedUnheard: boolean;
}

export interface CallRecorderOptions {
  clock: Clock;
  logger: Logger;
  engine: RecordedEngine;
  onEvent(event: VoiceEvent): void;
}

/** The call that is recorded. */
export interface RecordedCall {
  guildId: string;
  channelId: string;
  userId: string;
}

interface Recording {
  recordingId: string;
  startedAtMs: number;
  command: VoiceCommandOf<'startRecording'>;
  call: RecordedCall;
  /** Undefined while its folder is being made. */
  recorder: SessionRecorder | undefined;
  unsubscribe: () => void;
  stopped: boolean;
}

export class CallRecorder {
  readonly #options: CallRecorderOptions;
  readonly #tap = new RecordingTap();
  readonly #people = new Map<string, string>();
  /** What holds now; sessions begin with it. */
  readonly #standing = new StandingState();
  readonly #unfinished = new Set<Promise<void>>();
  #recording: Recording | undefined;
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

  split(command: VoiceCommandOf<'splitRecording'>): void {
    if (!this.#recording) return;
    const error = new AppError('recording/write-failed', 'A recording cannot be split yet.').toView();
    this.#options.onEvent({ type: 'recordingEnded', recordingId: command.recordingId, error });
  }

  setSkipped(userIds: readonly string[]): void {
    const before = this.#tap.skipped;
    const now = new Set(userIds);
    this.#tap.skip(now);
    for (const userId of now) if (!before.has(userId)) this.note({ type: 'skipped', userId, on: true });
    for (const userId of before) if (!now.has(userId)) this.note({ type: 'skipped', userId, on: false });
  }

  setReplay(command: VoiceCommandOf<'setReplay'>): void {
    if (command.minutes !== null) this.#options.logger.warn('there is no replay buffer yet');
    this.#options.onEvent({ type: 'replay', on: false, heldMs: 0 });
  }

  saveReplay({ recordingId }: VoiceCommandOf<'saveReplay'>): void {
    const error = new AppError('recording/write-failed', 'There is nothing to save: the replay is off.');
    this.#options.onEvent({ type: 'replaySaved', recordingId, error: error.toView() });
  }

  learnPeople(people: readonly { userId: string; displayName: string }[]): void {
    for (const { userId, displayName } of people) this.#people.set(userId, displayName);
    this.#recording?.recorder?.people(this.#recordedPeople());
  }

  /** A line for the journal of what is being recorded. */
  note(entry: JournalInput): void {
    this.#standing.take(entry);
    this.#tap.journal(entry, this.#options.clock.monotonicMs());
  }

  async close(): Promise<void> {
    await this.#stop();
    // A recorder that is still making its folder is stopped by whoever started it.
    await Promise.all(this.#unfinished);
  }

  async #start(command: VoiceCommandOf<'startRecording'>, call: RecordedCall): Promise<void> {
    const { clock, logger, engine } = this.#options;
    const { recordingId } = command;
    const startedAtMs = clock.now();
    const recording: Recording = {
      recordingId,
      startedAtMs,
      command,
      call,
      recorder: undefined,
      unsubscribe: () => undefined,
      stopped: false,
    };
    this.#recording = recording;
    this.#ownId = call.userId;
    for (const { userId, displayName } of command.people) this.#people.set(userId, displayName);
    const holding = new HoldingKeeper();
    this.setSkipped(command.skippedUserIds);
    this.#tap.add(holding);
    for (const line of this.#standing.lines()) holding.journal(line, clock.monotonicMs());
    engine.setSink(this.#tap);
    this.#announce({ kind: 'recording', recordingId, startedAtMs, trackCount: 0, bytes: 0 });
    try {
      const recorder = await createSessionRecorder(
        {
          sessionDir: command.sessionDir,
          title: command.title,
          guild: { id: call.guildId, name: command.guildName },
          channel: { id: call.channelId, name: command.roomName },
          people: this.#recordedPeople(),
        },
        { clock, logger: logger.child('recorder') },
      );
      recording.recorder = recorder;
      holding.release(recorder);
      if (recording.stopped) {
        await this.#writeOut(recording, recorder);
        return;
      }
      this.#tap.add(recorder);
      recording.unsubscribe = recorder.onState((state) => this.#onState(recording, state));
    } catch (error) {
      if (this.#recording === recording) this.#forget();
      const view = toAppError(error).toView();
      this.#announce({ kind: 'failed', recordingId, error: view });
      this.#options.onEvent({ type: 'recordingEnded', recordingId, error: view });
    } finally {
      this.#tap.remove(holding);
    }
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
    const recording = this.#recording;
    if (!recording) return;
    this.#forget();
    await this.#finish(recording);
    // Another may have begun while this one was written out; it has announced itself.
    if (!this.#recording) this.#announce({ kind: 'off' });
  }

  #forget(): void {
    const recorder = this.#recording?.recorder;
    if (recorder) this.#tap.remove(recorder);
    this.#recording = undefined;
    if (!this.#tap.wanted) this.#options.engine.setSink(null);
  }

  async #finish(recording: Recording): Promise<void> {
    recording.stopped = true;
    recording.unsubscribe();
    if (recording.recorder) await this.#writeOut(recording, recording.recorder);
  }

  async #writeOut({ recordingId }: Recording, recorder: SessionRecorder): Promise<void> {
    const { logger, engine, onEvent } = this.#options;
    const state = await recorder.stop();
    if (state.kind === 'failed') logger.error('a recording ended with a failure', { error: state.error });
    else if (engine.recordedUnheard) await drawWaveforms(recorder.sessionDir, logger.child('recorder'));
    const error = state.kind === 'failed' ? toAppError(state.error).toView() : null;
    onEvent({ type: 'recordingEnded', recordingId, error });
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
  #track(work: Promise<void>): void {
    const tracked = work
      .catch((error: unknown) => this.#options.logger.error('a voice command failed', { error }))
      .finally(() => this.#unfinished.delete(tracked));
    this.#unfinished.add(tracked);
  }
}
