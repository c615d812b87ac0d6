import { randomInt } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type AppError, toAppError } from '@shared/errors/app-error';
import { type Clock, systemClock } from '../support/clock';
import { Emitter } from '../support/emitter';
import { type Logger, silentLogger } from '../support/logger';
import { asWriteFailure, FileAppender } from './file-appender';
import { encodeJournalLine, type JournalEntry } from './journal';
import { FORMAT_VERSION, JOURNAL_FILE, type Manifest, type TrackManifest, writeManifest } from './manifest';
import { trackStem } from './names';
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

interface Track {
  recorder: TrackRecorder;
  pages: FileAppender;
  peaks: FileAppender;
}

/**
 * Starts a session recording: makes the folder and its manifest, then takes packets. Rejects with
 * `recording/disk-full` or `recording/write-failed` when not even that can be written. Later failures become
 * the state `failed`; nothing the recorder does throws into the voice engine.
 */
export async function createSessionRecorder(
  options: SessionRecorderOptions,
  parts: { clock?: Clock; logger?: Logger } = {},
): Promise<SessionRecorder> {
  const clock = parts.clock ?? systemClock;
  const startMonotonicMs = clock.monotonicMs();
  const startedAtMs = clock.now();
  const manifest: Manifest = {
    format: 'roomtone-recording',
    version: FORMAT_VERSION,
    title: options.title,
    guild: { ...options.guild },
    channel: { ...options.channel },
    startedAtMs,
    state: 'recording',
    durationSamples: null,
    writerPid: process.pid,
    failure: null,
    repair: null,
    people: [],
    tracks: [],
  };
  try {
    await mkdir(join(options.sessionDir, 'tracks'), { recursive: true });
    await mkdir(join(options.sessionDir, 'peaks'), { recursive: true });
    await writeManifest(options.sessionDir, manifest);
  } catch (error) {
    throw asWriteFailure(error);
  }
  return new FolderRecorder(options, manifest, startMonotonicMs, clock, parts.logger ?? silentLogger);
}

class FolderRecorder implements SessionRecorder {
  readonly sessionDir: string;
  readonly #manifest: Manifest;
  readonly #startMs: number;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #journal: FileAppender;
  readonly #tracks = new Map<string, Track>();
  readonly #people = new Map<string, RecordedPerson>();
  readonly #states = new Emitter<RecorderState>();
  #kind: RecorderState['kind'] = 'recording';
  #error: AppError | undefined;
  #bytes = 0;
  #endedAfterMs: number | undefined;
  #cancelTick: () => void;
  #flushing = false;
  #announcedMs = 0;
  #manifestMs = 0;
  #manifestWrite: Promise<void> = Promise.resolve();
  #ending: Promise<RecorderState> | undefined;

  constructor(
    options: SessionRecorderOptions,
    manifest: Manifest,
    startMs: number,
    clock: Clock,
    logger: Logger,
  ) {
    this.sessionDir = options.sessionDir;
    this.#manifest = manifest;
    this.#startMs = startMs;
    this.#clock = clock;
    this.#logger = logger;
    this.#journal = this.#file(JOURNAL_FILE);
    this.#writeJournal({ type: 'started', atMs: 0, startedAtMs: manifest.startedAtMs });
    this.people(options.people ?? []);
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
    const track = this.#tracks.get(packet.userId) ?? this.#addTrack(packet.userId);
    track.recorder.onPacket(packet);
  }

  onPcm(pcm: RecordedPcm): void {
    if (this.#kind !== 'recording') return;
    this.#tracks.get(pcm.userId)?.recorder.onPcm(pcm);
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
      if (person) track.displayName = person.displayName;
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

  #addTrack(userId: string): Track {
    const person = this.#people.get(userId) ?? { userId, displayName: `Member ${userId}` };
    if (!this.#people.has(userId)) this.people([person]);
    const number = this.#manifest.tracks.length + 1;
    const stem = trackStem(number, person.displayName, userId);
    const manifest: TrackManifest = {
      trackId: `${String(number).padStart(2, '0')}-${userId}`,
      number,
      userId,
      displayName: person.displayName,
      self: person.self ?? false,
      file: `tracks/${stem}.opus`,
      peaksFile: `peaks/${stem}.peaks`,
      serial: randomInt(1, 2 ** 32),
      firstSoundSamples: 0,
      durationSamples: null,
      packets: 0,
      lost: 0,
      dropped: 0,
      driftPpm: null,
      driftCorrectedSamples: 0,
    };
    this.#manifest.tracks.push(manifest);
    const pages = this.#file(manifest.file);
    const peaks = this.#file(manifest.peaksFile);
    const recorder = new TrackRecorder({
      manifest,
      tags: {
        title: this.#manifest.title,
        artist: person.displayName,
        album: `${this.#manifest.guild.name} / ${this.#manifest.channel.name}`,
        date: new Date(this.#manifest.startedAtMs).toISOString().slice(0, 10),
      },
      startMonotonicMs: this.#startMs,
      writePage: (page) => this.#append(pages, page),
      writePeaks: (bins) => this.#append(peaks, bins),
      writeJournal: (entry) => this.#writeJournal(entry),
    });
    const track = { recorder, pages, peaks };
    this.#tracks.set(userId, track);
    // Not on the packet's time: the next tick writes it. Repair finds tracks that are not named yet.
    this.#manifestMs = Number.NEGATIVE_INFINITY;
    this.#announce();
    return track;
  }

  #tick(): void {
    if (this.#kind !== 'recording') return;
    this.#cancelTick = this.#clock.setTimer(() => this.#tick(), TICK_MS);
    const now = this.#clock.monotonicMs();
    for (const track of this.#tracks.values()) track.recorder.tick(now, PAGE_AGE_MS);
    this.#flush();
    if (now - this.#announcedMs >= ANNOUNCE_MS) {
      this.#announcedMs = now;
      this.#announce();
    }
    if (now - this.#manifestMs >= MANIFEST_EVERY_MS) this.#saveManifest();
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
    this.#endedAfterMs = this.#elapsed();
    const durationSamples = Math.round(this.#endedAfterMs * 48);
    for (const track of this.#tracks.values()) track.recorder.finish(durationSamples);
    const reason = this.#error?.code ?? 'stopped';
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
    this.#manifest.state = this.#error ? 'failed' : 'complete';
    this.#manifest.failure = this.#error ? { code: this.#error.code, message: this.#error.message } : null;
    this.#saveManifest();
    await this.#manifestWrite;
    this.#announce();
    this.#states.clear();
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

  #file(name: string): FileAppender {
    return FileAppender.create(join(this.sessionDir, name), (error) => this.#fail(toAppError(error)));
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
