import { afterEach, beforeEach, expect, it } from 'vitest';
import { ConsoleRig, hear, left, rms } from './console-support';

/** Two tones and their beat: a frame that is left out, repeated or broken at its border is heard at once. */
const MUSIC = 'aevalsrc=0.2*sin(2*PI*311*t)+0.2*sin(2*PI*417*t*(1+0.02*t)):d=8:s=48000';

let rig: ConsoleRig;
beforeEach(async () => {
  rig = await ConsoleRig.create();
});
afterEach(() => rig.close());

async function playing(path: string, gainDb: number): Promise<void> {
  rig.load('a', path, { gainDb });
  await rig.ready('a');
}

it('gives packets that were taken back once more, bit for bit', async () => {
  const path = await rig.make('music.ogg', MUSIC, ['-c:a', 'libopus', '-b:a', '96k']);
  await playing(path, 0);
  const [first] = [await rig.pull(60)];
  expect(rig.console.takeBack(12)).toBe(12);
  const again = await rig.pull(12);
  expect(again.map((frame) => frame?.opus)).toEqual(first.slice(48).map((frame) => frame?.opus));
  expect(rig.deck('a').positionMs).toBe(1_200);
});

it.each([8, 3, 1])('makes what was taken back (%i frames) once more without a seam', async (frames) => {
  const path = await rig.make('music.wav', MUSIC, ['-ac', '2']);
  await playing(path, -1);
  const untouched = await rig.pull(100);
  rig.console.deckSeek('a', 0);
  const other = await ConsoleRig.create();
  try {
    other.load('a', path, { gainDb: -1 });
    await other.ready('a');
    const kept = await other.pull(60);
    expect(other.console.takeBack(frames)).toBe(frames);
    expect(other.deck('a').positionMs).toBe((60 - frames) * 20);
    const again = [...kept.slice(0, 60 - frames), ...(await other.pull(40 + frames))];
    const [a, b] = [left(hear(untouched)), left(hear(again))];
    // Around the seam and after it: what differs is what two encodings of the same sound differ by.
    const from = (60 - frames - 1) * 960;
    const difference = a.slice(from, from + 9_600).map((value, i) => value - (b[from + i] ?? 0));
    expect(20 * Math.log10(rms(difference) / rms(a.slice(from, from + 9_600)))).toBeLessThan(-20);
  } finally {
    await other.close();
  }
});

it('goes back to a hand and no further, and not over the end of a file', async () => {
  const path = await rig.make('short.wav', 'sine=frequency=300:duration=1', ['-ac', '2']);
  await playing(path, -1);
  await rig.pull(20);
  rig.console.setDeck('a', { gainDb: -2 });
  await rig.pull(5);
  expect(rig.console.takeBack(16)).toBe(5);
  await rig.pull(5);
  await rig.until('the end', () => {
    rig.console.pull();
    return rig.deck('a').status === 'ended';
  });
  expect(rig.console.takeBack(16)).toBe(0);
});

it('lets silence make way too: what is started then is not behind it', async () => {
  const path = await rig.make('short.wav', 'sine=frequency=300:duration=1', ['-ac', '2']);
  rig.load('a', path, { play: false });
  await rig.ready('a');
  expect(await rig.pull(10)).toEqual(Array.from({ length: 10 }, () => null));
  expect(rig.console.takeBack(8)).toBe(8);
});

it('is touched by what is put on a deck only where that is heard', async () => {
  const path = await rig.make('music.wav', MUSIC, ['-ac', '2']);
  await playing(path, -1);
  await rig.pull(20);
  let hands = 0;
  rig.console.onHand(() => {
    hands += 1;
  });
  rig.load('b', path, { play: false });
  await rig.ready('b');
  await rig.pull(10);
  expect(hands).toBe(0);
  expect(rig.console.takeBack(8)).toBe(8);
  rig.load('b', path);
  expect(hands).toBe(0);
  await rig.until('it plays', () => rig.deck('b').status === 'playing');
  expect(hands).toBe(1);
  rig.load('b', path, { play: false });
  expect(hands).toBe(2);
});

it('goes over to the encoder after packets that were taken back as it does after those that were not', async () => {
  const path = await rig.make('music.ogg', MUSIC, ['-c:a', 'libopus', '-b:a', '96k']);
  await playing(path, 0);
  await rig.pull(60);
  expect(rig.console.takeBack(8)).toBe(8);
  rig.console.setDeck('a', { gainDb: -1 });
  const taken = [...rig.frames.slice(0, 52), ...(await rig.pull(40))];
  const other = await ConsoleRig.create();
  try {
    other.load('a', path);
    await other.ready('a');
    await other.pull(52);
    other.console.setDeck('a', { gainDb: -1 });
    await other.pull(40);
    const [a, b] = [left(hear(other.frames)), left(hear(taken))];
    // From just before the seam on: what differs is what two encodings of the same sound differ by.
    const from = 51 * 960;
    const difference = a.slice(from, from + 9_600).map((value, i) => value - (b[from + i] ?? 0));
    expect(20 * Math.log10(rms(difference) / rms(a.slice(from, from + 9_600)))).toBeLessThan(-20);
  } finally {
    await other.close();
  }
});

it('measures what was taken back no more than what was never made', async () => {
  const path = await rig.make('loud.wav', 'sine=frequency=1000:duration=4,volume=18dB', ['-ac', '2']);
  const quiet = async (each: ConsoleRig, made: number, takenBack: number) => {
    each.load('a', path, { gainDb: 9 });
    await each.ready('a');
    await each.pull(40);
    each.console.takeLevels();
    await each.pull(made);
    expect(each.console.takeBack(takenBack)).toBe(takenBack);
    each.console.setDeck('a', { gainDb: -30 });
    await each.pull(30);
    return each.console.takeLevels();
  };
  const other = await ConsoleRig.create();
  try {
    const kept = await quiet(rig, 3, 0);
    const taken = await quiet(other, 15, 12);
    expect(kept.limiterDb).toBeLessThan(-1);
    expect(taken.limiterDb).toBeCloseTo(kept.limiterDb, 1);
    expect(taken.decks).toEqual(kept.decks);
    for (const window of ['momentaryLufs', 'shortTermLufs', 'integratedLufs'] as const)
      expect(taken[window], window).toBeCloseTo(kept[window] ?? 0, 2);
  } finally {
    await other.close();
  }
});

it('reckons the silence before the bed by what has gone out', async () => {
  const path = await rig.make('tone.wav', 'sine=frequency=300:duration=20', ['-ac', '2']);
  rig.console.setBed({ source: { kind: 'file', path, name: 'bed' }, afterMs: 1_000 });
  await rig.until('the bed', () => rig.console.pull() !== null);
  await playing(path, -1);
  const silentFrames = async (takenBack: number) => {
    rig.console.deckPlay('a');
    // Longer than the bed takes to go.
    await rig.pull(60);
    rig.console.deckPause('a');
    await rig.pull(30);
    expect(rig.console.takeBack(takenBack)).toBe(takenBack);
    let frames = 30 - takenBack;
    for (; !rig.console.state.bedPlaying; frames += 1) await rig.pull(1);
    return frames;
  };
  const untouched = await silentFrames(0);
  expect(await silentFrames(12)).toBe(untouched);
});
