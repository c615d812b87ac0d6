import { randomBytes } from 'node:crypto';
import type { Stats } from 'node:fs';
import { mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { AppError } from '@shared/errors/app-error';
import type { ImportJob } from '@shared/models/review';
import { type Manifest, sessionFolderName, type TrackManifest, writeManifest } from '../../recording';
import { trackStem } from '../../recording/names';
import { importWorkDir } from '../work-dirs';
import { collectFolder } from './collect-folder';
import { importTrack } from './import-track';
import { writeJournal } from './journal-file';
import type { ImportLimits } from './limits';
import { type NamedTrack, nameTracks, parseCraigInfo } from './name-tracks';
import { coresOf, writePeaks } from './peaks-of';
import { type Unpacked, unpackZip } from './unpack-zip';

/** Ids of imported speakers count from here: below every snowflake Discord gave out, and stable in a session. */
const FIRST_USER_ID = 1;

export interface RunImport {
  importId: string;
  /** A zip or a folder. */
  path: string;
  libraryDir: string;
  findFfmpeg: () => Promise<string>;
  nowMs: number;
  signal: AbortSignal;
  onProgress: (status: 'reading' | 'running', progress: number) => void;
  limits?: ImportLimits;
}

export interface ImportResult {
  recordingId: string;
  skipped: ImportJob['skipped'];
}

/**
 * Makes a session in the library out of a set of tracks. It is built in a hidden folder and appears as a whole. Throws
 * `import/refused`, `import/failed`, `import/disk-full`, or the signal's reason when aborted.
 */
export async function runImport(run: RunImport): Promise<ImportResult> {
  const workDir = importWorkDir(run.libraryDir, run.importId);
  try {
    const facts = await factsOf(run.path);
    await mkdir(join(workDir, 'in'), { recursive: true });
    const ffmpegPath = await run.findFfmpeg();
    const found = await gather(run, facts.isDirectory(), join(workDir, 'in'));
    return await build(run, found, facts.mtimeMs, workDir, ffmpegPath);
  } catch (error) {
    throw run.signal.aborted ? run.signal.reason : toImportError(error);
  } finally {
    await rm(workDir, { recursive: true, force: true });
  }
}

/** @throws AppError `import/refused` with the reason why it cannot be looked at. */
async function factsOf(path: string): Promise<Stats> {
  try {
    return await stat(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    const isGone = code === 'ENOENT' || code === 'ENOTDIR';
    const message = isGone ? 'It is not there any more.' : `It cannot be read (${code}).`;
    throw new AppError('import/refused', message, { cause: error });
  }
}

async function gather(run: RunImport, isFolder: boolean, into: string): Promise<Unpacked> {
  run.onProgress('reading', 0);
  const limits = run.limits ? { limits: run.limits } : {};
  const found = isFolder
    ? await collectFolder(run.path, run.limits)
    : await unpackZip(run.path, into, {
        signal: run.signal,
        onProgress: (done) => run.onProgress('reading', done * 0.2),
        ...limits,
      });
  if (found.files.length === 0) throw new AppError('import/refused', 'There are no files of sound in it.');
  return found;
}

async function build(
  run: RunImport,
  found: Unpacked,
  changedAtMs: number,
  workDir: string,
  ffmpegPath: string,
): Promise<ImportResult> {
  const info = parseCraigInfo(found.info ? await readFile(found.info.path, 'utf8') : '');
  const named = nameTracks(
    found.files.map(({ name }) => name),
    info,
  );
  const startedAtMs = info.startedAtMs ?? Math.round(Math.min(changedAtMs, run.nowMs));
  const title = info.channel ?? basename(run.path).replace(/\.zip$/i, '');
  const sessionDir = join(workDir, 'session');
  await mkdir(join(sessionDir, 'tracks'), { recursive: true });
  await mkdir(join(sessionDir, 'peaks'));
  const skipped = [...found.skipped];
  const tracks: TrackManifest[] = [];
  const share = new Shares(named.length, (done) => run.onProgress('running', 0.2 + 0.8 * done));
  const one = async (track: NamedTrack, index: number) => {
    // Several files may have one name: each name's files are taken in order.
    const source = take(found.files, track.file);
    const made = await makeTrack(
      run,
      { track, index, source, title, sessionDir, ffmpegPath, count: named.length },
      share,
    );
    if (made.kind === 'skipped') skipped.push({ name: track.file, reason: made.reason });
    else tracks.push(made.manifest);
  };
  await eachOf(named, Math.min(coresOf(), named.length), one);
  if (tracks.length === 0) {
    throw new AppError('import/refused', `Nothing in it can be played: ${skipped[0]?.reason ?? 'no sound.'}`);
  }
  tracks.sort((a, b) => a.number - b.number);
  const manifest = toManifest(tracks, { title, guild: info.guild, channel: info.channel, startedAtMs });
  await writeJournal(sessionDir, manifest);
  await writeManifest(sessionDir, manifest);
  run.signal.throwIfAborted();
  const recordingId = sessionFolderName(
    info.channel ?? 'import',
    startedAtMs,
    randomBytes(3).toString('hex'),
  );
  await rename(sessionDir, join(run.libraryDir, recordingId));
  return { recordingId, skipped };
}

interface Making {
  track: NamedTrack;
  index: number;
  source: string;
  title: string;
  sessionDir: string;
  ffmpegPath: string;
  count: number;
}

async function makeTrack(
  run: RunImport,
  making: Making,
  share: Shares,
): Promise<{ kind: 'made'; manifest: TrackManifest } | { kind: 'skipped'; reason: string }> {
  const { track, index, source, title, sessionDir, ffmpegPath, count } = making;
  const number = index + 1;
  const userId = String(FIRST_USER_ID + index);
  const stem = trackStem(number, track.displayName, userId);
  const file = `tracks/${stem}.opus`;
  const peaksFile = `peaks/${stem}.peaks`;
  const target = join(sessionDir, file);
  const imported = await importTrack(source, target, {
    ffmpegPath,
    signal: run.signal,
    tags: { title, artist: track.displayName, album: title, date: '' },
    onProgress: (done) => share.set(index, done * 0.7),
  });
  if (imported.kind === 'skipped') {
    await rm(target, { force: true });
    share.set(index, 1);
    return imported;
  }
  const { durationSamples, serial, packets } = imported;
  await writePeaks(target, join(sessionDir, peaksFile), {
    ffmpegPath,
    durationSamples,
    slices: Math.max(1, Math.floor(coresOf() / count)),
    signal: run.signal,
    onProgress: (done) => share.set(index, 0.7 + (0.3 * done) / durationSamples),
  });
  const manifest: TrackManifest = {
    trackId: `${String(number).padStart(2, '0')}-${userId}`,
    number,
    userId,
    displayName: track.displayName,
    self: false,
    file,
    peaksFile,
    serial,
    firstSoundSamples: 0,
    durationSamples,
    packets,
    lost: 0,
    dropped: 0,
    driftPpm: null,
    driftCorrectedSamples: 0,
  };
  return { kind: 'made', manifest };
}

function toManifest(
  tracks: TrackManifest[],
  facts: { title: string; guild: string | null; channel: string | null; startedAtMs: number },
): Manifest {
  return {
    format: 'roomtone-recording',
    version: 1,
    title: facts.title,
    guild: { id: '0', name: facts.guild ?? 'Imported' },
    channel: { id: '0', name: facts.channel ?? facts.title },
    startedAtMs: facts.startedAtMs,
    state: 'complete',
    durationSamples: Math.max(...tracks.map((track) => track.durationSamples ?? 0)),
    writerPid: process.pid,
    failure: null,
    repair: null,
    people: tracks.map(({ userId, displayName }) => ({ userId, displayName, self: false })),
    tracks,
  };
}

/** Progress of several things at once, each of them 0..1. */
class Shares {
  readonly #done: number[];

  constructor(
    count: number,
    private readonly tell: (done: number) => void,
  ) {
    this.#done = new Array<number>(count).fill(0);
  }

  set(index: number, done: number): void {
    this.#done[index] = done;
    this.tell(this.#done.reduce((sum, one) => sum + one, 0) / this.#done.length);
  }
}

/** At most `most` at once; the first failure waits for those under way and is thrown. */
async function eachOf<T>(items: readonly T[], most: number, work: (item: T, index: number) => Promise<void>) {
  let next = 0;
  let isFailed = false;
  const lane = async () => {
    while (next < items.length && !isFailed) {
      const index = next;
      next += 1;
      try {
        await work(items[index] as T, index);
      } catch (error) {
        isFailed = true;
        throw error;
      }
    }
  };
  const lanes = await Promise.allSettled(Array.from({ length: most }, lane));
  for (const one of lanes) if (one.status === 'rejected') throw one.reason;
}

function take(files: { name: string; path: string }[], name: string): string {
  const at = files.findIndex((file) => file.name === name);
  return files.splice(at, 1)[0]?.path ?? '';
}

function toImportError(error: unknown): AppError {
  const code = error instanceof AppError ? error.code : (error as NodeJS.ErrnoException).code;
  if (code === 'export/disk-full' || code === 'ENOSPC' || code === 'EDQUOT') {
    return new AppError('import/disk-full', 'The disk is full.', { cause: error });
  }
  if (error instanceof AppError) {
    return error.code === 'export/failed'
      ? new AppError('import/failed', error.message, { cause: error })
      : error;
  }
  return new AppError('import/failed', error instanceof Error ? error.message : String(error), {
    cause: error,
  });
}
