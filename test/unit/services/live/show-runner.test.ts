import type { Cue, CueStart, Show } from '@shared/models/show';
import { describe, expect, test } from 'vitest';
import {
  again,
  deckEnded,
  deckFailed,
  deckPlays,
  finished,
  go,
  hold,
  isDue,
  jump,
  reconciled,
  skip,
  startRun,
} from '../../../../src/main/services/live/show-runner';

const manual: CueStart = { kind: 'manual' };

function cue(cueId: string, start: CueStart, actions: Cue['actions'] = []): Cue {
  return { cueId, label: cueId, note: '', start, actions };
}

function aShow(...cues: Cue[]): Show {
  return { showId: 'show', name: 'Tuesday', cues };
}

describe('a run of show', () => {
  const show = aShow(
    cue('welcome', manual),
    cue('music', { kind: 'after', delayMs: 5_000 }, [{ kind: 'playItem', deckId: 'a', itemId: 'song' }]),
    cue('talk', { kind: 'deckEnds', deckId: 'a' }),
    cue('goodbye', manual),
  );

  test('waits for a hand, then counts down, then waits for the deck', () => {
    let state = startRun(show, null, 1_000);
    expect(state.run).toMatchObject({ nextCueId: 'welcome', nextAtMs: null, held: false });
    expect(isDue(state, 1_000_000)).toBe(false);

    const first = go(show, state, 2_000);
    expect(first.cue?.cueId).toBe('welcome');
    state = first.state;
    expect(state.run).toMatchObject({ nextCueId: 'music', nextAtMs: 7_000 });
    expect(isDue(state, 6_999)).toBe(false);
    expect(isDue(state, 7_000)).toBe(true);

    state = go(show, state, 7_000).state;
    expect(state.run).toMatchObject({ nextCueId: 'talk', nextAtMs: null });
    expect(deckEnded(show, state, 'b', 8_000).run.nextAtMs).toBeNull();
    state = deckEnded(show, state, 'a', 9_000);
    expect(isDue(state, 9_000)).toBe(true);
  });

  test('a cue that waits for a deck that has ended already is due at once', () => {
    const late = aShow(
      cue('music', manual, [{ kind: 'playItem', deckId: 'a', itemId: 'song' }]),
      cue('aside', manual),
      cue('talk', { kind: 'deckEnds', deckId: 'a' }),
    );
    let state = go(late, startRun(late, null, 0), 0).state;
    state = deckEnded(late, state, 'a', 50);
    state = go(late, state, 100).state;
    expect(isDue(state, 100)).toBe(true);
    // A new song on that deck makes it wait again.
    const again = aShow(
      ...late.cues.slice(0, 1),
      cue('second', manual, late.cues[0]?.actions),
      ...late.cues.slice(2),
    );
    state = go(again, startRun(again, null, 0), 0).state;
    state = go(again, deckEnded(again, state, 'a', 50), 60).state;
    expect(state.run).toMatchObject({ nextCueId: 'talk', nextAtMs: null });
  });

  test('a held countdown goes on where it stood', () => {
    let state = go(show, startRun(show, null, 0), 0).state;
    state = hold(state, true, 2_000);
    expect(state.run).toMatchObject({ held: true, nextAtMs: null });
    expect(isDue(state, 60_000)).toBe(false);
    state = hold(state, false, 60_000);
    expect(state.run.nextAtMs).toBe(63_000);
  });

  test('by hand a held show goes on, and what follows is held too', () => {
    const state = hold(startRun(show, null, 0), true, 0);
    const gone = go(show, state, 10);
    expect(gone.cue?.cueId).toBe('welcome');
    expect(gone.state.run).toMatchObject({ nextCueId: 'music', nextAtMs: null, held: true });
    expect(hold(gone.state, false, 1_000).run.nextAtMs).toBe(6_000);
  });

  test('a deck that ends while the show is held is made up for when it is let go', () => {
    let state = startRun(show, 'talk', 0);
    state = deckEnded(show, hold(state, true, 0), 'a', 100);
    expect(isDue(state, 100)).toBe(false);
    expect(isDue(hold(state, false, 500), 500)).toBe(true);
  });

  test('begins where it is told, and skips what is left out', () => {
    let state = startRun(show, 'talk', 0);
    expect(state.run.outcomes.map(({ status }) => status)).toEqual([
      'skipped',
      'skipped',
      'waiting',
      'waiting',
    ]);
    state = skip(show, state, 10);
    expect(state.run).toMatchObject({ nextCueId: 'goodbye' });
    state = go(show, state, 20).state;
    expect(state.run).toMatchObject({ nextCueId: null, nextAtMs: null });
    expect(go(show, state, 30).cue).toBeNull();
  });

  test('keeps what went wrong by action', () => {
    let state = go(show, startRun(show, null, 0), 0).state;
    const error = { code: 'internal' as const, message: 'no', retryable: false, details: {} };
    state = finished(state, 'welcome', [{ action: 1, error }]);
    expect(state.run.outcomes[0]).toMatchObject({ status: 'failed', problems: [{ action: 1 }] });
    expect(finished(state, 'welcome', []).run.outcomes[0]).toMatchObject({ status: 'done' });
  });

  test('a show that is changed while it runs keeps what went and waits for what is new', () => {
    const state = go(show, startRun(show, null, 0), 0).state;
    const changed = aShow(cue('welcome', manual), cue('new', manual), ...show.cues.slice(1));
    expect(reconciled(changed, state).run).toMatchObject({ nextCueId: 'new', nextAtMs: null });
    expect(reconciled(show, state).run).toMatchObject({ nextCueId: 'music', nextAtMs: 5_000 });
    expect(reconciled(aShow(cue('welcome', manual)), state).run.nextCueId).toBeNull();
  });
});

