import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createOpusDecoder } from '../../src/main/discord/voice/codec';
import { IMPORT_LIMITS, type ImportLimits } from '../../src/main/export/import/limits';
import { writePeaks } from '../../src/main/export/import/peaks-of';
import { runImport } from '../../src/main/export/import/run-import';
import { readManifest, rebuildPeaks } from '../../src/main/recording';
import { findFfmpeg } from '../../src/main/support/ffmpeg';
import { decodeByFfmpeg, onsets, opusinfo, temporaryFolder } from './recording-support';

const run = promisify(execFile);

/** A tone of 50 ms at `atSeconds`, 6 s in all, in whatever format the name says. */
async function click(path: string, atSeconds: number): Promise<void> {
  const burst = `0.5*sin(2*PI*1000*t)*between(t,${atSeconds},${atSeconds + 0.05})`;
  await run('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', `aevalsrc='${burst}':s=48000:d=6`, path]);
}

const INFO = `Recording abcdef

Guild:\tTidewater (123)
Channel:\tStage left (456)
Requester:\tada#0 (10)
Start time:\t2024-05-06T07:08:09.000Z

Tracks:
\tAda Lovelace#0 (10)
\tBram (11)
`;

async function craigFolder(): Promise<string> {
  const folder = join(await temporaryFolder(), 'craig');
  await mkdir(folder);
  await click(join(folder, '1-ada_0.flac'), 1);
  await click(join(folder, '2-bram.opus'), 2);
  await click(join(folder, '3-c_leo.m4a'), 3);
  await writeFile(join(folder, 'info.txt'), INFO);
  await writeFile(join(folder, 'raw.dat'), 'x');
  await writeFile(join(folder, '4-liar.flac'), 'no sound at all');
  return folder;
}

/** A zip made by Python's own writer; `code` has `z`, the open archive. */
async function zip(code: string): Promise<string> {
  const path = join(await temporaryFolder(), 'set.zip');
  await run('python3', [
    '-c',
    `import zipfile,sys,os\nz=zipfile.ZipFile(sys.argv[1],'w',zipfile.ZIP_DEFLATED)\n${code}\nz.close()`,
    path,
  ]);
  return path;
}

async function imported(
  path: string,
  options: { libraryDir?: string; limits?: ImportLimits; signal?: AbortSignal } = {},
) {
  const libraryDir = options.libraryDir ?? (await temporaryFolder());
  const progress: number[] = [];
  const result = await runImport({
    importId: 'i1',
    path,
    libraryDir,
    findFfmpeg,
    nowMs: Date.now(),
    signal: options.signal ?? new AbortController().signal,
    onProgress: (_status, done) => progress.push(done),
    ...(options.limits ? { limits: options.limits } : {}),
  });
  return { ...result, libraryDir, progress, sessionDir: join(libraryDir, result.recordingId) };
}

describe('an import', () => {
  it.each(['zip', 'folder'])('makes a session of a %s as Craig makes it', async (kind) => {
    const folder = await craigFolder();
    const path =
      kind === 'folder'
        ? folder
        : await zip(
            `[z.write(os.path.join(${JSON.stringify(folder)},n),n) for n in os.listdir(${JSON.stringify(folder)})]`,
          );
    const { sessionDir, skipped, libraryDir, progress } = await imported(path);
    const read = await readManifest(sessionDir);
    if (read.kind !== 'ok') throw new Error(read.kind);
    const { manifest } = read;
    expect(manifest).toMatchObject({
      title: 'Stage left',
      state: 'complete',
      startedAtMs: Date.UTC(2024, 4, 6, 7, 8, 9),
      guild: { name: 'Tidewater' },
      channel: { name: 'Stage left' },
    });
    expect(manifest.tracks.map(({ displayName }) => displayName)).toEqual(['Ada Lovelace', 'Bram', 'c leo']);
    expect(skipped.map(({ name }) => name).sort()).toEqual(['4-liar.flac', 'raw.dat']);
    for (const [index, track] of manifest.tracks.entries()) {
      const file = join(sessionDir, track.file);
      const info = await opusinfo(file);
      expect(info.warnings, info.text).toEqual([]);
      const [at = 0] = onsets(await decodeByFfmpeg(file));
      expect(Math.abs(at - (index + 1)), track.file).toBeLessThan(0.01);
      const peaks = await readFile(join(sessionDir, track.peaksFile));
      const bin = 16 + (index + 1) * 50 * 3;
      expect(peaks[bin + 2], track.file).toBeGreaterThan(40);
      expect(peaks[bin - 30 + 2]).toBe(0);
    }
    expect(await readdir(libraryDir)).toHaveLength(1);
    expect(progress.at(-1)).toBeCloseTo(1, 2);
  });

  it('draws the same waveform in slices as from beginning to end', async () => {
    const folder = await temporaryFolder();
    const track = join(folder, 'long.opus');
    const sound = 'aevalsrc=0.5*sin(440*t*2*PI)*lt(mod(t\\,7)\\,2):s=48000:d=200';
    await run('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', sound, '-ac', '2', track]);
    const options = {
      ffmpegPath: await findFfmpeg(),
      signal: new AbortController().signal,
      onProgress: () => undefined,
    };
    await writePeaks(track, join(folder, 'sliced'), { ...options, durationSamples: 200 * 48_000, slices: 3 });
    const decoder = createOpusDecoder();
    await rebuildPeaks(track, join(folder, 'whole'), (opus) => {
      const decoded = decoder.decode(opus);
      return decoded.kind === 'pcm' ? decoded.pcm : null;
    });
    const [sliced, whole] = [await readFile(join(folder, 'sliced')), await readFile(join(folder, 'whole'))];
    // Rebuilding counts what the end of the stream cuts off, too.
    expect(whole.length - sliced.length).toBeLessThanOrEqual(3);
    let different = 0;
    for (let at = 16; at < sliced.length; at += 3) {
      if (Math.abs((sliced[at + 2] ?? 0) - (whole[at + 2] ?? 0)) > 8) different += 1;
    }
    // Where sound begins or ends within a bin, the 6.5 ms of the pre-skip may put it into the next.
    expect(different).toBeLessThan(80);
  });
});

