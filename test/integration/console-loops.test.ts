/** What is longer than a kept clip is read by FFmpeg: its next round has to be there before the seam. */
import { chmod, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest';
import { findFfmpeg } from '../../src/main/support/ffmpeg';
import { ConsoleRig, left, pcmOf, rms, sharpest } from './console-support';

const HZ = 480;
const SECONDS = 23;
/** A decoder that is slow to start, as under load: longer than what is read ahead. */
const SLOW_START_S = 6;

let rig: ConsoleRig;
beforeEach(async () => {
  rig = await ConsoleRig.create();
});
afterEach(() => rig.close());

/** FFmpeg as it is, but for its start at the beginning of a file. */
async function slowFfmpeg(): Promise<void> {
  const path = rig.file('slow-ffmpeg');
  const decodes = `case " $* " in *" -ss "*) ;; *" s16le "*) sleep ${SLOW_START_S};; esac`;
  await writeFile(path, `#!/bin/sh\n${decodes}\nexec "${await findFfmpeg()}" "$@"\n`);
  await chmod(path, 0o755);
  const before = process.env.ROOMTONE_FFMPEG;
  process.env.ROOMTONE_FFMPEG = path;
  onTestFinished(() => {
    if (before === undefined) delete process.env.ROOMTONE_FFMPEG;
    else process.env.ROOMTONE_FFMPEG = before;
  });
}

it('a long file loops without a gap when its decoder starts slowly', async () => {
  const path = await rig.make('long.flac', `aevalsrc=0.25*sin(${HZ}*2*PI*t):s=48000:d=${SECONDS}`, [
    '-ac',
    '2',
  ]);
  await slowFfmpeg();
  rig.load('a', path, { play: false, loop: true });
  await rig.ready('a');
  const fromMs = (SECONDS - 9) * 1_000;
  rig.console.deckSeek('a', fromMs);
  await rig.until('the place', () => rig.deck('a').positionMs === fromMs);
  rig.console.deckPlay('a');
  // Nine seconds to the seam and one beyond, somewhat faster than life: the decoder's six seconds are nearly seven of the
  // programme.
  await rig.pull(500, [], 18);
  const heard = left(pcmOf(rig.frames)).subarray(960);
  for (let at = 0; at + 960 <= heard.length; at += 960) {
    expect(rms(heard, at, at + 960)).toBeGreaterThan(0.12);
  }
  expect(sharpest(heard, 0, heard.length)).toBeLessThan(0.25 * ((2 * Math.PI * HZ) / 48_000) ** 2 * 1.5);
  expect(rig.deck('a').positionMs).toBeLessThan(2_000);
});
