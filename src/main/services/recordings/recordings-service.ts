import { randomBytes } from 'node:crypto';
import { type FSWatcher, watch } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '@shared/errors/app-error';
import type {
  PlaybackState,
  RecordingActivity,
  RecordingDetail,
  RecordingHits,
  RecordingSummary,
  TrackCloseUp,
  TrackPeaks,
  TrackStretch,
} from '@shared/models/recordings';
import { knownAnnotations, sessionFolderName, withheldSpans, writeManifest } from '../../recording';
import type { ReviewHost } from '../../review-process/port';
import type { AudioPort, MainMessagePort } from '../../support/audio-port';
import { type Clock, systemClock } from '../../support/clock';
import { Emitter } from '../../support/emitter';
import { type Logger, silentLogger } from '../../support/logger';
import { readActivity } from './activity-cache';
import { CloseUps } from './close-ups';
import { LibrarySearch } from './library-search';
import { Playback } from './playback';
import { type ReviewedSession, ReviewService } from './review-service';
import {
  readDetail,
  readPeaks,
  readPeaksWithin,
  readSession,
  type ShelvedSession,
  unreadableSession,
} from './shelf';
import { emptyTrash, readTrash } from './storage';

/** Deleted sessions wait here, inside the library, so that deleting is a rename and can be undone. */
const TRASH = '.trash';
const TRASH_KEPT_MS = 30 * 24 * 3_600_000;
const SETTLE_MS = 300;
/** While something is being recorded, sizes and lengths are read again this often. */
const LIVE_REFRESH_MS = 3_000;

export interface RecordingsServiceOptions {
  /** Made when it is missing. */
  libraryDir: string;
  host: ReviewHost;
  /** Remembers how recordings are played and where the listener was; left out: for this run. */
  stateFile?: string;
  clock?: Clock;
  logger?: Logger;
}

/**
 * The recordings on this computer: lists them, mends what was cut off, opens them for review, plays them,
 * renames and deletes with a way back. Ids are folder names; nothing outside the library is ever touched.
 */
