/** What the own ears hear of a deck, and what the room does: a deck in the ears comes on air when it is meant to, one on air stays. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ConsoleRig, left, pcmOf, rms, sharpest } from './console-support';

const sine = (hz: number, seconds: number) => {
  const one = `0.25*sin(${hz}*2*PI*t)`;
  return `aevalsrc=${one}|${one}:s=48000:d=${seconds}`;
};
const LEVEL = 0.25 / Math.SQRT2;

let rig: ConsoleRig;
beforeEach(async () => {
  rig = await ConsoleRig.create();
  rig.load('a', await rig.make('a.wav', sine(440, 8)));
  rig.load('b', await rig.make('b.wav', sine(937, 8)), { play: false });
  await rig.ready('a');
  await rig.ready('b');
});
afterEach(() => rig.close());

const airAfter = async (ticks: number) => {
  const frames = await rig.pull(ticks);
  return rms(left(pcmOf(frames.slice(-10))));
};

/** Deck B plays in the own ears, deck A on air. */
async function listenToB(): Promise<void> {
  rig.console.setDeck('b', { cue: true });
  rig.console.deckPlay('b');
  await rig.pull(20);
  expect(rig.deck('b')).toMatchObject({ status: 'playing', cue: true });
}

it('a deck heard in the ears comes on air when it is faded to, without a hole', async () => {
  await listenToB();
  rig.console.crossfade('b', 400);
  await rig.pull(40);
  expect(rig.deck('b')).toMatchObject({ status: 'playing', cue: false });
  expect(rig.deck('a').status).toBe('ended');
  const heard = left(pcmOf(rig.frames));
  for (let i = 1; i < 60; i += 1) {
    expect(rms(heard, i * 960, (i + 1) * 960) / LEVEL).toBeGreaterThan(0.85);
  }
});

it('a deck that is cued and at rest comes on air when it is faded to, at once or by itself', async () => {
  rig.console.setDeck('b', { cue: true });
  rig.console.crossfade('b', 0);
  expect(await airAfter(15)).toBeCloseTo(LEVEL, 2);
  rig.console.deckSeek('b', 7_000);
  await rig.until('the place', () => rig.deck('b').positionMs >= 7_000);
  rig.load('a', rig.file('a.wav'), { play: false });
  await rig.ready('a');
  rig.console.setDeck('a', { cue: true });
  rig.console.setAutoCrossfade(true, 500);
  expect(await airAfter(80)).toBeCloseTo(LEVEL, 2);
  expect(rig.deck('a')).toMatchObject({ status: 'playing', cue: false });
});

it('a hand that moves the crossfader towards a deck in the ears puts it on air', async () => {
  await listenToB();
  rig.console.setCrossfader(0.4);
  rig.console.setCrossfader(1);
  expect(await airAfter(15)).toBeCloseTo(LEVEL, 2);
  expect(rig.deck('b').cue).toBe(false);
});

it('moving the crossfader away from a deck in the ears leaves it there', async () => {
  rig.console.deckPause('a');
  rig.console.setCrossfader(0.5);
  rig.console.setDeck('a', { cue: true });
  rig.console.setCrossfader(1);
  expect(rig.deck('a').cue).toBe(true);
});

it('a deck on air is not taken away from the room to be heard in the ears', async () => {
  expect(await airAfter(15)).toBeCloseTo(LEVEL, 2);
  rig.console.setDeck('a', { cue: true });
  expect(await airAfter(15)).toBeCloseTo(LEVEL, 2);
  expect(rig.deck('a').cue).toBe(false);
  // Nor one that is just being faded to.
  rig.console.crossfade('b', 1_000);
  rig.console.setDeck('b', { cue: true });
  expect(await airAfter(70)).toBeCloseTo(LEVEL, 2);
});

it('a deck that plays behind a closed crossfader can be heard in the ears', async () => {
  rig.console.deckPlay('b');
  await rig.pull(5);
  rig.console.setDeck('b', { cue: true });
  expect(await airAfter(15)).toBeCloseTo(LEVEL, 2);
  expect(rms(left(rig.console.monitorPcm() ?? new Float32Array(1_920)))).toBeGreaterThan(LEVEL * 1.2);
});

it('coming from the ears to the air never clicks', async () => {
  await listenToB();
  rig.console.setCrossfader(0.5);
  await rig.pull(3);
  rig.console.crossfade('b', 40);
  await rig.pull(20);
  const bend = 0.25 * ((2 * Math.PI * 937) / 48_000) ** 2;
  expect(sharpest(left(pcmOf(rig.frames)), 300)).toBeLessThan(2 * bend + 0.25 / 960 + 0.001);
});

it.each([
  ['is empty', () => rig.console.deckEject('b')],
  ['could not open its file', () => rig.load('b', rig.file('nowhere.wav'), { play: false })],
])('what is on air goes on when it is faded to a deck that %s', async (_, spoil) => {
  await rig.pull(5);
  spoil();
  await rig.until('the deck', () => ['empty', 'failed'].includes(rig.deck('b').status));
  rig.console.crossfade('b', 200);
  expect(await airAfter(30)).toBeCloseTo(LEVEL, 2);
  expect(rig.deck('a').status).toBe('playing');
  expect(rig.console.state.crossfade).toMatchObject({ position: 0, fadingTo: null });
});

it('stopping what is on air while another is in the ears is silence on purpose', async () => {
  await listenToB();
  expect(rig.console.onAir).toBe(true);
  rig.console.deckPause('a');
  await rig.pull(5);
  expect(rig.console.onAir).toBe(false);
});
