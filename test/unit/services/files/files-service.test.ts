import { mkdir, mkdtemp, readFile, rm, stat, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFilesService, type FilesService } from '../../../../src/main/services/files';
import { silentLogger } from '../../../../src/main/support/logger';
import { SteppedClock } from '../../../support/stepped-clock';

/** The disk of a busy machine takes its time. */
const eventually = <T>(read: () => T) => expect.poll(read, { timeout: 10_000, interval: 10 });

describe('files to send', () => {
  let folder: string;
  let clock: SteppedClock;
  let picked: string[];
  let files: FilesService;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'roomtone-files-'));
    clock = new SteppedClock(Date.now());
    picked = [];
    files = createFilesService({
      dataDir: folder,
      dialog: { pickFiles: async () => picked },
      clock,
      logger: silentLogger,
    });
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const aFile = async (name: string, content = 'hello') => {
    const path = join(folder, name);
    await writeFile(path, content);
    return path;
  };
  const contentOf = async (fileId: string) => readFile((await files.pathOf(fileId)) ?? '', 'utf8');

  it('are copied aside when they are chosen', async () => {
    picked = [await aFile('a.txt', 'one'), await aFile('b.txt', 'two')];
    const staged = await files.pick();
    expect(staged.map(({ fileName, sizeBytes }) => [fileName, sizeBytes])).toEqual([
      ['a.txt', 3],
      ['b.txt', 3],
    ]);
    await rm(picked[0] ?? '');
    expect(await contentOf(staged[0]?.fileId ?? '')).toBe('one');
  });

  it('are none when the person cancels, and no more than ten', async () => {
    expect(await files.pick()).toEqual([]);
    const path = await aFile('a.txt');
    picked = Array.from({ length: 11 }, () => path);
    await expect(files.pick()).rejects.toMatchObject({ code: 'files/too-many' });
  });

  it('larger than 25 MiB are refused before they are copied', async () => {
    const path = await aFile('film.mp4');
    await truncate(path, 26 * 1_024 * 1_024);
    await expect(files.stageDropped(path)).rejects.toMatchObject({
      code: 'files/too-large',
      details: { sizeBytes: 26 * 1_024 * 1_024 },
    });
    const bytes = new Uint8Array(25 * 1_024 * 1_024 + 1);
    await expect(files.stagePasted({ bytes, fileName: 'x', contentType: '' })).rejects.toMatchObject({
      code: 'files/too-large',
    });
  });

  it('that are folders or gone say so, without the path', async () => {
    await expect(files.stageDropped(folder)).rejects.toMatchObject({ code: 'files/unreadable' });
    const gone = files.stageDropped(join(folder, 'deep', 'gone.txt')).catch((error: Error) => error.message);
    expect(await gone).toBe('gone.txt cannot be read.');
  });

  it('have a thumbnail when they are small pictures, judged by their bytes', async () => {
    const png = Buffer.from('89504e470d0a1a0a', 'hex');
    const picture = await files.stagePasted({ bytes: png, fileName: 'a.png', contentType: 'image/png' });
    expect(await files.thumbnail(picture.fileId)).toBe(`data:image/png;base64,${png.toString('base64')}`);
    const disguised = await files.stagePasted({
      bytes: new TextEncoder().encode('<svg onload="alert(1)"/>'),
      fileName: 'a.png',
      contentType: 'image/png',
    });
    expect(await files.thumbnail(disguised.fileId)).toBeNull();
    expect(await files.thumbnail('../settings')).toBeNull();
  });

  it('are removed when nobody refers to them for an hour', async () => {
    const kept = await files.stageDropped(await aFile('kept.txt'));
    const left = await files.stageDropped(await aFile('left.txt'));
    await files.sweep(new Set([kept.fileId]));
    expect(await files.pathOf(left.fileId)).not.toBeNull();
    const stop = files.sweepRegularly(() => new Set([kept.fileId]));
    clock.advance(3_700_000);
    await eventually(() => files.pathOf(left.fileId)).toBeNull();
    expect(await files.pathOf(kept.fileId)).not.toBeNull();
    stop();
    expect(clock.pendingTimers).toBe(0);
  });

  it('are readable by their owner alone', async () => {
    const path = await aFile('a.txt');
    await utimes(path, 1, 1);
    const { fileId } = await files.stagePasted({ bytes: new Uint8Array(1), fileName: 'x', contentType: '' });
    const { mode } = await stat((await files.pathOf(fileId)) ?? '');
    expect(mode & 0o077).toBe(0);
  });

  it('that are there and cannot be read are no missing ones', async () => {
    await mkdir(join(folder, 'staged'));
    await symlink('loop', join(folder, 'staged', 'loop'));
    await expect(files.pathOf('loop')).rejects.toMatchObject({ code: 'files/unreadable' });
    expect(await files.pathOf('gone')).toBeNull();
    // One that cannot be looked at keeps none of the others from being swept.
    const { fileId } = await files.stageDropped(await aFile('a.txt'));
    clock.advance(3 * 3_600_000);
    await files.sweep(new Set());
    expect(await files.pathOf(fileId)).toBeNull();
  });
});
