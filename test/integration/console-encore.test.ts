import { afterEach, beforeEach, expect, it } from 'vitest';
import { Deck } from '../../src/main/discord/voice/console/deck';
import { LoudnessQueue } from '../../src/main/discord/voice/console/file-loudness';
import { DEFAULT_LEVELLING } from '../../src/shared/models/live-defaults';
import { ConsoleRig } from './console-support';

const loudness = new LoudnessQueue();
const air = new Float32Array(1_920);
let rig: ConsoleRig;
let deck: Deck;
beforeEach(async () => {
  rig = await ConsoleRig.create();
  deck = new Deck('a', {
    onChange: () => undefined,
    onHand: () => undefined,
    loudness,
    levelling: () => ({ ...DEFAULT_LEVELLING, enabled: false }),
    onLoudness: () => undefined,
  });
});
afterEach(async () => {
  deck.close();
  await rig.close();
});

function tick(): boolean {
  const has = deck.strip.sounding && deck.strip.advance();
  deck.strip.mix(air, null, 1, 0);
  deck.settle();
  return has;
}

async function played(): Promise<void> {
  const path = await rig.make('short.wav', 'sine=frequency=300:duration=0.2', ['-ac', '2']);
  const source = { kind: 'file', path, name: 'short' } as const;
  deck.load({ itemId: 'a', source, gainDb: 0, loop: false, play: true });
  await rig.until('the end', () => {
    tick();
    return deck.status === 'ended';
  });
}

it('begins again at once when its turn was over for a second, and once more after that', async () => {
  await played();
  for (let round = 0; round < 2; round += 1) {
    const { positionMs } = deck;
    await rig.until('a track at its start', () => {
      tick();
      return deck.primed;
    });
    expect(deck.status).toBe('ended');
    expect(deck.positionMs).toBe(positionMs);
    deck.play();
    expect(deck.status).toBe('playing');
    expect(tick()).toBe(true);
    await rig.until('the end', () => {
      tick();
      return deck.status === 'ended';
    });
  }
});

it('opens nothing for a deck that is loaded anew within the second, and lets go what it has opened for another', async () => {
  await played();
  for (let i = 0; i < 40; i += 1) tick();
  expect(deck.primed).toBe(false);
  await rig.until('a track', () => {
    tick();
    return deck.primed;
  });
  deck.eject();
  expect(deck.primed).toBe(false);
  deck.play();
  expect(deck.status).toBe('empty');
});

it('goes where it is told instead of to its start, even if that is close to its end', async () => {
  await played();
  await rig.until('a track', () => {
    tick();
    return deck.primed;
  });
  deck.seek(100);
  await rig.until('the place', () => deck.status === 'playing');
  expect(deck.positionMs).toBe(100);
  expect(deck.primed).toBe(false);
});
