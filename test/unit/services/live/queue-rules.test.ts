import type { DeckState } from '@shared/models/console';
import { describe, expect, test } from 'vitest';
import { autoLoad, deckOnAir, next, type QueueSight } from '../../../../src/main/services/live/queue-rules';

type Status = DeckState['status'];

function sight(a: Status, b: Status, change: Partial<QueueSight> & { position?: number } = {}): QueueSight {
  const { position = 0, ...rest } = change;
  const deck = (deckId: 'a' | 'b', status: Status) => ({ deckId, status, loop: false }) as DeckState;
  const crossfade = { position, fadingTo: null, auto: false, durationMs: 3_000 };
  return {
    console: { decks: [deck('a', a), deck('b', b)], crossfade },
    queue: ['one', 'two'],
    autoLoad: true,
    autoCrossfade: false,
    ...rest,
  };
}

describe('the queue by itself', () => {
  test('fills the deck the crossfader leans to first', () => {
    expect(autoLoad(sight('empty', 'empty'))).toEqual({
      kind: 'load',
      deckId: 'a',
      itemId: 'one',
      play: false,
    });
    expect(autoLoad(sight('empty', 'empty', { position: 1 }))).toMatchObject({ deckId: 'b' });
  });

  test('takes a deck that ended, and none that plays, loads, waits or is paused', () => {
    expect(autoLoad(sight('ended', 'playing'))).toMatchObject({ deckId: 'a' });
    for (const status of ['playing', 'loading', 'ready', 'paused'] as const) {
      expect(autoLoad(sight(status, 'playing'))).toBeNull();
    }
  });

  test('leaves a failed deck alone, so that its reason can be read, unless it plays unattended', () => {
    expect(autoLoad(sight('failed', 'playing'))).toBeNull();
    expect(autoLoad(sight('failed', 'playing', { autoCrossfade: true }))).toMatchObject({ deckId: 'a' });
  });

  test('does nothing when it is off or the queue is empty', () => {
    expect(autoLoad(sight('empty', 'empty', { autoLoad: false }))).toBeNull();
    expect(autoLoad(sight('empty', 'empty', { queue: [] }))).toBeNull();
  });
});

describe('"next"', () => {
  test('fades over to the deck that waits', () => {
    expect(next(sight('playing', 'ready'))).toEqual([{ kind: 'fadeTo', deckId: 'b' }]);
    expect(next(sight('paused', 'playing', { position: 1 }))).toEqual([{ kind: 'fadeTo', deckId: 'a' }]);
  });

  test('cuts to the waiting deck when nothing is on air', () => {
    expect(next(sight('empty', 'ready'))).toEqual([{ kind: 'cutTo', deckId: 'b' }]);
  });

  test('puts the first of the queue on air when nothing is there at all', () => {
    expect(next(sight('empty', 'empty'))).toEqual([
      { kind: 'load', deckId: 'a', itemId: 'one', play: true },
      { kind: 'cutTo', deckId: 'a' },
    ]);
  });

  test('loads the free deck while the other is on air', () => {
    expect(next(sight('playing', 'empty'))).toEqual([
      { kind: 'load', deckId: 'b', itemId: 'one', play: false },
    ]);
  });

  test('means a deck that is heard in the ears before one of the queue', () => {
    const cued = (a: Status, b: Status) => {
      const at = sight(a, b);
      const [one, two] = at.console.decks;
      return {
        ...at,
        console: { ...at.console, decks: [one, { ...two, cue: true }] as [DeckState, DeckState] },
      };
    };
    expect(deckOnAir(cued('paused', 'playing').console)).toBeNull();
    expect(next(cued('playing', 'playing'))).toEqual([{ kind: 'fadeTo', deckId: 'b' }]);
    expect(next(cued('playing', 'ready'))).toEqual([{ kind: 'fadeTo', deckId: 'b' }]);
    expect(next(cued('empty', 'playing'))).toEqual([{ kind: 'cutTo', deckId: 'b' }]);
  });

  test('of two playing decks the one the crossfader leans to is on air', () => {
    expect(deckOnAir(sight('playing', 'playing', { position: 0.8 }).console)).toBe('b');
    expect(deckOnAir(sight('playing', 'playing', { position: 0.2 }).console)).toBe('a');
    expect(deckOnAir(sight('paused', 'ended').console)).toBeNull();
  });
});
