import { createHash } from 'node:crypto';
import { cp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '@shared/errors/app-error';
import { ReviewSession } from '@shared/models/review';
import { describe, expect, it } from 'vitest';
import { runExport } from '../../src/main/export/run-export';
import { repairSession } from '../../src/main/recording';
import { encodeJournalLine } from '../../src/main/recording/journal';
import { findFfmpeg } from '../../src/main/support/ffmpeg';
import { mutate, seededRandom } from '../fuzz/mutate';
import { writeLongSession } from '../support/long-session/write';
import { openLibrary, until } from './recording-player';
import { temporaryFolder } from './recording-support';

const SMALL = { hours: 0.01, people: 2, annotated: true };

async function filesOf(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true });
  const found: string[] = [];
  for (const name of names) if ((await stat(join(folder, name))).isFile()) found.push(name);
  return found.sort();
}

async function fingerprint(folder: string): Promise<string> {
  const hash = createHash('sha256');
  for (const name of await filesOf(folder)) hash.update(name).update(await readFile(join(folder, name)));
  return hash.digest('hex');
}

/** Answers, or says why not in a sentence for people. Anything else fails the test. */
async function answersOrSays<T>(what: Promise<T>): Promise<T | null> {
  try {
    return await what;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    expect(error.code).toMatch(/^(recording|export)\//);
    expect(error.message).toMatch(/\S \S/);
    return null;
  }
}

const DAMAGES: Record<string, (bytes: Buffer, random: ReturnType<typeof seededRandom>) => Buffer> = {
  truncated: (bytes, random) => bytes.subarray(0, random.int(bytes.length || 1)),
  'bit-flipped': (bytes, random) => mutate(bytes, bytes, random),
  'zero-length': () => Buffer.alloc(0),
  foreign: () =>
    Buffer.from('\x89PNG\r\n\x1a\nthis is a picture of a cat, and nothing that a recorder has written'),
  'full of zeros': (bytes) => Buffer.alloc(bytes.length),
};

describe('a library with damaged sessions in it', () => {
  it.each(Object.keys(DAMAGES))(
    'lists and opens what it can when files are %s, and harms no other',
    async (how) => {
      const libraryDir = await temporaryFolder();
      const whole = join(libraryDir, 'whole');
      await writeLongSession(whole, SMALL);
      const before = await fingerprint(whole);
      const random = seededRandom(how.length);
      const names = await filesOf(whole);
      for (const [index, name] of [...names, ...names].entries()) {
        const copy = join(libraryDir, `damaged-${index}`);
        await cp(whole, copy, { recursive: true });
        const path = join(copy, name);
        await writeFile(path, DAMAGES[how]?.(await readFile(path), random) ?? '');
      }
      const { library } = await openLibrary(libraryDir);
      const mending = () =>
        library.list().some(({ health }) => health.kind === 'damaged' && /being mended/.test(health.reason));
      await until('all is mended that can be', () => !mending(), 30_000);
      expect(library.list()).toHaveLength(names.length * 2 + 1);
      await library.search('budget');
      for (const { recordingId } of library.list()) {
        const detail = await answersOrSays(library.open(recordingId));
        const session = await answersOrSays(library.review.session(recordingId));
        // What is told is what the window takes.
        if (session) ReviewSession.parse(session);
        await answersOrSays(library.openPlayback(recordingId));
        await answersOrSays(library.activity(recordingId));
        for (const { trackId } of detail?.tracks ?? []) {
          await answersOrSays(library.peaks({ recordingId, trackId, bucketMs: 100 }));
          const part = { fromMs: 1_000, toMs: 1e15, bucketMs: 20 };
          await answersOrSays(library.peaksWithin({ recordingId, trackId, ...part }));
        }
      }
      library.closePlayback();
      await rm(join(whole, 'peaks', 'activity.json'), { force: true });
      for (const name of await filesOf(whole))
        if (name.endsWith('loudness.json')) await rm(join(whole, name));
      expect(await fingerprint(whole)).toBe(before);
    },
  );

  it('leaves a session of a newer version as it is, and says what to do', async () => {
    const libraryDir = await temporaryFolder();
    const sessionDir = join(libraryDir, 'newer');
    await writeLongSession(sessionDir, SMALL);
    const path = join(sessionDir, 'session.json');
    const manifest = JSON.parse(await readFile(path, 'utf8'));
    await writeFile(
      path,
      JSON.stringify({ ...manifest, version: 2, state: 'recording', writerPid: 0, tracks: 'all' }),
    );
    const before = await fingerprint(sessionDir);
    const { library } = await openLibrary(libraryDir);
    const reason = 'it was made by a newer version of Roomtone (format 2). Update Roomtone to open it.';
    expect(library.list()).toMatchObject([{ recordingId: 'newer', health: { kind: 'damaged', reason } }]);
    await expect(library.open('newer')).rejects.toMatchObject({ code: 'recording/damaged', message: reason });
    expect(await repairSession(sessionDir, { nowMs: 0 })).toEqual({ kind: 'damaged', reason });
    expect(await fingerprint(sessionDir)).toBe(before);
  });

  it('keeps a damaged description when it makes a new one', async () => {
    const libraryDir = await temporaryFolder();
    const sessionDir = join(libraryDir, 'torn');
    await writeLongSession(sessionDir, SMALL);
    await writeFile(join(sessionDir, 'session.json'), '{"format":"roomtone-rec');
    const { library } = await openLibrary(libraryDir);
    await until('it is mended', () => library.list()[0]?.health.kind === 'repaired');
    const aside = (await readdir(sessionDir)).filter((name) => name.startsWith('session.json.damaged-'));
    expect(await readFile(join(sessionDir, aside[0] ?? ''), 'utf8')).toBe('{"format":"roomtone-rec');
  });

  it('gives a session no years of silence because a clock jumped', async () => {
    const libraryDir = await temporaryFolder();
    const sessionDir = join(libraryDir, 'jumped');
    const plan = await writeLongSession(sessionDir, SMALL);
    const path = join(sessionDir, 'session.json');
    const manifest = JSON.parse(await readFile(path, 'utf8'));
    await writeFile(
      path,
      JSON.stringify({ ...manifest, state: 'recording', writerPid: 0, durationSamples: null }),
    );
    const jumps = [-9e9, 3e11].flatMap((atMs, index) => [
      { type: 'chat' as const, atMs, messageId: `j${index}`, userId: '1', displayName: 'Ada', text: 'when?' },
      { type: 'epoch' as const, atMs, epoch: 1, privacyCode: null },
      { type: 'join' as const, atMs, userId: '1' },
      { type: 'cut' as const, atMs, fromMs: -atMs, cause: 'x' },
      { type: 'sound' as const, atMs, track: 1, fromSamples: atMs, toSamples: -atMs },
    ]);
    const journal = join(sessionDir, 'journal.jsonl');
    await writeFile(journal, Buffer.concat([await readFile(journal), ...jumps.map(encodeJournalLine)]));
    const { library } = await openLibrary(libraryDir);
    await until('it is mended', () => library.list()[0]?.health.kind === 'repaired');
    expect(library.list()[0]?.durationMs).toBeLessThan(plan.durationMs + 1_000);
    expect(library.list()[0]?.bytes).toBeLessThan(5_000_000);
    const session = ReviewSession.parse(await library.review.session('jumped'));
    const { journal: lines, summary } = await library.open('jumped');
    for (const { atMs } of [...session.chat, ...session.epochs, ...lines]) {
      expect(atMs).toBeGreaterThanOrEqual(0);
      expect(atMs).toBeLessThanOrEqual(summary.durationMs);
    }
  });

  it.each(['track', 'waveform', 'journal', 'annotations', 'description'])(
    'does not read a %s of 5 GB into memory',
    async (what) => {
      const libraryDir = await temporaryFolder();
      const sessionDir = join(libraryDir, 'huge');
      await writeLongSession(sessionDir, SMALL);
      const named = (folder: string) =>
        readdir(join(sessionDir, folder)).then(([name = '']) => join(folder, name));
      const file = {
        track: await named('tracks'),
        waveform: await named('peaks'),
        journal: 'journal.jsonl',
        annotations: 'annotations.json',
        description: 'session.json',
      }[what];
      // Sparse: it takes no room.
      await truncate(join(sessionDir, file ?? ''), 5 * 1024 ** 3);
      const before = process.memoryUsage().rss;
      const { library } = await openLibrary(libraryDir);
      expect(library.list()).toHaveLength(1);
      await answersOrSays(library.open('huge'));
      await answersOrSays(library.review.session('huge'));
      await answersOrSays(library.openPlayback('huge'));
      await answersOrSays(library.activity('huge'));
      await library.search('anything');
      const folder = await temporaryFolder();
      const request = {
        recordingId: 'huge',
        what: { kind: 'labels', as: 'txt' },
        format: 'flac',
        range: null,
        targetLufs: null,
        speechOnly: false,
      } as const;
      const { signal } = new AbortController();
      const onProgress = () => undefined;
      await answersOrSays(
        runExport({ exportId: 'x', sessionDir, folder, request, findFfmpeg, nowMs: 0, signal, onProgress }),
      );
      expect(process.memoryUsage().rss - before).toBeLessThan(400 * 1024 ** 2);
    },
    60_000,
  );
});