describe('decks that do what no cue said', () => {
  const show = aShow(
    cue('music', manual, [{ kind: 'playItem', deckId: 'a', itemId: 'song' }]),
    cue('aside', manual),
    cue('talk', { kind: 'deckEnds', deckId: 'a' }),
    cue('goodbye', manual),
  );
  const error = { code: 'media/unreadable' as const, message: 'no', retryable: false, details: {} };
  const upTo = (n: number) => {
    let state = startRun(show, null, 0);
    for (let at = 0; at < n; at++) state = go(show, state, 10 * (at + 1)).state;
    return state;
  };

  test('another song on a deck that had ended is waited for to its own end', () => {
    let state = deckEnded(show, upTo(1), 'a', 15);
    state = deckPlays(show, state, 'a');
    state = go(show, state, 20).state;
    expect(state.run).toMatchObject({ nextCueId: 'talk', nextAtMs: null });
    state = deckEnded(show, state, 'a', 30);
    expect(isDue(state, 30)).toBe(true);
  });

  test('so is one that begins while the cue is held, though it was due', () => {
    let state = hold(upTo(2), true, 25);
    state = deckPlays(show, deckEnded(show, state, 'a', 30), 'a');
    state = hold(state, false, 40);
    expect(isDue(state, 1_000_000)).toBe(false);
    expect(isDue(deckEnded(show, state, 'a', 50), 50)).toBe(true);
  });

  test('a deck that plays changes nothing for cues that wait for a time', () => {
    const timed = aShow(cue('one', manual), cue('two', { kind: 'after', delayMs: 500 }));
    const state = go(timed, startRun(timed, null, 0), 0).state;
    expect(deckPlays(timed, deckEnded(timed, state, 'a', 1), 'a').run.nextAtMs).toBe(500);
  });

  test('a deck that fails has ended, and the cue that put the file there has failed in that', () => {
    let state = finished(upTo(2), 'music', []);
    state = deckFailed(show, state, { deckId: 'a', itemId: 'song', error }, 30);
    expect(isDue(state, 30)).toBe(true);
    expect(state.run.outcomes[0]).toMatchObject({ status: 'failed', problems: [{ action: 0, error }] });
    // Told once more, it is the same failure.
    state = deckFailed(show, state, { deckId: 'a', itemId: 'song', error }, 31);
    expect(state.run.outcomes[0]?.problems).toHaveLength(1);
  });

  test('a cue that is under way goes on, and keeps what its deck could not play', () => {
    const state = deckFailed(show, upTo(1), { deckId: 'a', itemId: 'song', error }, 12);
    expect(state.run.outcomes[0]).toMatchObject({ status: 'running', problems: [{ action: 0 }] });
  });

  test('what fails on a deck by hand, or on the other one, is no failure of a cue', () => {
    const state = finished(upTo(2), 'music', []);
    for (const failed of [
      { deckId: 'a' as const, itemId: 'another', error },
      { deckId: 'b' as const, itemId: 'song', error },
    ]) {
      expect(deckFailed(show, state, failed, 30).run.outcomes[0]?.status).toBe('done');
    }
  });
});

describe('out of order', () => {
  const show = aShow(
    cue('one', manual),
    cue('two', { kind: 'after', delayMs: 1_000 }),
    cue('three', manual, [{ kind: 'playItem', deckId: 'b', itemId: 'song' }]),
    cue('four', { kind: 'after', delayMs: 0 }),
  );
  const statuses = (state: ReturnType<typeof startRun>) => state.run.outcomes.map(({ status }) => status);

  test('a jump ahead skips what lies between, and the cue waits for a hand whatever its start', () => {
    let state = finished(go(show, startRun(show, null, 0), 0).state, 'one', []);
    state = jump(show, state, 'four');
    expect(statuses(state)).toEqual(['done', 'skipped', 'skipped', 'waiting']);
    expect(state.run).toMatchObject({ nextCueId: 'four', nextAtMs: null });
    expect(go(show, state, 50).cue?.cueId).toBe('four');
  });

  test('a jump back makes what followed wait again, and the run goes on from there', () => {
    let state = startRun(show, null, 0);
    for (const at of [0, 1, 2]) state = go(show, state, at).state;
    for (const id of ['one', 'two', 'three']) state = finished(state, id, []);
    state = jump(show, state, 'two');
    expect(statuses(state)).toEqual(['done', 'waiting', 'waiting', 'waiting']);
    state = go(show, state, 90).state;
    expect(state.run.nextCueId).toBe('three');
    expect(reconciled(show, state).run.nextCueId).toBe('three');
  });

  test('a jump in a held show is not let go by itself', () => {
    let state = hold(go(show, startRun(show, null, 0), 0).state, true, 100);
    state = hold(jump(show, state, 'four'), false, 200);
    expect(isDue(state, 1_000_000)).toBe(false);
  });

  test('a cue is done again, and the next one stays the next', () => {
    const error = { code: 'internal' as const, message: 'no', retryable: false, details: {} };
    let state = go(show, startRun(show, null, 0), 0).state;
    state = finished(state, 'one', [{ action: 0, error }]);
    const gone = again(show, state, 'one', 400);
    expect(gone.cue?.cueId).toBe('one');
    expect(gone.state.run.outcomes[0]).toMatchObject({ status: 'running', atMs: 400, problems: [] });
    expect(gone.state.run).toMatchObject({ nextCueId: 'two', nextAtMs: 1_000 });
  });

  test('the next cue done "again" is the next cue gone', () => {
    const gone = again(show, startRun(show, null, 0), 'one', 5);
    expect(gone.cue?.cueId).toBe('one');
    expect(gone.state.run.nextCueId).toBe('two');
    expect(again(show, gone.state, 'nowhere', 6).cue).toBeNull();
  });
});
