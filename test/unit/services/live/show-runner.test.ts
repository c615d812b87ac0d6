import type { Cue, CueStart, Show } from '@shared/models/show';
import { describe, expect, test } from 'vitest';
import {
  deckEnded,
  finished,
  go,
  hold,
  isDue,
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
