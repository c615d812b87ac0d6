import { basename, join } from 'node:path';
import { AppError } from '@shared/errors/app-error';
import { type Clock, systemClock } from '../support/clock';
import { Emitter } from '../support/emitter';
import { type Logger, silentLogger } from '../support/logger';
import { asWriteFailure, FileAppender } from './file-appender';
import { encodeJournalLine, type JournalEntry } from './journal';
import { JOURNAL_FILE, type Manifest, type TrackManifest, writeManifest } from './manifest';
import { GRID_SAMPLES } from './ogg/opus-packets';
import { emptyManifest, makeFolder } from './session-folder';
import {
  heldPacket,
  heldSound,
  keyOf,
  newTrackManifest,
  type Track,
  type TrackToGoOn,
  trackName,
} from './session-track';
import { TrackRecorder } from './track-recorder';
import type {
  JournalInput,
  RecordedPacket,
  RecordedPcm,
  RecordedPerson,
  RecorderState,
  SessionRecorder,
  SessionRecorderOptions,
} from './types';

const TICK_MS = 200;
/** With a tick of 200 ms a packet is on its way to the disk at most 700 ms after it came. */
const PAGE_AGE_MS = 500;
const ANNOUNCE_MS = 1_000;
/** Also the sign of life of a recording in which nobody says anything: `isLive` waits 15 s for one. */
const MANIFEST_EVERY_MS = 5_000;
/** Sound from before a border may come so much later: a stall of the network is borne for two seconds. */
const STRAGGLERS_MS = 2_500;
/** Time servers correct less without a word. */
const CLOCK_JUMP_MS = 2_000;
/** Half an hour of silence is 2,000 pages, two or three milliseconds of work; more is laid out in pieces. */
const LONG_SILENCE_MS = 30 * 60_000;
/** Ten minutes. */
const FILL_SAMPLES = 600 * 48_000;

interface RecorderParts {
  sessionDir: string;
  manifest: Manifest;
  /** Monotonic ms at session time 0. */
  startMs: number;
  clock: Clock;
  logger: Logger;
  people?: readonly RecordedPerson[];
  atOnce?: boolean;
  /** The session that this one goes on from without a gap, and where on its time. */
  follows?: { recorder: FolderRecorder; borderSamples: number };
  /** What is in the folder already. */
  goesOn?: { tracks: readonly TrackToGoOn[]; journalBytes: number };
}

/**
 * Starts a session recording: makes the folder and its manifest, then takes packets. Rejects with
 * `recording/disk-full` or `recording/write-failed` when not even that can be written. Later failures become
 * the state `failed`; nothing the recorder does throws into the voice engine. With `atOnce` all there is to record is
 * given as fast as it is taken (see `settle`), and comes to the disk itself at the end.
 */
export async function createSessionRecorder(
  options: SessionRecorderOptions,
  parts: { clock?: Clock; logger?: Logger; atOnce?: boolean } = {},
): Promise<SessionRecorder> {
  const clock = parts.clock ?? systemClock;
  const startMs = clock.monotonicMs();
  const { sessionDir, title, people = [] } = options;
  const manifest: Manifest = {
    ...emptyManifest(),
    title,
    guild: { ...options.guild },
    channel: { ...options.channel },
    startedAtMs: clock.now(),
  };
  await makeFolder(sessionDir, manifest);
  const logger = parts.logger ?? silentLogger;
  const { atOnce = false } = parts;
  return new FolderRecorder({ sessionDir, manifest, startMs, clock, logger, people, atOnce });
}

export class FolderRecorder implements SessionRecorder {
  readonly sessionDir: string;
  readonly ended: Promise<RecorderState>;
  readonly #manifest: Manifest;
  readonly #startMs: number;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #atOnce: boolean;
  #wallAheadMs: number;
  readonly #journal: FileAppender;
  readonly #tracks = new Map<string, Track>();
  readonly #people = new Map<string, RecordedPerson>();
  readonly #states = new Emitter<RecorderState>();
  #kind: RecorderState['kind'] = 'recording';
  #error: AppError | undefined;
  #bytes = 0;
  #endedAfterMs: number | undefined;
  #cancelTick: () => void;
  #resolveEnded: (state: RecorderState) => void = () => undefined;
  #cancelEnd: () => void = () => undefined;
  #follows: RecorderParts['follows'];
  /** Where the session after this one begins. */
  #borderSamples: number | undefined;
  #splitting = false;
  readonly #laying = new Set<Promise<void>>();
  #flushing = false;
  #announcedMs = 0;
  #manifestMs = 0;
  #manifestWrite: Promise<void> = Promise.resolve();
  #ending: Promise<RecorderState> | undefined;

