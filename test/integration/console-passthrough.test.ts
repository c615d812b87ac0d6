import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { OggPackets } from '../../src/main/discord/voice/sources/ogg-packets';
import { WebmPackets } from '../../src/main/discord/voice/sources/webm-packets';
import { ConsoleRig, db, hear, lagOf, left, pcmOf, rms } from './console-support';

const HAZEL = resolve('resources/practice-voices/hazel.ogg');
let rig: ConsoleRig;
beforeEach(async () => {
  rig = await ConsoleRig.create();
});
afterEach(() => rig.close());

async function packetsOf(path: string): Promise<Buffer[]> {
  const demuxer = path.endsWith('.webm') ? new WebmPackets() : new OggPackets();
  const packets: Buffer[] = [];
  demuxer.on('data', (packet: Buffer) => packets.push(packet));
  demuxer.end(await readFile(path));
  await new Promise((done, fail) => demuxer.once('end', done).once('error', fail));
  return packets;
}

it('passes the packets of an Ogg file on, every one and bit for bit, then says it has ended', async () => {
  const packets = await packetsOf(HAZEL);
  rig.load('a', HAZEL);
  await rig.ready('a');
  const frames = await rig.pull(packets.length);
  expect(frames.every((frame, i) => frame?.opus.equals(packets[i] ?? Buffer.alloc(0)))).toBe(true);
  expect(rig.deck('a')).toMatchObject({ status: 'playing', passthrough: true });
  expect(await rig.pull(2)).toEqual([null, null]);
  expect(rig.deck('a')).toMatchObject({ status: 'ended', passthrough: false, error: null });
});

it('passes the packets of a WebM file on, the last one in its block group too', async () => {
  const ogg = await rig.make('a.ogg', 'sine=frequency=300:duration=3.01', ['-c:a', 'libopus', '-b:a', '96k']);
  const webm = rig.file('a.webm');
  const { execFileSync } = await import('node:child_process');
  execFileSync('ffmpeg', ['-loglevel', 'error', '-i', ogg, '-c', 'copy', webm]);
  const [fromOgg, fromWebm] = [await packetsOf(ogg), await packetsOf(webm)];
  expect(fromWebm.length).toBe(fromOgg.length);
  expect(Buffer.concat(fromWebm).equals(Buffer.concat(fromOgg))).toBe(true);
  rig.load('a', webm);
  await rig.ready('a');
  const frames = await rig.pull(fromWebm.length);
  expect(frames.map((frame) => frame?.opus)).toEqual(fromWebm);
});

it('decodes nothing for nobody: while no one listens one frame a second is looked at', async () => {
  rig.console.listen({ monitor: false, levels: false, recording: false });
  rig.load('a', await rig.make('a.ogg', 'sine=frequency=300:duration=5', ['-c:a', 'libopus']));
  await rig.ready('a');
  const frames = await rig.pull(200);
  expect(frames.filter((frame) => (frame?.pcm.length ?? 0) > 0)).toHaveLength(4);
});

it('follows the pauses of somebody who speaks, so that no chance silence is taken for dead air', async () => {
  const pause = 'aevalsrc=if(between(t\\,1\\,2.5)\\,0\\,0.3*sin(2000*t)):d=5:s=48000';
  rig.console.listen({ monitor: false, levels: false, recording: false });
  rig.load('a', await rig.make('a.ogg', pause, ['-c:a', 'libopus']));
  await rig.ready('a');
  const frames = await rig.pull(200);
  const looked = frames.map((frame) => (frame?.pcm.length ?? 0) > 0);
  // The third glimpse, two seconds in, falls into the pause.
  expect(looked.slice(101, 124)).not.toContain(false);
  expect(looked.slice(135).filter(Boolean).length).toBeLessThanOrEqual(2);
});

it.each([
  ['its gain changes and comes back', -1],
  ['another deck is added unheard and the gain bends', -0.1],
])('goes over to the encoder and back without a seam when %s', async (_, gainDb) => {
  const path = await rig.make('music.ogg', MUSIC, ['-c:a', 'libopus', '-b:a', '128k', '-vbr', 'on']);
  const packets = await packetsOf(path);
  rig.load('a', path);
  await rig.ready('a');
  await rig.pull(60);
  rig.console.setDeck('a', { gainDb });
  await rig.pull(40);
  rig.console.setDeck('a', { gainDb: 0 });
  await rig.pull(60);
  const passed = rig.frames.map((frame, i) => frame?.opus.equals(packets[i] ?? Buffer.alloc(0)) ?? false);
  // Sixty as they are, forty made anew, a few until the other deck is surely silent, then the file's own again.
  expect(passed.slice(0, 60).every(Boolean)).toBe(true);
  expect(passed.slice(60, 100).some(Boolean)).toBe(false);
  expect(passed.slice(108).every(Boolean)).toBe(true);

  const heard = left(hear(rig.frames));
  const original = left(hear(packets.slice(0, 160).map((opus) => ({ opus, pcm: new Int16Array(0) }))));
  expect(lagOf(heard.subarray(70 * 960), original.subarray(70 * 960), 700, 9_600)).toBe(0);
  const gains = rig.frames.map((__, i) => (i >= 61 && i < 100 ? 10 ** (gainDb / 20) : 1));
  const error = (from: number, to: number) => {
    let sum = 0;
    for (let i = from * 960; i < to * 960; i += 1) {
      sum += ((heard[i] ?? 0) - (original[i] ?? 0) * (gains[Math.floor(i / 960)] ?? 1)) ** 2;
    }
    return Math.sqrt(sum / ((to - from) * 960));
  };
  // Where both ways meet there is no more error than the second encoding makes everywhere.
  const reencoded = error(75, 95);
  expect(db(reencoded / rms(original))).toBeLessThan(-18);
  expect(error(62, 64)).toBeLessThan(reencoded * 1.5);
  expect(error(108, 110)).toBeLessThan(reencoded);
  expect(error(130, 160)).toBeLessThan(reencoded / 10);
});

it('starts in the middle with a ramp, and passes packets on as soon as nothing of it is left', async () => {
  rig.load('a', HAZEL, { play: false });
  await rig.ready('a');
  rig.console.deckSeek('a', 3_000);
  await rig.until('the place', () => rig.deck('a').positionMs === 3_000);
  rig.console.deckPlay('a');
  await rig.pull(20);
  const packets = await packetsOf(HAZEL);
  const passed = rig.frames.map((frame, i) => frame?.opus.equals(packets[150 + i] ?? Buffer.alloc(0)));
  expect(passed[0]).toBe(false);
  expect(passed.slice(9).every(Boolean)).toBe(true);
  const sound = left(pcmOf(rig.frames.slice(0, 1)));
  expect(Math.abs(sound[0] ?? 1)).toBeLessThan(0.002);
});

const MUSIC =
  'aevalsrc=0.2*sin(220*2*PI*t)+0.15*sin(331*2*PI*t+sin(3*t))+0.1*sin(1250*2*PI*t)*(1+0.5*sin(4*PI*t)):s=48000:d=4';
