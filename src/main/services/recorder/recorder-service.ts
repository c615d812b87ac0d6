import { basename } from 'node:path';
import { AppError } from '@shared/errors/app-error';
import type { CallState } from '@shared/models/calls';
import type {
  ConsentLine,
  ContinueOutcome,
  DiskState,
  RecorderSettings,
  RecorderSettingsPatch,
  RecorderState,
  SkippedPerson,
} from '@shared/models/recorder';
import { personIn } from '../../discord/cache';
import type { DiscordSession, SessionSource } from '../../discord/session';
import { readManifest } from '../../recording';
import type { Clock } from '../../support/clock';
import { Emitter } from '../../support/emitter';
import type { Logger } from '../../support/logger';
import { Scope } from '../../support/scope';
import type { VoiceHost } from '../../voice-process/port';
import { ChatJournal } from './chat-journal';
import type { Person, RecordingSight } from './consent';
import { ConsentDesk } from './consent-desk';
import { readConsentLog } from './consent-log';
import { DiskWatch } from './disk-watch';
import { postInRoom } from './notice';
import type { CallPort, RoomPort, ShelfPort } from './ports';
import { Replay, type ReplayPlace } from './replay';
import { RoomStatus } from './room-status';
import { SplitTimer } from './split-timer';
import { playSpokenClip } from './spoken-clip';
import { openRecorderFile, type RecorderFile } from './stored';
import { type Trouble, troubleOf } from './trouble';

export interface RecorderOptions {
  dataDir: string;
  /** Where the rolling buffer may put what does not fit into memory. */
  replayDir: string;
  sessions: SessionSource;
  voice: VoiceHost;
  calls: CallPort;
  rooms: RoomPort;
  shelf: ShelfPort;
  pickAudioFile: () => Promise<string | null>;
  freeBytes: () => Promise<number>;
  clock: Clock;
  logger: Logger;
}

/** Leaving a room waits no longer than this for Discord to take the old status back. */
const FAREWELL_MS = 2_000;
const TOLD_EVERY_MS = 100;

type ActiveCall = Extract<CallState, { kind: 'active' }>;

/**
 * How recordings are made: tells the room, remembers who is not to be recorded, keeps the last minutes, splits, goes on in
 * what was cut off, and watches the disk. It follows the call; nothing it does can stop a recording.
 */
export class RecorderService {
  readonly #options: RecorderOptions;
  readonly #file: RecorderFile;
  readonly #status: RoomStatus;
  readonly #consent: ConsentDesk;
  readonly #replay: Replay;
  readonly #split: SplitTimer;
  readonly #disk: DiskWatch;
  readonly #scope = new Scope();
  readonly #changed: Emitter<RecorderState>;
  readonly onChanged: Emitter<RecorderState>['on'];
  #chat: ChatJournal | null = null;
  #releaseSession: () => void = () => undefined;
  #cancelTelling: (() => void) | undefined;

  static async create(options: RecorderOptions): Promise<RecorderService> {
    const { dataDir, clock, logger, sessions } = options;
    const file = await openRecorderFile({ dataDir, clock, logger });
    const status = await RoomStatus.open({ dataDir, sessions, clock, logger });
    return new RecorderService(options, file, status);
  }