  constructor(parts: RecorderParts) {
    const { sessionDir, manifest, startMs, clock, logger, people = [], follows, goesOn } = parts;
    this.#atOnce = parts.atOnce ?? false;
    this.sessionDir = sessionDir;
    this.#manifest = manifest;
    this.#startMs = startMs;
    this.#clock = clock;
    this.#logger = logger;
    this.#follows = follows;
    this.#wallAheadMs = clock.now() - clock.monotonicMs();
    this.ended = new Promise((resolve) => {
      this.#resolveEnded = resolve;
    });
    this.#journal = this.#file(JOURNAL_FILE, !this.#atOnce, goesOn?.journalBytes);
    for (const person of manifest.people) this.#people.set(person.userId, person);
    for (const track of goesOn?.tracks ?? []) this.#goOnWith(track);
    if (!goesOn) this.#writeJournal({ type: 'started', atMs: 0, startedAtMs: manifest.startedAtMs });
    this.people(people);
    this.#journal.begin();
    this.#cancelTick = clock.setTimer(() => this.#tick(), TICK_MS);
  }

  get state(): RecorderState {
    let droppedPackets = 0;
    for (const track of this.#tracks.values()) droppedPackets += track.recorder.dropped;
    return {
      kind: this.#kind,
      elapsedMs: this.#endedAfterMs ?? this.#elapsed(),
      tracks: this.#tracks.size,
      bytes: this.#bytes,
      droppedPackets,
      ...(this.#error ? { error: this.#error } : {}),
    };
  }

  onPacket(packet: RecordedPacket): void {
    if (this.#kind !== 'recording') return;
    const key = packet.source === undefined ? packet.userId : keyOf(packet.userId, packet.source);
    const track = this.#tracks.get(key) ?? this.#addTrack(packet.userId, packet.source);
    if (track.held === undefined) track.recorder.onPacket(packet);
    else track.held.push(heldPacket(track.recorder, packet));
  }

  onPcm(pcm: RecordedPcm): void {
    if (this.#kind !== 'recording') return;
    const track = this.#tracks.get(keyOf(pcm.userId, pcm.source));
    if (track?.held === undefined) track?.recorder.onPcm(pcm);
    else track.held.push(heldSound(track.recorder, pcm));
  }

  journal(entry: JournalInput, atMs = this.#clock.monotonicMs()): void {
    if (this.#kind !== 'recording') return;
    this.#writeJournal({ ...entry, atMs: Math.max(0, round(atMs - this.#startMs)) });
  }

  people(people: readonly RecordedPerson[]): void {
    for (const person of people) this.#people.set(person.userId, person);
    this.#manifest.people = [...this.#people.values()].map((person) => ({
      userId: person.userId,
      displayName: person.displayName,
      self: person.self ?? false,
    }));
    for (const track of this.#manifest.tracks) {
      const person = this.#people.get(track.userId);
      if (person) track.displayName = trackName(person, track.source);
    }
    this.#manifestMs = Number.NEGATIVE_INFINITY;
  }

  onState(listener: (state: RecorderState) => void): () => void {
    return this.#states.on(listener);
  }

  stop(): Promise<RecorderState> {
    this.#ending ??= this.#end();
    return this.#ending;
  }

  async split({ sessionDir, title }: { sessionDir: string; title: string }): Promise<SessionRecorder> {
    // Until then sound of the session before this one may still come, and this one knows where it belongs.
    if (this.#follows && this.#elapsed() < STRAGGLERS_MS) {
      throw new AppError('recording/just-split', 'The recording was split a moment ago', { retryable: true });
    }
    // On the grid of both sessions: what is at t here is at t minus the border there, to the sample.
    const borderSamples = Math.ceil((this.#elapsed() * 48) / GRID_SAMPLES) * GRID_SAMPLES;
    const startMs = this.#startMs + borderSamples / 48;
    const manifest: Manifest = {
      ...emptyManifest(),
      title,
      guild: { ...this.#manifest.guild },
      channel: { ...this.#manifest.channel },
      startedAtMs: this.#clock.now() + startMs - this.#clock.monotonicMs(),
      continues: basename(this.sessionDir),
    };
    this.#splitting = true;
    try {
      await makeFolder(sessionDir, manifest);
    } finally {
      this.#splitting = false;
    }
    const next = new FolderRecorder({
      sessionDir,
      manifest,
      startMs,
      clock: this.#clock,
      logger: this.#logger,
      people: [...this.#people.values()],
      follows: { recorder: this, borderSamples },
    });
    this.#manifest.continuedBy = basename(sessionDir);
    this.#manifestMs = Number.NEGATIVE_INFINITY;
    this.#borderSamples = borderSamples;
    // Tracks of an earlier session are not taken over any more: that one has long ended.
    this.#follows = undefined;
    this.#cancelEnd = this.#clock.setTimer(() => void this.stop(), STRAGGLERS_MS);
    return next;
  }

  async settle(): Promise<void> {
    await Promise.all([...this.#files()].map((file) => file.flush(false)));
    await new Promise((resolve) => setImmediate(resolve));
  }

  /** Notes where the session goes on, and where it had been cut off. */
  cut(cut: { atMs: number; fromMs: number; cause: string; wallMs: number }): void {
    this.#writeJournal({ type: 'cut', ...cut, atMs: round(cut.atMs), fromMs: round(cut.fromMs) });
  }

  /** Lays silence up to `atMs` into every track; hours of it are written in pieces. */
  async fillTo(atMs: number): Promise<void> {
    await Promise.all([...this.#tracks.values()].map((track) => this.#layOut(track, atMs)));
  }

  #addTrack(userId: string, source: RecordedPacket['source']): Track {
    const person = this.#people.get(userId) ?? { userId, displayName: `Member ${userId}` };
    if (!this.#people.has(userId)) this.people([person]);
    const number = this.#manifest.tracks.reduce((most, track) => Math.max(most, track.number), 0) + 1;
    const manifest = newTrackManifest(number, person, source);
    this.#manifest.tracks.push(manifest);
    const track = this.#openTrack(manifest);
    this.#tracks.set(keyOf(userId, source), track);
    // Who comes after hours begins with hours of silence: more than should be made at once, or wait to be written.
    if (this.#elapsed() > LONG_SILENCE_MS) void this.#layOut(track, this.#elapsed());
    // Not on the packet's time: the next tick writes it. Repair finds tracks that are not named yet.
    this.#manifestMs = Number.NEGATIVE_INFINITY;
    this.#announce();
    return track;
  }

  #goOnWith(there: TrackToGoOn): void {
    const key = keyOf(there.manifest.userId, there.manifest.source);
    // A second one of the same person (mended from strays) only goes on being silent.
    const free = this.#tracks.has(key) ? `${key} ${there.manifest.number}` : key;
    this.#tracks.set(free, this.#openTrack(there.manifest, there));
  }

  #layOut(track: Track, atMs: number): Promise<void> {
    const held: (() => void)[] = [];
    track.held = held;
    const lay = async () => {
      while (track.recorder.fillTo(Math.round(atMs * 48), FILL_SAMPLES) && this.#error === undefined)
        await Promise.all([track.pages.flush(false), track.peaks.flush(false)]);
      track.held = undefined;
      for (const give of held) give();
    };
    const laying = lay().finally(() => this.#laying.delete(laying));
    this.#laying.add(laying);
    return laying;
  }

  #openTrack(manifest: TrackManifest, there?: TrackToGoOn): Track {
    const pages = this.#file(manifest.file, !this.#atOnce, there?.bytes.pages);
    const peaks = this.#file(manifest.peaksFile, false, there?.bytes.peaks);
    const { recorder: before, borderSamples = 0 } = this.#follows ?? {};
    const key = keyOf(manifest.userId, manifest.source);
    const trackBefore = before === undefined ? undefined : before.#tracks.get(key)?.recorder;
    const recorder = new TrackRecorder({
      manifest,
      tags: {
        title: this.#manifest.title,
        artist: manifest.displayName,
        album: `${this.#manifest.guild.name} / ${this.#manifest.channel.name}`,
        date: new Date(this.#manifest.startedAtMs).toISOString().slice(0, 10),
      },
      startMonotonicMs: this.#startMs,
      writePage: (page) => this.#append(pages, page),
      writePeaks: (bins) => this.#append(peaks, bins),
      writeJournal: (entry) => this.#writeJournal(entry),
      follows: trackBefore && { track: trackBefore, borderSamples },
      goesOn: there?.end,
    });
    return { recorder, manifest, pages, peaks, held: undefined };
  }

  #tick(): void {
    if (this.#kind !== 'recording') return;
    this.#cancelTick = this.#clock.setTimer(() => this.#tick(), TICK_MS);
    const now = this.#clock.monotonicMs();
    this.#compareClocks(now);
    // What is being held for the session to come must find holes as open as they were.
    for (const { recorder, held } of this.#splitting ? [] : this.#tracks.values()) {
      if (held === undefined) recorder.tick(now, PAGE_AGE_MS);
    }
    for (const file of this.#files()) file.begin();
    if (this.#atOnce) return;
    this.#flush();
    if (now - this.#announcedMs >= ANNOUNCE_MS) {
      this.#announcedMs = now;
      this.#announce();
    }
    if (now - this.#manifestMs >= MANIFEST_EVERY_MS) this.#saveManifest();
  }

  /** The session's own clock never jumps; what its times mean on the wall does, when that clock is set. */
  #compareClocks(monotonicMs: number): void {
    const wallMs = this.#clock.now();
    const ahead = wallMs - monotonicMs;
    const jumpMs = ahead - this.#wallAheadMs;
    if (Math.abs(jumpMs) < CLOCK_JUMP_MS) return;
    this.#wallAheadMs = ahead;
    const atMs = round(monotonicMs - this.#startMs);
    this.#writeJournal({ type: 'clock', atMs, wallMs, jumpMs: Math.round(jumpMs) });
  }

  /** Brings what was written to the disk itself, behind the packets' back; one round at a time. */
  #flush(): void {
    if (this.#flushing) return;
    this.#flushing = true;
    const files = [this.#journal, ...[...this.#tracks.values()].map((track) => track.pages)];
    void Promise.all(files.map((file) => file.flush(true)))
      .catch((error: unknown) => this.#fail(asWriteFailure(error)))
      .finally(() => {
        this.#flushing = false;
      });
  }

  /** The first failure ends the recording: nothing more is taken, all files are closed as they are. */
  #fail(error: AppError): void {
    if (this.#error) return;
    this.#error = error;
    this.#logger.error('recording failed', { code: error.code, ...error.details });
    if (this.#kind !== 'recording') return;
    this.#kind = 'failed';
    this.#announce();
    this.#ending ??= this.#end();
  }

  async #end(): Promise<RecorderState> {
    this.#cancelTick();
    this.#cancelEnd();
    const durationSamples = this.#borderSamples ?? Math.round(this.#elapsed() * 48);
    this.#endedAfterMs = durationSamples / 48;
    if (this.#laying.size > 0) await Promise.all(this.#laying);
    for (const track of this.#tracks.values()) track.recorder.finish(durationSamples);
    const reason = this.#error?.code ?? (this.#borderSamples === undefined ? 'stopped' : 'split');
    this.#writeJournal({ type: 'stopped', atMs: round(this.#endedAfterMs), reason });
    if (this.#kind === 'recording') this.#kind = 'stopped';
    // All at once: with a hundred files each going to the disk by itself, one after the other takes seconds.
    await Promise.all(
      [...this.#files()].map((file) =>
        file.close().catch((error: unknown) => this.#fail(asWriteFailure(error))),
      ),
    );
    // A file may have found its disk full only now.
    if (this.#error) this.#kind = 'failed';
    this.#manifest.durationSamples = durationSamples;
    // What was mended once goes on saying so.
    this.#manifest.state = this.#error ? 'failed' : this.#manifest.repair ? 'repaired' : 'complete';
    this.#manifest.failure = this.#error ? { code: this.#error.code, message: this.#error.message } : null;
    this.#saveManifest();
    await this.#manifestWrite;
    this.#announce();
    this.#states.clear();
    this.#resolveEnded(this.state);
    return this.state;
  }

  #saveManifest(): void {
    this.#manifestMs = this.#clock.monotonicMs();
    for (const track of this.#tracks.values()) track.recorder.updateManifest();
    const snapshot = structuredClone(this.#manifest);
    this.#manifestWrite = this.#manifestWrite
      .then(() => writeManifest(this.sessionDir, snapshot))
      .catch((error: unknown) => this.#fail(asWriteFailure(error)));
  }

  #file(name: string, durable: boolean, bytes?: number): FileAppender {
    const onFailure = (error: AppError) => this.#fail(error);
    return new FileAppender(join(this.sessionDir, name), onFailure, { durable, bytes });
  }

  *#files(): Generator<FileAppender> {
    for (const track of this.#tracks.values()) {
      yield track.pages;
      yield track.peaks;
    }
    yield this.#journal;
  }

  #append(file: FileAppender, bytes: Uint8Array): void {
    this.#bytes += bytes.length;
    file.append(bytes);
  }

  #writeJournal(entry: JournalEntry): void {
    this.#append(this.#journal, encodeJournalLine(entry));
  }

  #announce(): void {
    this.#states.emit(this.state);
  }

  #elapsed(): number {
    return this.#clock.monotonicMs() - this.#startMs;
  }
}

function round(ms: number): number {
  return Math.round(ms * 1_000) / 1_000;
}
