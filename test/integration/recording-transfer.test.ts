import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ExportJob, ImportJob } from '@shared/models/review';
import { afterEach, describe, expect, it } from 'vitest';
import { createInProcessJobHost } from '../../src/main/export-process/in-process';
import { createInProcessReviewHost } from '../../src/main/review-process/in-process';
import { createRecordingsService, ExportsService, ImportsService } from '../../src/main/services/recordings';
import { temporaryFolder } from './recording-support';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function until(what: string, holds: () => boolean, timeoutMs = 40_000): Promise<void> {
  const end = performance.now() + timeoutMs;
  while (!holds()) {
    if (performance.now() > end) throw new Error(`waited in vain until ${what}`);
    await new Promise((done) => setTimeout(done, 5));
  }
}

/** The library with its exports and imports, wired as the app does it; dialogs answer with `picked`. */
async function desk(picked: { folder: string | null; set: string | null }) {
  const libraryDir = join(await temporaryFolder(), 'library');
  await mkdir(join(libraryDir, '.import-left'), { recursive: true });
  const review = createInProcessReviewHost();
  closing.push(() => review.close());
  const stateFile = join(await temporaryFolder(), 'review.json');
  const recordings = await createRecordingsService({ libraryDir, host: review, stateFile });
  closing.push(() => recordings.close());
  const host = createInProcessJobHost();
  closing.push(() => host.close());
  const shown: string[] = [];
  const exports = new ExportsService({
    host,
    pickFolder: async () => picked.folder,
    showInFolder: (path) => shown.push(path),
    folderOf: (id) => recordings.folderOf(id),
    titleOf: (id) => id,
  });
  closing.push(() => exports.close());
  const imports = new ImportsService({
    host,
    libraryDir,
    pick: async () => picked.set,
    onImported: () => void recordings.refresh(),
  });
  await imports.sweep();
  closing.push(() => imports.close());
  const told: (ExportJob | ImportJob)[] = [];
  exports.onChanged((job) => told.push(job));
  imports.onChanged((job) => told.push(job));
  return { libraryDir, recordings, exports, imports, told, shown };
}

async function aSet(): Promise<string> {
  const folder = join(await temporaryFolder(), 'evening');
  await mkdir(folder);
  for (const name of ['1-ada.flac', '2-bram.wav']) {
    const tone = ['-f', 'lavfi', '-i', 'sine=440:d=3'];
    await promisify(execFile)('ffmpeg', ['-v', 'error', ...tone, join(folder, name)]);
  }
  return folder;
}

describe('exports and imports of the library', () => {
  it('take a set in, list it, and give it out again one job after the other', async () => {
    const folder = await temporaryFolder();
    const { libraryDir, recordings, exports, imports, told, shown } = await desk({
      folder,
      set: await aSet(),
    });
    expect(await readdir(libraryDir)).toEqual([]);
    await imports.start('folder');
    await until('it is imported', () => imports.list()[0]?.status === 'done');
    await until('it is listed', () => recordings.list().length === 1);
    const [summary] = recordings.list();
    expect(summary).toMatchObject({ title: 'evening', trackCount: 2, health: { kind: 'ok' } });
    const recordingId = summary?.recordingId ?? '';
    const { tracks } = await recordings.open(recordingId);
    expect(tracks.every((track) => track.activity > 0.9)).toBe(true);

    const request = {
      recordingId,
      format: 'flac' as const,
      range: null,
      targetLufs: null,
      speechOnly: false,
    };
    const trackIds = tracks.map((track) => track.trackId);
    await exports.start({ ...request, what: { kind: 'mix', trackIds } });
    await exports.start({ ...request, what: { kind: 'project', app: 'audacity' } });
    const third = await exports.start({ ...request, what: { kind: 'talkTime', as: 'md' } });
    exports.cancel(third?.exportId ?? '');
    await until('both are done', () => exports.list().filter(({ status }) => status === 'done').length === 2);
    expect(exports.list().map(({ status }) => status)).toEqual(['done', 'done', 'cancelled']);
    expect((await readdir(folder)).sort()).toEqual(['evening', 'evening.flac']);
    expect((await readdir(join(folder, 'evening', 'evening_data'))).sort()).toEqual([
      'ada.flac',
      'bram.flac',
    ]);
    const aup = await readFile(join(folder, 'evening', 'evening.aup'), 'utf8');
    await promisify(execFile)('python3', [
      '-c',
      'import sys,xml.etree.ElementTree as e; e.fromstring(sys.argv[1].split("\\n",2)[2])',
      aup,
    ]);
    // One after the other: the second begins when the first has ended.
    const order = told.flatMap((job) => ('exportId' in job ? [`${job.exportId} ${job.status}`] : []));
    const [first, second] = exports.list().map(({ exportId }) => exportId);
    expect(order.indexOf(`${second} running`)).toBeGreaterThan(order.indexOf(`${first} done`));
    exports.show(first ?? '');
    expect(shown).toEqual([join(folder, 'evening.flac')]);
    exports.clear(first ?? '');
    expect(exports.list()).toHaveLength(2);
  });

  it('do nothing when the person cancels the dialog, and say what is wrong with a set', async () => {
    const { recordings, exports, imports } = await desk({ folder: null, set: null });
    expect(await imports.start('zip')).toBeNull();
    const job = imports.startDropped(join(await temporaryFolder(), 'gone.zip'));
    await until('it failed', () => imports.list()[0]?.status === 'failed');
    expect(imports.list()).toMatchObject([{ importId: job.importId, problem: 'It is not there any more.' }]);
    await expect(
      exports.start({
        recordingId: '../x',
        what: { kind: 'talkTime', as: 'md' },
        format: 'flac',
        range: null,
        targetLufs: null,
        speechOnly: false,
      }),
    ).rejects.toMatchObject({ code: 'recording/not-found' });
    expect(recordings.list()).toEqual([]);
  });
});