  private constructor(options: RecorderOptions, file: RecorderFile, status: RoomStatus) {
    this.#options = options;
    this.#file = file;
    this.#status = status;
    const { sessions, voice, calls, rooms, shelf, clock, logger } = options;
    this.#changed = new Emitter((error) => logger.error('a listener failed', { error }));
    this.onChanged = this.#changed.on;
    const onChanged = () => this.#tell();
    this.#consent = new ConsentDesk({
      sessions,
      status,
      settings: () => this.settings,
      folderOf: (recordingId) => shelf.folderOf(recordingId),
      roomName: (channelId) => rooms.roomName(channelId),
      playClip: () => this.#playClip(),
      onChanged,
      clock,
      logger,
    });
    this.#replay = new Replay({
      voice,
      shelf,
      folder: options.replayDir,
      announce: (channelId, text) =>
        postInRoom(sessions.current, channelId, text, {
          about: 'replay',
          nowMs: clock.now(),
          signal: this.#scope.signal,
        }),
      onChanged,
      clock,
      logger,
    });
    this.#split = new SplitTimer(clock, () => void calls.splitRecording());
    this.#disk = new DiskWatch({ freeBytes: options.freeBytes, onChanged, clock, logger });

    this.#scope.add(voice.onEvent((event) => this.#replay.heard(event)));
    this.#scope.add(
      voice.onLife((life) => {
        if (life === 'started') this.#tellSkipped();
        else this.#replay.engineGone();
      }),
    );
    this.#scope.add(calls.onChanged((state) => this.#follow(state)));
    this.#scope.add(rooms.onOccupantMove(() => this.#follow(calls.state)));
    this.#scope.add(sessions.onChanged((session) => this.#attach(session)));
    this.#attach(sessions.current);
  }

  get settings(): RecorderSettings {
    return this.#file.value.settings;
  }

  /** What a recording that begins is told. */
  get choices(): { skippedUserIds: string[]; rawMicrophone: boolean } {
    const { skipped, rawMicrophone } = this.settings;
    return { skippedUserIds: skipped.map(({ userId }) => userId), rawMicrophone };
  }

  /** Whether the engine holds the last minutes, so that the journal is wanted without a recording, too. */
  get holdsReplay(): boolean {
    return this.#replay.holds;
  }

  state(): RecorderState {
    return {
      settings: this.settings,
      consent: this.#consent.state,
      restoreTrouble: this.#consent.restoreTrouble,
      replay: this.#replay.state,
      splitAtMs: this.#split.atMs,
      disk: this.#disk.state,
    };
  }

  /** How long recording can go on. @throws AppError when the disk does not say */
  async disk(): Promise<DiskState> {
    await this.#disk.look();
    if (!this.#disk.state) throw new AppError('internal', 'The disk does not say how much is free');
    return this.#disk.state;
  }

  /** Asks the disk, too. */
  async freshState(): Promise<RecorderState> {
    await this.#disk.look();
    return this.state();
  }

  async changeSettings(patch: RecorderSettingsPatch): Promise<RecorderSettings> {
    const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
    return this.#save({ ...this.settings, ...given });
  }

  /** Never records this person, from this instant on; or does again. */
  async setSkipped(person: SkippedPerson, skipped: boolean): Promise<RecorderSettings> {
    const others = this.settings.skipped.filter(({ userId }) => userId !== person.userId);
    return this.#save({ ...this.settings, skipped: skipped ? [...others, person] : others });
  }

  /** Asks for a file to be played when a recording starts; nothing changes when the person thinks better of it. */
  async pickClip(): Promise<RecorderSettings> {
    const path = await this.#options.pickAudioFile();
    if (path === null) return this.settings;
    const settings = { ...this.settings, spokenClip: basename(path).slice(0, 260) };
    await this.#file.save({ version: 1, settings, clipPath: path });
    this.#tell();
    return settings;
  }

  async removeClip(): Promise<RecorderSettings> {
    const settings = { ...this.settings, spokenClip: null };
    await this.#file.save({ version: 1, settings, clipPath: null });
    this.#tell();
    return settings;
  }

  saveReplay(): Promise<{ recordingId: string | null }> {
    return this.#replay.save();
  }

  /** Goes on in a new session at this instant; null when nothing is recorded. */
  splitNow(): { recordingId: string | null } {
    return { recordingId: this.#options.calls.splitRecording()?.recordingId ?? null };
  }

  /** Tells the room once more what it could not be told; what it was told already is not repeated. */
  tellAgain(): void {
    this.#consent.tellAgain();
  }

  /** Goes on in a session that was cut off, with the gap marked. */
  async continueSession(recordingId: string): Promise<ContinueOutcome> {
    const { calls, shelf } = this.#options;
    const sessionDir = shelf.folderOf(recordingId);
    const call = calls.state;
    if (call.kind === 'active' && call.recording.kind === 'recording') return { kind: 'recordingAlready' };
    const read = await readManifest(sessionDir);
    if (read.kind !== 'ok') return { kind: 'notCutOff' };
    const { channel, state } = read.manifest;
    if (state !== 'repaired' && state !== 'failed') return { kind: 'notCutOff' };
    if (call.kind !== 'active' || call.readyAtMs === null) return { kind: 'notInRoom' };
    if (call.channelId !== channel.id) return { kind: 'otherRoom', roomName: channel.name };
    calls.startRecording({ recordingId, sessionDir });
    return { kind: 'continued', recordingId };
  }

  consentLog(recordingId: string): Promise<ConsentLine[]> {
    return readConsentLog(this.#options.shelf.folderOf(recordingId));
  }

  /**
   * Before we leave a room: its status is put back while we are still in it, because from outside it takes a permission
   * more. Waits two seconds at most, and not at all when there is nothing to put back.
   */
  async farewell(): Promise<void> {
    if (!this.#status.isBorrowed) return;
    await this.#within(this.#consent.settle());
  }

  async close(): Promise<void> {
    await this.farewell();
    this.#releaseSession();
    this.#cancelTelling?.();
    this.#split.close();
    this.#disk.close();
    this.#replay.close();
    await this.#scope.close();
    await this.#within(this.#consent.close());
    await this.#within(this.#status.close());
    await this.#file.flush();
    this.#changed.clear();
  }

  #follow(state: CallState): void {
    const call = state.kind === 'active' ? state : null;
    const { splitMinutes, replayMinutes } = this.settings;
    this.#consent.look(call && this.#sight(call));
    this.#replay.look(call && this.#place(call), replayMinutes);
    const recording = call?.recording.kind === 'recording' ? call.recording : null;
    const splitBefore = this.#split.atMs;
    this.#split.look(recording, splitMinutes);
    if (splitBefore !== this.#split.atMs) this.#tell();
    this.#disk.follow(recording);
    if (this.#chat?.channelId !== call?.channelId) this.#chat = call ? new ChatJournal(call.channelId) : null;
  }

  #sight({ guildId, channelId, recording }: ActiveCall): RecordingSight | null {
    if (recording.kind !== 'recording') return null;
    return { recordingId: recording.recordingId, guildId, channelId, people: this.#people(channelId) };
  }

  #place({ guildId, channelId, roomName, readyAtMs, startedAtMs }: ActiveCall): ReplayPlace | null {
    if (readyAtMs === null) return null;
    return {
      stay: `${channelId}:${startedAtMs}`,
      channelId,
      guildName: this.#options.rooms.guildName(guildId),
      roomName,
      people: this.#people(channelId),
    };
  }

  #people(channelId: string): Person[] {
    return this.#options.rooms
      .occupants(channelId)
      .filter(({ isSelf, isBot }) => !isSelf && !isBot)
      .map(({ userId, displayName }) => ({ userId, displayName }));
  }

  /** The chat of the room goes into the journal, as it is written, changed and taken back. */
  #attach(session: DiscordSession | null): void {
    this.#releaseSession();
    this.#releaseSession = () => undefined;
    if (!session) return;
    this.#releaseSession = session.onDispatch((dispatch) => {
      const chat = this.#chat;
      if (!chat) return;
      const { state } = session.cache;
      const guildId = state.guildOfChannel.get(chat.channelId);
      const nameOf = (userId: string, fallback: string) =>
        guildId === undefined ? fallback : personIn(state, guildId, userId).displayName || fallback;
      for (const entry of chat.take(dispatch, nameOf)) this.#options.calls.journal(chat.channelId, entry);
    });
  }

  async #save(settings: RecorderSettings): Promise<RecorderSettings> {
    const before = this.settings;
    await this.#file.save({ ...this.#file.value, settings });
    this.#noteSkipped(before.skipped, settings.skipped);
    this.#follow(this.#options.calls.state);
    this.#tell();
    return settings;
  }

  #noteSkipped(before: readonly SkippedPerson[], after: readonly SkippedPerson[]): void {
    const has = (list: readonly SkippedPerson[], userId: string) => list.some((one) => one.userId === userId);
    const added = after.filter(({ userId }) => !has(before, userId));
    const removed = before.filter(({ userId }) => !has(after, userId));
    if (added.length + removed.length === 0) return;
    this.#tellSkipped();
    for (const person of added) this.#consent.noteSkipped(person, true);
    for (const person of removed) this.#consent.noteSkipped(person, false);
  }

  #tellSkipped(): void {
    this.#options.voice.send({ type: 'setSkipped', userIds: this.choices.skippedUserIds });
  }

  async #playClip(): Promise<Trouble | null> {
    const { clipPath, settings } = this.#file.value;
    const { voice, clock, calls } = this.#options;
    if (clipPath === null) return null;
    if (calls.state.kind === 'active' && calls.state.selfMute) {
      const muted = new AppError('voice/disconnected', 'You are muted, so the clip would not be heard.');
      return troubleOf('clip', muted, () => null);
    }
    return playSpokenClip({ path: clipPath, name: settings.spokenClip ?? '' }, { voice, clock });
  }

  #tell(): void {
    this.#cancelTelling ??= this.#options.clock.setTimer(() => {
      this.#cancelTelling = undefined;
      this.#changed.emit(this.state());
    }, TOLD_EVERY_MS);
  }

  /** Waits for the network no longer than a person waits for an app to close. */
  #within(work: Promise<unknown>): Promise<void> {
    return new Promise((resolve, reject) => {
      const cancel = this.#options.clock.setTimer(resolve, FAREWELL_MS);
      work.then(() => resolve(), reject).finally(cancel);
    });
  }
}
