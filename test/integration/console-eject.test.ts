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
});
afterEach(() => rig.close());

it.each(['wav', 'opus'])(
  'fades a %s out that is ejected while it is on air, and the deck is empty at once',
  async (type) => {
    rig.load('a', await rig.make(`a.${type}`, sine(440, 5)));
    await rig.ready('a');
    await rig.pull(20);
    rig.console.deckEject('a');
    expect(rig.deck('a')).toMatchObject({ status: 'empty', itemId: null, positionMs: 0 });
    const fading = left(pcmOf(await rig.pull(20)));
    expect(rms(fading, 4_800, 9_600)).toBeGreaterThan(LEVEL * 0.5);
    expect(rms(fading, 14_400)).toBeLessThan(LEVEL * 0.5);
    expect((await rig.pull(15)).slice(10)).toEqual([null, null, null, null, null]);
    expect(rig.deck('a').status).toBe('empty');
    expect(rig.console.onAir).toBe(false);
    expect(rig.console.restless).toBe(false);
  },
);

it('lets a file that ends while it fades end, and one that is put on meanwhile play from its start', async () => {
  rig.load('a', await rig.make('short.wav', sine(440, 1)));
  await rig.ready('a');
  await rig.pull(45);
  rig.console.deckEject('a');
  await rig.pull(15);
  expect(rig.deck('a')).toMatchObject({ status: 'empty', error: null });

  rig.load('a', await rig.make('long.wav', sine(440, 5)));
  await rig.ready('a');
  await rig.pull(10);
  const next = await rig.make('next.wav', sine(937, 5));
  rig.console.deckEject('a');
  await rig.pull(3);
  rig.load('a', next);
  await rig.ready('a');
  await rig.pull(20);
  expect(rms(left(pcmOf(rig.frames.slice(-10))))).toBeCloseTo(LEVEL, 2);
  // A sine that begins at its start bends by its slope there; a cut would be five times as sharp.
  expect(sharpest(left(pcmOf(rig.frames)), 300)).toBeLessThan((0.25 * 2 * Math.PI * 937) / 48_000 + 0.002);
});

it('a deck that is not heard is empty without a sound', async () => {
  rig.load('a', await rig.make('a.wav', sine(440, 5)), { play: false });
  await rig.ready('a');
  rig.console.deckEject('a');
  expect(await rig.pull(5)).toEqual([null, null, null, null, null]);
});
