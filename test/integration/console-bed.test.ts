/** The bed when silence is wanted: stop-all is the end of it, a new call begins without it, and its time is moved while it plays. */
import { resolve } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ConsoleRig, left, pcmOf, rms } from './console-support';

const HAZEL = resolve('resources/practice-voices/hazel.ogg');
const source = { kind: 'file', path: HAZEL, name: 'bed' } as const;

let rig: ConsoleRig;
beforeEach(async () => {
  rig = await ConsoleRig.create();
  rig.console.setBed({ source, afterMs: 600 });
});
afterEach(() => rig.close());

const bedPlays = () =>
  rig.until('the bed', () => {
    rig.console.pull();
    return rig.console.state.bedPlaying;
  });
const silent = (frames: readonly unknown[]) => frames.every((frame) => frame === null);

it('fades out with everything else when all is stopped, and stays out', async () => {
  await bedPlays();
  await rig.pull(5);
  rig.console.stopAll(200);
  expect(rig.console.state.bedPlaying).toBe(false);
  await rig.pull(15);
  expect(silent(await rig.pull(100))).toBe(true);
  expect(rig.console.state.bedPlaying).toBe(false);
});

it('does not come into the silence that was asked for, but into the next that was not', async () => {
  const one = '0.25*sin(440*2*PI*t)';
  rig.load('a', await rig.make('a.wav', `aevalsrc=${one}|${one}:s=48000:d=3`));
  await rig.ready('a');
  await rig.pull(20);
  rig.console.stopAll(300);
  await rig.pull(20);
  expect(silent(await rig.pull(100))).toBe(true);
  rig.console.deckPlay('a');
  await rig.pull(20);
  rig.console.deckPause('a');
  await bedPlays();
  expect(rms(left(pcmOf((await rig.pull(60)).slice(-50))))).toBeGreaterThan(0.001);
});

it('is silent at once when the call ends, and waits its time in the next one', async () => {
  await bedPlays();
  rig.console.endCall();
  expect(rig.console.state.bedPlaying).toBe(false);
  await rig.pull(3);
  expect(silent(await rig.pull(20))).toBe(true);
  await bedPlays();
});

it('goes on without a gap while the time after which it comes is moved', async () => {
  await bedPlays();
  await rig.pull(5);
  for (const afterMs of [1_000, 5_000, 30_000]) {
    rig.console.setBed({ source, afterMs });
    expect(silent(await rig.pull(5))).toBe(false);
    expect(rig.console.state.bedPlaying).toBe(true);
  }
  rig.console.setBed(null);
  expect(rig.console.state.bedPlaying).toBe(false);
  await rig.pull(3);
  expect(silent(await rig.pull(20))).toBe(true);
});

it('is opened again when the file that could not be opened is there at last', async () => {
  const later = { kind: 'file', path: rig.file('later.wav'), name: 'later' } as const;
  rig.console.setBed({ source: later, afterMs: 600 });
  await rig.pull(60, [], 5);
  expect(rig.console.state.bedPlaying).toBe(false);
  await rig.make('later.wav', 'sine=frequency=300:duration=3');
  rig.console.setBed({ source: later, afterMs: 600 });
  await bedPlays();
});

it.each([
  ['is chosen while the one before plays', () => undefined],
  ['is chosen some time after it was switched off', () => rig.console.setBed(null)],
])('another one that %s waits its time, and leaves a deck its packets', async (_when, before) => {
  await bedPlays();
  await rig.pull(5);
  before();
  await rig.pull(10);
  const other = await rig.make('other.wav', 'sine=frequency=700:duration=30');
  const path = await rig.make('deck.ogg', 'sine=frequency=300:duration=20', ['-c:a', 'libopus']);
  rig.console.setBed({ source: { kind: 'file', path: other, name: 'other' }, afterMs: 600 });
  rig.load('a', path);
  await rig.ready('a');
  await rig.pull(60, [], 2);
  expect(rig.deck('a').passthrough).toBe(true);
  const frames = await rig.pull(50);
  expect(rig.console.state.bedPlaying).toBe(false);
  expect(rig.deck('a').passthrough).toBe(true);
  expect(frames.every((frame) => frame !== null)).toBe(true);
});

it('comes in over a file whose packets are silent, and goes when it is heard again', async () => {
  const quiet = "aevalsrc='0.25*sin(440*2*PI*t)*gt(t,4)|0.25*sin(440*2*PI*t)*gt(t,4)':s=48000:d=8";
  rig.load('a', await rig.make('quiet.ogg', quiet, ['-c:a', 'libopus']));
  await rig.ready('a');
  await rig.pull(5);
  expect(rig.deck('a').passthrough).toBe(true);
  await rig.pull(40);
  expect(rig.console.state.bedPlaying).toBe(true);
  expect(rms(left(pcmOf((await rig.pull(60)).slice(-50))))).toBeGreaterThan(0.001);
  await rig.pull(110);
  expect(rig.console.state.bedPlaying).toBe(false);
  await rig.pull(80);
  expect(rig.deck('a').passthrough).toBe(true);
});

it('is found missing too when nobody listens', async () => {
  rig.console.listen({ monitor: false, levels: false, recording: false });
  const silence = 'aevalsrc=0|0:s=48000:d=10';
  rig.load('a', await rig.make('silence.ogg', silence, ['-c:a', 'libopus']));
  await rig.ready('a');
  await rig.pull(100);
  expect(rig.console.state.bedPlaying).toBe(true);
});
