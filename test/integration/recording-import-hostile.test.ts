import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { AppError } from '@shared/errors/app-error';
import { describe, expect, it } from 'vitest';
import { runImport } from '../../src/main/export/import/run-import';
import { readManifest } from '../../src/main/recording';
import { findFfmpeg } from '../../src/main/support/ffmpeg';
import { mutate, seededRandom } from '../fuzz/mutate';
import { temporaryFolder } from './recording-support';

const run = promisify(execFile);

async function tone(path: string, seconds = 1): Promise<void> {
  const source = ['-f', 'lavfi', '-i', `sine=440:d=${seconds}`];
  await run('ffmpeg', ['-v', 'error', '-y', ...source, path]);
}

/** A zip of `entries`, written by Python: name in the zip to file on the disk. */
async function zip(entries: readonly (readonly [string, string])[]): Promise<string> {
  const path = join(await temporaryFolder(), 'set.zip');
  const code = `import zipfile,sys,json
z=zipfile.ZipFile(sys.argv[1],'w',zipfile.ZIP_DEFLATED)
for name,file in json.load(open(sys.argv[2])): z.write(file,name)
z.close()`;
  const list = `${path}.json`;
  await writeFile(list, JSON.stringify(entries));
  await run('python3', ['-W', 'ignore', '-c', code, path, list]);
  return path;
}

async function imported(path: string, libraryDir: string) {
  const result = await runImport({
    importId: 'i1',
    path,
    libraryDir,
    findFfmpeg,
    nowMs: Date.now(),
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });
  const read = await readManifest(join(libraryDir, result.recordingId));
  if (read.kind !== 'ok') throw new Error(read.kind);
  return {
    ...result,
    names: read.manifest.tracks.map(({ displayName }) => displayName),
    manifest: read.manifest,
  };
}

describe('an import of what somebody made to do harm', () => {
  it('reads no file that a list in disguise names', async () => {
    const secret = join(await temporaryFolder(), 'secret.wav');
    await tone(secret);
    const folder = join(await temporaryFolder(), 'set');
    await mkdir(folder);
    await tone(join(folder, '1-ada.flac'));
    const list = `#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:1,\n${secret}\n#EXT-X-ENDLIST\n`;
    await writeFile(join(folder, '2-list.aac'), list);
    await writeFile(join(folder, '3-list.m4a'), list);
    // Beside the list, where FFmpeg takes it for harmless.
    await mkdir(join(folder, 'x'));
    await tone(join(folder, 'x', 'secret.wav'));
    await writeFile(join(folder, '4-concat.wav'), `ffconcat version 1.0\nfile 'x/secret.wav'\n`);
    await writeFile(join(folder, '5-url.mp3'), `#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:9/x.aac\n`);
    const { names, skipped } = await imported(folder, await temporaryFolder());
    expect(names).toEqual(['ada']);
    expect(skipped.map(({ name }) => name).sort()).toEqual([
      '2-list.aac',
      '3-list.m4a',
      '4-concat.wav',
      '5-url.mp3',
    ]);
    for (const { reason } of skipped) expect(reason).toMatch(/\S \S/);
  });

  it('takes names that are devices, the same but for case, or in folders, as what they are: names', async () => {
    const file = join(await temporaryFolder(), 'a.flac');
    await tone(file);
    const entries = [
      'CON.flac',
      'aux.FLAC',
      '1-ada.flac',
      '1-ADA.flac',
      'one/2-bram.flac',
      'two/2-bram.flac',
      'x/COM1.wav',
    ];
    const libraryDir = await temporaryFolder();
    const { names, manifest } = await imported(await zip(entries.map((name) => [name, file])), libraryDir);
    expect([...names].sort()).toEqual(['ADA', 'COM1', 'CON', 'ada', 'aux', 'bram', 'bram'].sort());
    const files = manifest.tracks.flatMap((track) => [
      track.file.toLowerCase(),
      track.peaksFile.toLowerCase(),
    ]);
    expect(new Set(files).size).toBe(files.length);
    for (const one of files) expect(one).toMatch(/^(tracks|peaks)\/\d\d-[^/]+-\d+\.\w+$/);
  });

  it('skips what is huge and empty of sound, and takes the rest', async () => {
    const folder = join(await temporaryFolder(), 'set');
    await mkdir(folder);
    await tone(join(folder, '1-ada.opus'));
    for (const name of ['2-zeros.flac', '3-zeros.opus', '4-zeros.wav', '5-zeros.m4a']) {
      await writeFile(join(folder, name), '');
      // Sparse: it takes no room.
      await truncate(join(folder, name), 5 * 1024 ** 3);
    }
    await run('mkfifo', [join(folder, '6-pipe.flac')]);
    const before = process.memoryUsage().rss;
    const { names, skipped } = await imported(folder, await temporaryFolder());
    expect(names).toEqual(['ada']);
    expect(skipped).toHaveLength(5);
    expect(process.memoryUsage().rss - before).toBeLessThan(400 * 1024 ** 2);
  }, 90_000);

  it('refuses thousands of entries before it unpacks one', async () => {
    const file = join(await temporaryFolder(), 'a.flac');
    await writeFile(file, 'x');
    const libraryDir = await temporaryFolder();
    const many = await zip(Array.from({ length: 5_001 }, (_, index) => [`${index}-a.flac`, file]));
    await expect(imported(many, libraryDir)).rejects.toMatchObject({
      code: 'import/refused',
      message: 'This zip has 5001 entries.',
    });
    expect(await readdir(libraryDir)).toEqual([]);
  });

  it('ends in a session or a sentence, whatever is changed in a zip', async () => {
    const folder = await temporaryFolder();
    await tone(join(folder, '1-ada.flac'));
    await tone(join(folder, '2-bram.opus'));
    await writeFile(join(folder, 'info.txt'), 'Guild:\tTidewater (1)\n\nTracks:\n\tAda (1)\n');
    const names = ['1-ada.flac', '2-bram.opus', 'info.txt'];
    const whole = await readFile(await zip(names.map((name) => [name, join(folder, name)])));
    const directory = whole.indexOf(Buffer.from('PK\x01\x02', 'latin1'));
    const random = seededRandom(5);
    const libraryDir = await temporaryFolder();
    let taken = 0;
    for (let round = 0; round < 40; round += 1) {
      // Half of the rounds change what the zip says of itself, the others anything.
      const tail = round % 2 === 0 ? directory : 0;
      const bytes = Buffer.concat([whole.subarray(0, tail), mutate(whole.subarray(tail), whole, random)]);
      const path = join(folder, 'changed.zip');
      await writeFile(path, bytes);
      try {
        await imported(path, libraryDir);
        taken += 1;
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        expect(error.code).toMatch(/^import\//);
        expect(error.message).toMatch(/\S \S/);
      }
    }
    const left = await readdir(libraryDir);
    expect(left.filter((name) => name.startsWith('.'))).toEqual([]);
    expect(left).toHaveLength(taken);
  }, 90_000);
});
