import { afterEach, beforeEach, expect, it } from 'vitest';
import { ConsoleRig } from './console-support';

let rig: ConsoleRig;
let path: string;
beforeEach(async () => {
  rig = await ConsoleRig.create();
  path = await rig.make('song.wav', 'sine=frequency=300:duration=2', ['-ac', '2']);
});
afterEach(() => rig.close());

/** As an engine puts it there that has taken over from one that died. */
async function put(status: 'ready' | 'paused' | 'ended', positionMs: number): Promise<void> {
  const source = { kind: 'file', path, name: 'song' } as const;
  const load = { itemId: 'a', source, gainDb: 0, loop: false, play: false };
  rig.console.deckLoad('a', { ...load, place: { positionMs, status } });
  expect(rig.deck('a')).toMatchObject({ status: 'loading', positionMs });
  await rig.until('the deck', () => rig.deck('a').status !== 'loading');
}

it.each(['ready', 'paused'] as const)(
  'a deck comes back %s where it stood, and plays from there',
  async (status) => {
    await put(status, 1_200);
    expect(rig.deck('a')).toMatchObject({ status, positionMs: 1_200 });
    rig.console.deckPlay('a');
    rig.console.pull();
    expect(rig.deck('a')).toMatchObject({ status: 'playing', positionMs: 1_220 });
  },
);

it('one that is paused is not faded to by itself; one that was ready is', async () => {
  for (const [status, fades] of [
    ['paused', false],
    ['ready', true],
  ] as const) {
    await put(status, 500);
    rig.load('b', path);
    rig.console.setCrossfader(1);
    rig.console.setAutoCrossfade(true, 3_000);
    await rig.until('deck B', () => rig.deck('b').status === 'playing');
    for (let tick = 0; tick < 3; tick += 1) rig.console.pull();
    expect(rig.deck('a').status === 'playing').toBe(fades);
  }
});

it('one whose turn was over is so still, at its end, and begins again from its start', async () => {
  await put('ended', 2_000);
  expect(rig.deck('a')).toMatchObject({ status: 'ended', positionMs: 2_000, durationMs: 2_000 });
  rig.console.deckPlay('a');
  await rig.until('its start', () => rig.deck('a').status === 'playing');
  expect(rig.deck('a').positionMs).toBe(0);
});
