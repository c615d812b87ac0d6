import { statSync } from 'node:fs';
import { access, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExportRequest, ReviewLane } from '@shared/models/review';
import { describe, expect, it } from 'vitest';
import { runImport } from '../../src/main/export/import/run-import';
import { runExport } from '../../src/main/export/run-export';
import { findFfmpeg } from '../../src/main/support/ffmpeg';
import { openLibrary, recordSession, until } from './recording-player';
import { temporaryFolder } from './recording-support';

/** A session of which only waveforms say who speaks where, as an imported one is. */
async function aSession(): Promise<{ libraryDir: string; sessionDir: string }> {
  const libraryDir = await temporaryFolder();
  const sessionDir = join(libraryDir, 'one');
  await recordSession(sessionDir, true);
  const journal = join(sessionDir, 'journal.jsonl');
  const lines = (await readFile(journal, 'utf8')).split('\n').filter((line) => !line.includes('"sound"'));
  await writeFile(journal, lines.join('\n'));
  return { libraryDir, sessionDir };
}

async function exported(sessionDir: string, request: Pick<ExportRequest, 'what'> & Partial<ExportRequest>) {
  const folder = await temporaryFolder();
  const result = await runExport({
    exportId: 'x',
    sessionDir,
    folder,
    request: {
      recordingId: 'one',
      format: 'wav',
      range: null,
      targetLufs: null,
      speechOnly: false,
      ...request,
    },
    findFfmpeg,
    nowMs: 0,
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });
  return { ...result, folder };
}

async function peaksFileOf(sessionDir: string, number: string): Promise<string> {
  const name = (await readdir(join(sessionDir, 'peaks'))).find((one) => one.startsWith(number));
  return join(sessionDir, 'peaks', name ?? '');
}

describe('a waveform that cannot be read', () => {
  it.each(['missing', 'torn', 'a folder'])(
    'keeps its speaker in an export of speech when it is %s',
    async (how) => {
      const { sessionDir } = await aSession();
      const what = { kind: 'mix' as const, trackIds: ['01-10', '02-11'] };
      const before = await exported(sessionDir, { what, speechOnly: true });
      expect(before.notes).toEqual([]);
      const file = await peaksFileOf(sessionDir, '01');
      await rm(file);
      if (how === 'torn') await writeFile(file, 'RT');
      if (how === 'a folder') await mkdir(file);
      const after = await exported(sessionDir, { what, speechOnly: true });
      expect(after.files[0]?.durationMs).toBeCloseTo(before.files[0]?.durationMs ?? 0, -1.5);
      expect(after.notes).toEqual([
        'The waveform of Ada could not be read; where Ada speaks was found out from the sound.',
      ]);
      // The session itself is left as it is.
      if (how === 'missing') await expect(access(file)).rejects.toMatchObject({ code: 'ENOENT' });
    },
  );

  it('and a track neither: the talk time is missing and it is said so', async () => {
    const { sessionDir } = await aSession();
    await rm(await peaksFileOf(sessionDir, '01'));
    const [track = ''] = (await readdir(join(sessionDir, 'tracks'))).sort();
    await writeFile(join(sessionDir, 'tracks', track), 'nothing of the kind');
    const { folder, notes, files } = await exported(sessionDir, { what: { kind: 'talkTime', as: 'csv' } });
    expect(notes[0]).toMatch(/^It is not known where Ada speaks/);
    const csv = await readFile(join(folder, files[0]?.name ?? ''), 'utf8');
    expect(csv).toMatch(/10,Ada,12\.0,0\.0,/);
  });

  it('is made again at the desk, and until then nothing of its speaker counts as silence', async () => {
    const { libraryDir, sessionDir } = await aSession();
    const file = await peaksFileOf(sessionDir, '01');
    const whole = await readFile(file);
    await rm(file);
    const { library } = await openLibrary(libraryDir);
    const told: ReviewLane[] = [];
    library.review.onLane(({ lane }) => told.push(lane));
    const session = await library.review.session('one');
    expect(session.lanes[0]?.speech).toEqual([[0, 12_000]]);
    expect(session.integrity.notes).toEqual([
      'The waveform of Ada cannot be read, so it is not known where Ada speaks.',
    ]);
    expect(session.talkTime.find(({ displayName }) => displayName === 'Ada')).toMatchObject({ talkMs: 0 });
    await until('it is drawn', () =>
      told.some(({ trackId, speech }) => trackId === '01-10' && speech.length === 2),
    );
    expect((await library.review.session('one')).integrity.notes).toEqual([]);
    // Decoded anew, the sound is the same to a step of the picture.
    const again = await readFile(file);
    expect(Math.abs(again.length - whole.length)).toBeLessThanOrEqual(3);
    for (let at = 16; at < Math.min(again.length, whole.length); at += 3) {
      expect(Math.abs(again.readInt8(at) - whole.readInt8(at))).toBeLessThanOrEqual(2);
    }
  });

  it.each(['missing', 'empty'])(
    'is made again though the journal says who speaks where, when it is %s',
    async (how) => {
      const libraryDir = await temporaryFolder();
      const sessionDir = join(libraryDir, 'one');
      await recordSession(sessionDir, true);
      const file = await peaksFileOf(sessionDir, '01');
      const whole = await readFile(file);
      if (how === 'missing') await rm(file);
      else await writeFile(file, whole.subarray(0, 16));
      const { library } = await openLibrary(libraryDir);
      const told: ReviewLane[] = [];
      library.review.onLane(({ lane }) => told.push(lane));
      const session = await library.review.session('one');
      expect(session.integrity.notes).toEqual([]);
      expect(session.lanes[0]?.speech).toEqual([[2_000, 7_020]]);
      const drawn = () => library.peaks({ recordingId: 'one', trackId: '01-10', bucketMs: 20 });
      await until('it is drawn', () => (statSync(file, { throwIfNoEntry: false })?.size ?? 0) > 16);
      await until('its lane is told', () => told.some(({ trackId }) => trackId === '01-10'));
      expect((await drawn()).values.length).toBeGreaterThan(1_000);
      expect((await readFile(file)).length).toBeGreaterThan(whole.length - 4);
    },
  );
});

