import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findFfmpeg, parseProbe } from '../../../src/main/support/ffmpeg';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'roomtone-ffmpeg-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('ffmpeg', () => {
  it('reads container, codec and length from what ffmpeg prints', () => {
    const text = [
      "Input #0, mov,mp4,m4a,3gp,3g2,mj2, from 'file:x.m4a':",
      '  Metadata:',
      '    title           : Audio: nothing',
      '  Duration: 01:02:03.45, start: 0.000000, bitrate: 128 kb/s',
      '  Stream #0:0[0x1](und): Video: mjpeg, 10x10',
      '  Stream #0:1[0x2](und): Audio: aac (LC) (mp4a / 0x6134706D), 44100 Hz, stereo',
    ].join('\n');
    expect(parseProbe(text)).toEqual({
      durationMs: 3_723_450,
      durationStated: true,
      mono: false,
      codec: 'aac',
      container: 'mov,mp4,m4a,3gp,3g2,mj2',
    });
    expect(
      parseProbe(
        "Input #0, ogg, from 'a':\n  Duration: N/A, start\n  Stream #0:0: Audio: opus, 48000 Hz, mono, fltp",
      ),
    ).toEqual({
      durationMs: null,
      durationStated: false,
      mono: true,
      codec: 'opus',
      container: 'ogg',
    });
  });

  it('finds no audio in a picture or a text', () => {
    expect(parseProbe("Input #0, png_pipe, from 'a':\n  Stream #0:0: Video: png")).toBeNull();
    expect(parseProbe('a: Invalid data found when processing input')).toBeNull();
  });

  it('prefers the one that was pointed at, then the search path, and says what to do when there is none', async () => {
    const mine = join(folder, 'mine');
    const onPath = join(folder, process.platform === 'win32' ? 'ffmpeg.exe' : 'ffmpeg');
    for (const path of [mine, onPath]) {
      await writeFile(path, '');
      await chmod(path, 0o755);
    }
    expect(await findFfmpeg({ ROOMTONE_FFMPEG: mine, PATH: folder })).toBe(mine);
    expect(await findFfmpeg({ PATH: folder })).toBe(onPath);
    await expect(findFfmpeg({ PATH: join(folder, 'empty') })).rejects.toMatchObject({
      code: 'media/ffmpeg-missing',
    });
  });
});