describe('an import that is refused', () => {
  const limits = { ...IMPORT_LIMITS, ratioFromBytes: 100_000, entries: 100 };
  const cases: [what: string, code: string][] = [
    ['a zip bomb', `z.writestr('1-a.flac', b'\\0'*50_000_000)`],
    ['a way out of the folder', `z.writestr('../../1-a.flac', b'x')`],
    ['an absolute path', `z.writestr('/tmp/1-a.flac', b'x')`],
    ['a link', `i=zipfile.ZipInfo('1-a.flac');i.external_attr=0o120777<<16;z.writestr(i,'/etc/passwd')`],
    ['too many entries', `[z.writestr('%d-a.flac'%n, b'') for n in range(101)]`],
    ['nothing in it', ''],
    ['no sound in it', `z.writestr('read me.txt', b'x')`],
  ];
  it.each(cases)('has %s', async (_what, code) => {
    const libraryDir = await temporaryFolder();
    await expect(imported(await zip(code), { libraryDir, limits })).rejects.toMatchObject({
      code: 'import/refused',
    });
    expect(await readdir(libraryDir)).toEqual([]);
  });

  it('is cut off, encrypted, lies about its sizes, or is no zip', async () => {
    const libraryDir = await temporaryFolder();
    const whole = await readFile(await zip(`z.writestr('1-a.flac', os.urandom(5000)+b'\\0'*200_000)`));
    const patched = (change: (copy: Buffer) => Buffer) => change(Buffer.from(whole));
    const directory = whole.indexOf(Buffer.from('PK\x01\x02'));
    const hostile = [
      patched((copy) => copy.subarray(0, copy.length - 30)),
      patched((copy) => {
        copy.writeUInt16LE(1, directory + 8);
        copy.writeUInt16LE(1, 6);
        return copy;
      }),
      patched((copy) => {
        copy.writeUInt32LE(10, directory + 24);
        return copy;
      }),
      Buffer.from('not a zip'),
      Buffer.alloc(0),
    ];
    for (const [index, bytes] of hostile.entries()) {
      const path = join(await temporaryFolder(), 'x.zip');
      await writeFile(path, bytes);
      await expect(imported(path, { libraryDir, limits }), String(index)).rejects.toMatchObject({
        code: 'import/refused',
      });
    }
    expect(await readdir(libraryDir)).toEqual([]);
  });

  it('follows no links out of a folder, and stops at once when it is cancelled', async () => {
    const folder = await craigFolder();
    await symlink('/etc/passwd', join(folder, '9-x.flac'));
    const { skipped } = await imported(folder);
    expect(skipped.map(({ name }) => name)).toContain('9-x.flac');
    const libraryDir = await temporaryFolder();
    const abort = new AbortController();
    const cancelled = imported(folder, { libraryDir, signal: abort.signal });
    setTimeout(() => abort.abort(new Error('cancelled')), 60);
    await expect(cancelled).rejects.toThrow('cancelled');
    expect(await readdir(libraryDir)).toEqual([]);
  });
});