describe('annotations that are there and cannot be read', () => {
  it('let nothing be played, drawn or exported, and stay where they are', async () => {
    const { libraryDir, sessionDir } = await aSession();
    // A folder of that name: reading it fails with something else than "not there".
    await mkdir(join(sessionDir, 'annotations.json'));
    const { library } = await openLibrary(libraryDir);
    expect(library.list()).toMatchObject([{ recordingId: 'one', tags: [] }]);
    const refused = { code: 'recording/damaged' };
    await expect(library.review.session('one')).rejects.toMatchObject(refused);
    await expect(library.openPlayback('one')).rejects.toMatchObject(refused);
    await expect(library.activity('one')).rejects.toMatchObject(refused);
    await expect(
      library.peaks({ recordingId: 'one', trackId: '01-10', bucketMs: 100 }),
    ).rejects.toMatchObject(refused);
    await expect(
      library.peaksWithin({ recordingId: 'one', trackId: '01-10', fromMs: 0, toMs: 1_000, bucketMs: 20 }),
    ).rejects.toMatchObject(refused);
    expect(await library.search('good bit')).toEqual([]);
    await expect(exported(sessionDir, { what: { kind: 'labels', as: 'txt' } })).rejects.toMatchObject(
      refused,
    );
    expect((await readdir(sessionDir)).filter((name) => name.startsWith('annotations'))).toEqual([
      'annotations.json',
    ]);
    // Once it can be read everything is there.
    await rm(join(sessionDir, 'annotations.json'), { recursive: true });
    expect((await library.review.session('one')).lanes).toHaveLength(2);
  });
});

it('an import says whether its file is gone or cannot be read', async () => {
  const libraryDir = await temporaryFolder();
  const folder = await temporaryFolder();
  await symlink('loop.zip', join(folder, 'loop.zip'));
  const run = (path: string) =>
    runImport({
      importId: 'x',
      path,
      libraryDir,
      findFfmpeg,
      nowMs: 0,
      signal: new AbortController().signal,
      onProgress: () => undefined,
    });
  await expect(run(join(folder, 'gone.zip'))).rejects.toMatchObject({ message: 'It is not there any more.' });
  await expect(run(join(folder, 'loop.zip'))).rejects.toMatchObject({
    code: 'import/refused',
    message: 'It cannot be read (ELOOP).',
  });
  expect(await readdir(libraryDir)).toEqual([]);
});