export class RecordingsService {
  readonly #playback: Playback;
  readonly #closeUps: CloseUps;
  /** Returns the unsubscribe function. */
  readonly onPlayback: (listener: (state: PlaybackState) => void) => () => void;
  readonly #dir: string;
  readonly #host: ReviewHost;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #changes = new Emitter<RecordingSummary[]>((error) =>
    this.#logger.error('a listener failed', { error }),
  );
  /** Summaries whenever one of them differs. Returns the unsubscribe function. */
  readonly onChanged = this.#changes.on;
  readonly #search = new LibrarySearch();
  readonly #sessions = new Map<string, ShelvedSession>();
  readonly #damage = new Map<string, string>();
  /** What our own recorder writes. It may be silent for a while (a sleeping computer): never mended under its hands. */
  readonly #recording = new Set<string>();
  readonly #stateFile: string | undefined;
  #review: ReviewService | undefined;
  #watcher: FSWatcher | undefined;
  #cancelRefresh: () => void = () => undefined;
  #refreshing: Promise<void> | undefined;
  #repairId = 0;
  #closed = false;

  constructor(options: RecordingsServiceOptions) {
    this.#dir = options.libraryDir;
    this.#host = options.host;
    this.#stateFile = options.stateFile;
    this.#clock = options.clock ?? systemClock;
    this.#logger = options.logger ?? silentLogger;
    this.#playback = new Playback(options.host);
    this.#closeUps = new CloseUps(options.host);
    this.onPlayback = this.#playback.onState;
  }

  /** What is added to recordings and read out of them. */
  get review(): ReviewService {
    if (!this.#review) throw new Error('the library has not been started');
    return this.#review;
  }

  /** To be called once, before anything else. The list is complete when it resolves; repairs follow. */
  async start(): Promise<void> {
    await mkdir(this.#dir, { recursive: true });
    this.#review = await ReviewService.create({
      host: this.#host,
      sessionOf: (recordingId) => this.#reviewed(recordingId),
      openId: () => (this.#playback.state.kind === 'closed' ? null : this.#playback.state.recordingId),
      ...(this.#stateFile === undefined ? {} : { stateFile: this.#stateFile }),
      clock: this.#clock,
      logger: this.#logger,
    });
    // Tags are in the list.
    this.#review.onAnnotated(() => this.#refreshIn(SETTLE_MS));
    await this.#purgeTrash();
    await this.refresh();
    try {
      this.#watcher = watch(this.#dir, () => this.#refreshIn(SETTLE_MS));
      this.#watcher.on('error', (error) => this.#logger.warn('the library is not watched', { error }));
      this.#watcher.unref();
    } catch (error) {
      // Linux has only so many watches. What others put into the folder is then seen at the next change of ours.
      this.#logger.warn('the library is not watched', { error });
    }
  }

  /** Newest first. */
  list(): RecordingSummary[] {
    return this.#newestFirst().map((session) => session.summary);
  }

  /** Recordings that have all the words somewhere in what is written about or in them; newest first. */
  search(text: string): Promise<RecordingHits[]> {
    const sessions = this.#newestFirst().map((session) => {
      return { session, sessionDir: this.folderOf(session.summary.recordingId) };
    });
    return this.#search.find(sessions, text);
  }

  /** The small picture of who speaks when. Empty for a recording that is damaged. */
  async activity(recordingId: string): Promise<RecordingActivity> {
    const { manifest, summary } = this.#session(recordingId);
    if (!manifest) return { recordingId, lanes: [] };
    const sessionDir = this.folderOf(recordingId);
    const { withheld } = await knownAnnotations(sessionDir);
    const { durationMs } = summary;
    const live = summary.health.kind === 'recording';
    return readActivity({ recordingId, sessionDir, manifest, durationMs, live, withheld }, this.#logger);
  }

  /** Reads the folders again and tells when something differs. */
  async refresh(): Promise<void> {
    while (this.#refreshing !== undefined) await this.#refreshing;
    this.#refreshing = this.#read().finally(() => {
      this.#refreshing = undefined;
    });
    await this.#refreshing;
  }

  async open(recordingId: string): Promise<RecordingDetail> {
    const session = await this.#fresh(recordingId);
    const sessionDir = this.folderOf(recordingId);
    const live = session.summary.health.kind === 'recording';
    const journal = () => this.review.journal({ recordingId, sessionDir, live });
    return readDetail(sessionDir, session, journal);
  }

  async peaks(wanted: { recordingId: string; trackId: string; bucketMs: number }): Promise<TrackPeaks> {
    const { sessionDir, track, hidden } = await this.#trackOf(wanted);
    return readPeaks(sessionDir, track, wanted.bucketMs, hidden);
  }

  /** A stretch of a track's waveform; only that is read. */
  async peaksWithin(wanted: TrackStretch): Promise<TrackCloseUp> {
    const { sessionDir, track, hidden } = await this.#trackOf(wanted);
    return readPeaksWithin(sessionDir, track, wanted, hidden);
  }

  /** A stretch of a track's waveform, decoded for this: the kept ones end at 20 ms. */
  async closeUp(wanted: TrackStretch): Promise<TrackCloseUp> {
    const { trackId, fromMs, toMs, bucketMs } = wanted;
    const { sessionDir, track, hidden } = await this.#trackOf(wanted);
    return this.#closeUps.ask({
      trackId,
      path: join(sessionDir, track.file),
      withheld: hidden.map(([from, to]) => [from, to]),
      fromMs,
      toMs,
      bucketMs,
    });
  }

  /** A track, and what nobody may see of it. */
  async #trackOf({ recordingId, trackId }: { recordingId: string; trackId: string }) {
    const { manifest, summary } = this.#session(recordingId);
    const track = manifest?.tracks.find((one) => one.trackId === trackId);
    if (!track) throw notFound('This track is not in the recording.');
    const { withheld } = await this.review.annotations(recordingId);
    const hidden = withheldSpans(withheld, track.userId, summary.durationMs);
    return { sessionDir: this.folderOf(recordingId), track, hidden };
  }

  async openPlayback(recordingId: string): Promise<PlaybackState> {
    const { manifest, summary } = await this.#fresh(recordingId);
    if (!manifest) {
      const reason = summary.health.kind === 'damaged' ? summary.health.reason : 'It cannot be read.';
      return { kind: 'failed', recordingId, reason };
    }
    const session = await this.#reviewed(recordingId);
    const opening = await this.review.opening(session);
    const opened = await this.#playback.open(recordingId, session.sessionDir, manifest, opening);
    // Where there is speech is read from the journal, which may take a moment more.
    if (opened.kind !== 'failed' && opened.kind !== 'closed') {
      this.review
        .session(recordingId)
        .catch((error: unknown) => this.#logger.warn('a recording could not be read through', { error }));
    }
    return opened;
  }

  play(): void {
    this.#playback.send({ type: 'play' });
  }

  pause(): void {
    this.#playback.send({ type: 'pause' });
  }

  seek(positionMs: number): void {
    this.#playback.send({ type: 'seek', positionMs });
  }

  setSolo(trackId: string, solo: boolean): void {
    this.#playback.send({ type: 'setSolo', trackId, solo });
  }

  setMute(trackId: string, muted: boolean): void {
    this.#playback.send({ type: 'setMute', trackId, muted });
  }

  closePlayback(): void {
    this.#playback.send({ type: 'close' });
  }

  /** Connects the window's playback sink. */
  connectAudio(port: AudioPort | MainMessagePort): void {
    this.#host.connectAudio(port);
  }

  async rename(recordingId: string, title: string): Promise<RecordingSummary> {
    const { manifest, summary } = await this.#fresh(recordingId);
    // While it is being mended, two would write its manifest.
    if (!manifest || summary.health.kind === 'damaged') {
      throw new AppError('recording/damaged', 'A damaged recording cannot be renamed.');
    }
    if (summary.health.kind === 'recording') {
      throw new AppError('recording/write-failed', 'It can be renamed when the recording has ended.');
    }
    await writeManifest(this.folderOf(recordingId), { ...manifest, title });
    return (await this.#fresh(recordingId)).summary;
  }

  /** Moves a session to the trash inside the library; `restore` brings it back until it is purged. */
  async trash(recordingId: string): Promise<void> {
    const { summary } = await this.#fresh(recordingId);
    if (summary.health.kind === 'recording') {
      throw new AppError('recording/write-failed', 'It can be deleted when the recording has ended.');
    }
    const { state } = this.#playback;
    if (state.kind !== 'closed' && state.recordingId === recordingId) this.#playback.send({ type: 'close' });
    await mkdir(join(this.#dir, TRASH), { recursive: true });
    this.review.forget(recordingId);
    await rename(this.folderOf(recordingId), join(this.#dir, TRASH, `${this.#clock.now()}_${recordingId}`));
    await this.refresh();
  }

  async restore(recordingId: string): Promise<RecordingSummary> {
    checkId(recordingId);
    const names = await this.#trashed();
    const name = names
      .filter((one) => one.slice(one.indexOf('_') + 1) === recordingId)
      .sort()
      .at(-1);
    if (!name) throw notFound('This recording is not in the trash any more.');
    await rename(join(this.#dir, TRASH, name), this.folderOf(recordingId));
    // Whatever mending found while it was away is out of date.
    this.#damage.delete(recordingId);
    await this.refresh();
    return this.#session(recordingId).summary;
  }

  /** The session's folder, for the file manager. @throws AppError `recording/not-found` for what is no id. */
  folderOf(recordingId: string): string {
    checkId(recordingId);
    return join(this.#dir, recordingId);
  }

  /** What the recordings and the trash take. */
  async storage(): Promise<{ bytes: number; trashBytes: number; trashCount: number }> {
    const bytes = this.list().reduce((sum, one) => sum + one.bytes, 0);
    return { bytes, ...(await readTrash(join(this.#dir, TRASH))) };
  }

  /** Removes for good what was deleted. */
  async emptyTrash(): Promise<void> {
    await emptyTrash(join(this.#dir, TRASH));
  }

  /** A fresh id and folder name for a session that begins now; the recorder makes the folder. */
  allot(session: { startedAtMs: number; roomName?: string }): { recordingId: string; sessionDir: string } {
    const unique = randomBytes(3).toString('hex');
    const recordingId = sessionFolderName(session.roomName ?? 'room', session.startedAtMs, unique);
    return { recordingId, sessionDir: join(this.#dir, recordingId) };
  }

  /** A recorder has begun to write; it is listed as soon as its folder is there. */
  started(recordingId: string): void {
    this.#recording.add(recordingId);
    this.#refreshIn(SETTLE_MS);
  }

  /** A recorder has closed its files. */
  finished(recordingId: string): void {
    this.#review?.forget(recordingId);
    this.#recording.delete(recordingId);
    this.#refreshIn(0);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelRefresh();
    this.#watcher?.close();
    this.#playback.close();
    await this.#review?.close();
    while (this.#refreshing !== undefined) await this.#refreshing;
    this.#changes.clear();
  }

  async #read(): Promise<void> {
    const before = JSON.stringify(this.list());
    const names = new Set(await this.#folders());
    for (const known of this.#sessions.keys()) if (!names.has(known)) this.#sessions.delete(known);
    let live = false;
    for (const recordingId of names) {
      const session = await this.#readOne(recordingId);
      if (!session) continue;
      live ||= session.summary.health.kind === 'recording';
      if (!session.needsRepair || this.#recording.has(recordingId)) continue;
      this.#repair(recordingId);
      // Until that is done it is listed as what it is.
      await this.#readOne(recordingId);
    }
    if (JSON.stringify(this.list()) !== before) this.#changes.emit(this.list());
    if (live) this.#refreshIn(LIVE_REFRESH_MS);
  }

  async #readOne(recordingId: string): Promise<ShelvedSession | null> {
    const sessionDir = join(this.#dir, recordingId);
    const damage = this.#damage.get(recordingId) ?? null;
    try {
      const session = await readSession(sessionDir, recordingId, this.#clock.now(), damage);
      this.#sessions.set(recordingId, session);
      return session;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
        // Gone between listing and reading.
        this.#sessions.delete(recordingId);
        return null;
      }
      this.#logger.warn('a recording cannot be read', { recordingId, error });
      const session = unreadableSession(recordingId, error, this.#clock.now());
      this.#sessions.set(recordingId, session);
      return session;
    }
  }

  async #folders(): Promise<string[]> {
    const entries = await readdir(this.#dir, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory() && isId(entry.name)).map((entry) => entry.name);
  }

  /** Once in the life of this library for each session; what cannot be mended is listed as damaged. */
  #repair(recordingId: string): void {
    this.#damage.set(recordingId, 'It was cut off and is being mended.');
    this.#repairId += 1;
    const requestId = this.#repairId;
    const unsubscribe = this.#host.onEvent((event) => {
      if (event.type !== 'repaired' || event.requestId !== requestId) return;
      unsubscribe();
      if (event.outcome === 'damaged' || event.outcome === 'failed') {
        this.#damage.set(recordingId, event.reason);
      } else {
        this.#damage.delete(recordingId);
      }
      this.#logger.info('a recording was mended', { recordingId, outcome: event.outcome });
      this.#refreshIn(0);
    });
    this.#host.send({ type: 'repair', requestId, sessionDir: join(this.#dir, recordingId) });
  }

  #refreshIn(delayMs: number): void {
    if (this.#closed) return;
    this.#cancelRefresh();
    this.#cancelRefresh = this.#clock.setTimer(() => {
      this.refresh().catch((error: unknown) => this.#logger.error('the library cannot be read', { error }));
    }, delayMs);
  }

  #newestFirst(): ShelvedSession[] {
    return [...this.#sessions.values()].sort((a, b) => b.summary.startedAtMs - a.summary.startedAtMs);
  }

  async #reviewed(recordingId: string): Promise<ReviewedSession> {
    const { manifest, summary } = await this.#fresh(recordingId);
    if (!manifest) {
      const { health } = summary;
      throw new AppError(
        'recording/damaged',
        health.kind === 'damaged' ? health.reason : 'It cannot be read.',
      );
    }
    return {
      recordingId,
      sessionDir: this.folderOf(recordingId),
      manifest,
      durationMs: summary.durationMs,
      live: summary.health.kind === 'recording',
    };
  }

  async #fresh(recordingId: string): Promise<ShelvedSession> {
    checkId(recordingId);
    this.#session(recordingId);
    const session = await this.#readOne(recordingId);
    if (!session) throw notFound('This recording is gone.');
    return session;
  }

  #session(recordingId: string): ShelvedSession {
    const session = this.#sessions.get(recordingId);
    if (!session) throw notFound('There is no such recording.');
    return session;
  }

  async #purgeTrash(): Promise<void> {
    for (const name of await this.#trashed()) {
      const trashedAtMs = Number(name.slice(0, name.indexOf('_')));
      if (!(this.#clock.now() - trashedAtMs > TRASH_KEPT_MS)) continue;
      try {
        await rm(join(this.#dir, TRASH, name), { recursive: true, force: true });
      } catch (error) {
        // Held open by another program, say: it is tried again at the next start, and no reason not to start.
        this.#logger.warn('an old recording could not be removed from the trash', { error });
      }
    }
  }

  /** Names of the folders in the trash; none when there is no trash. */
  async #trashed(): Promise<string[]> {
    try {
      return await readdir(join(this.#dir, TRASH));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
        this.#logger.warn('the trash cannot be read', { error });
      }
      return [];
    }
  }
}

/** The library, read and ready. The caller closes it. */
export async function createRecordingsService(options: RecordingsServiceOptions): Promise<RecordingsService> {
  const service = new RecordingsService(options);
  await service.start();
  return service;
}

function isId(name: string): boolean {
  return /^[\w-]{1,80}$/.test(name);
}

function checkId(recordingId: string): void {
  if (!isId(recordingId)) throw notFound('There is no such recording.');
}

function notFound(message: string): AppError {
  return new AppError('recording/not-found', message);
}
