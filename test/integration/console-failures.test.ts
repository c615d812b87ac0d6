import { execFileSync } from 'node:child_process';
import { open, readFile, truncate, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ConsoleRig, left, pcmOf, rms, sharpest } from './console-support';

const SINE = 'aevalsrc=0.25*sin(440*2*PI*t)|0.25*sin(440*2*PI*t):s=48000:d=20';
let rig: ConsoleRig;
beforeEach(async () => {
  rig = await ConsoleRig.create();
  // Whatever happens to deck A must not be heard of on deck B.
  rig.console.setCrossfader(0.5);
  rig.load('b', await rig.make('other.wav', 'aevalsrc=0.1*sin(900*2*PI*t)|0.1*sin(900*2*PI*t):s=48000:d=60'));
  await rig.ready('b');
});
afterEach(async () => {
  expect(rig.deck('b').status).toBe('playing');
  await rig.close();
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function playOut(path: string, ticks: number): Promise<void> {
  rig.load('a', path);
  await rig.until('it to begin', () => ['playing', 'failed'].includes(rig.deck('a').status));
  await rig.pull(ticks);
}

it.each(['mp3', 'flac', 'm4a', 'opus', 'webm'])(
  'plays what there is of a truncated %s file, then says that it is damaged',
  async (type) => {
    const options = type === 'm4a' ? ['-movflags', '+faststart'] : [];
    const path = await rig.make(`cut.${type}`, SINE, options);
    const { length } = await readFile(path);
    await truncate(path, Math.floor(length * 0.6));
    await playOut(path, 1_001);
    expect(rig.deck('a')).toMatchObject({ status: 'failed', error: { code: 'media/damaged' } });
    expect(rig.deck('a').positionMs).toBeGreaterThan(8_000);
    expect(rig.deck('a').positionMs).toBeLessThan(15_000);
  },
);

it('a truncated wav file says itself how much there is, and ends there', async () => {
  const path = await rig.make('cut.wav', SINE);
  await truncate(path, 48_000 * 4 * 5);
  await playOut(path, 300);
  expect(rig.deck('a')).toMatchObject({ status: 'ended', error: null });
  expect(rig.deck('a').positionMs).toBeCloseTo(5_000, -2);
});

it('does not believe a header that promises an hour', async () => {
  const path = await rig.make('liar.wav', SINE);
  const file = await open(path, 'r+');
  const size = Buffer.alloc(4);
  size.writeUInt32LE(48_000 * 2 * 3_600);
  const data = (await readFile(path)).indexOf('data');
  await file.write(size, 0, 4, data + 4);
  await file.close();
  await playOut(path, 1_001);
  expect(['ended', 'failed']).toContain(rig.deck('a').status);
  expect(rig.deck('a').positionMs).toBeCloseTo(20_000, -2);
});

it('tells a text and an empty file from sound at once', async () => {
  for (const [name, content] of [
    ['a.mp3', 'no sound in here\n'.repeat(500)],
    ['b.ogg', ''],
    ['c.webm', `${'\x1aE\xdf\xa3'.repeat(50)}`],
  ] as const) {
    await writeFile(rig.file(name), content, 'latin1');
    rig.load('a', rig.file(name));
    await rig.until('the verdict', () => rig.deck('a').status === 'failed');
    expect(rig.deck('a').error?.code).toBe('media/not-audio');
  }
});

it('an Ogg file that turns to rubbish halfway is played up to there', async () => {
  const path = await rig.make('rot.opus', SINE);
  const bytes = await readFile(path);
  bytes.fill(0x55, Math.floor(bytes.length / 2));
  await writeFile(path, bytes);
  await playOut(path, 480);
  // FFmpeg tries its luck with what follows; that takes as long as it takes.
  await rig.pull(300, [], 4);
  expect(rig.deck('a')).toMatchObject({ status: 'failed', error: { code: 'media/damaged' } });
  expect(rig.deck('a').positionMs).toBeGreaterThan(6_000);
});

it('plays what was read when FFmpeg is killed, then says so', async () => {
  const path = await rig.make('long.wav', SINE.replace('d=20', 'd=120'));
  rig.load('a', path);
  await rig.ready('a');
  await rig.pull(20);
  for (const pid of decoders(path)) process.kill(pid, 'SIGKILL');
  // Five seconds are read ahead, and up to 1.3 more lie in the queues on the way when it is killed.
  await rig.pull(350);
  expect(rig.deck('a')).toMatchObject({ status: 'failed', error: { code: 'media/interrupted' } });
  const heard = left(pcmOf(rig.frames));
  expect(rig.deck('a').positionMs).toBeGreaterThan(4_000);
  expect(sharpest(heard, 300)).toBeLessThan(0.004);
});

it('a decoder that stands still is waited for five seconds, silently and without a click', async () => {
  const path = await rig.make('slow.wav', SINE.replace('d=20', 'd=120'));
  rig.load('a', path);
  await rig.ready('a');
  await rig.pull(20);
  const pids = decoders(path);
  for (const pid of pids) process.kill(pid, 'SIGSTOP');
  // Five seconds after what had been read ahead when it stopped, which is up to five seconds more.
  await rig.pull(240);
  expect(rig.deck('a').status).toBe('playing');
  await rig.pull(340);
  expect(rig.deck('a')).toMatchObject({ status: 'failed', error: { code: 'media/stalled' } });
  const heard = left(pcmOf(rig.frames));
  expect(sharpest(heard, 300)).toBeLessThan(0.004);
  // The other deck alone, at half of the crossfader.
  expect(rms(heard, 550 * 960, 590 * 960)).toBeCloseTo(0.1 * Math.SQRT1_2 * Math.SQRT1_2, 2);
  await rig.until('the decoder to be gone', () => pids.every((pid) => !isAlive(pid)));
});

it('goes on by itself with the next deck when a file fails on air', async () => {
  rig.console.setCrossfader(0);
  rig.console.deckEject('b');
  rig.load('b', rig.file('other.wav'), { play: false });
  await rig.ready('b');
  rig.console.setAutoCrossfade(true, 500);
  const path = await rig.make('cut.flac', SINE);
  await truncate(path, 40_000);
  await playOut(path, 120);
  expect(rig.deck('a').status).toBe('failed');
  expect(rig.console.state.crossfade.position).toBe(1);
});

/** FFmpeg processes that read that file. */
function decoders(path: string): number[] {
  const lines = execFileSync('ps', ['-eo', 'pid,args'], { encoding: 'utf8' }).split('\n');
  return lines
    .filter((line) => line.includes('ffmpeg') && line.includes(path) && line.includes('pipe:1'))
    .map((line) => Number(line.trim().split(' ')[0]));
}
