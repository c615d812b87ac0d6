import type { AppErrorView } from '@shared/errors/app-error';
import type { DeckId, LiveId } from '@shared/models/console';
import type { Cue, CueOutcome, Show, ShowRun } from '@shared/models/show';

/**
 * How a show goes from cue to cue (B13). Pure: each function answers with the next state, and `go` with the cue whose
 * actions are to be performed now. The caller keeps the clock and tells what decks do.
 */
export interface Running {
  run: ShowRun;
  /** Decks that ended and have not been given anything new by a cue since. */
  endedDecks: readonly DeckId[];
  /** While held: how long the next cue still had to wait; null when it does not wait for a time. */
  remainingMs: number | null;
}

export interface Gone {
  state: Running;
  /** Null when there is no cue left. */
  cue: Cue | null;
}

/** Starts at a cue, or at the first; those before it are skipped. */
export function startRun(show: Show, fromCueId: LiveId | null, nowMs: number): Running {
  const at = Math.max(
    0,
    show.cues.findIndex(({ cueId }) => cueId === fromCueId),
  );
  const outcomes = show.cues.map(
    ({ cueId }, index): CueOutcome => ({
      cueId,
      status: index < at ? 'skipped' : 'waiting',
      atMs: null,
      problems: [],
    }),
  );
  const run = {
    showId: show.showId,
    startedAtMs: nowMs,
    nextCueId: null,
    nextAtMs: null,
    held: false,
    outcomes,
  };
  return waitFor(show, { run, endedDecks: [], remainingMs: null }, at, nowMs);
}

/** Lets the next cue go, whatever it waits for. */
export function go(show: Show, state: Running, nowMs: number): Gone {
  const at = nextIndex(show, state);
  const cue = at < 0 ? undefined : show.cues[at];
  if (!cue) return { state, cue: null };
  const started = new Set(
    cue.actions.flatMap((action) => (action.kind === 'playItem' ? [action.deckId] : [])),
  );
  const marked = withOutcome(state, cue.cueId, { status: 'running', atMs: nowMs });
  const endedDecks = state.endedDecks.filter((deckId) => !started.has(deckId));
  return { state: waitFor(show, { ...marked, endedDecks }, at + 1, nowMs), cue };
}

/** Makes this cue the next one, to go by hand; those left out on the way are skipped, and those from it on wait again. */
export function jump(show: Show, state: Running, cueId: LiveId): Running {
  const at = show.cues.findIndex((cue) => cue.cueId === cueId);
  if (at < 0) return state;
  const place = new Map(show.cues.map((cue, index) => [cue.cueId, index]));
  const outcomes = state.run.outcomes.map((outcome): CueOutcome => {
    const isBefore = (place.get(outcome.cueId) ?? 0) < at;
    if (isBefore) return outcome.status === 'waiting' ? { ...outcome, status: 'skipped' } : outcome;
    return { cueId: outcome.cueId, status: 'waiting', atMs: null, problems: [] };
  });
  return { ...state, run: { ...state.run, outcomes, nextCueId: cueId, nextAtMs: null }, remainingMs: null };
}

/** Does a cue again, or one that was left out; the next one stays the next. */
export function again(show: Show, state: Running, cueId: LiveId, nowMs: number): Gone {
  if (cueId === state.run.nextCueId) return go(show, state, nowMs);
  const cue = show.cues.find((one) => one.cueId === cueId);
  if (!cue) return { state, cue: null };
  return { state: withOutcome(state, cueId, { status: 'running', atMs: nowMs, problems: [] }), cue };
}

/** Leaves the next cue out; the one after it waits from now. */
export function skip(show: Show, state: Running, nowMs: number): Running {
  const at = nextIndex(show, state);
  const cue = at < 0 ? undefined : show.cues[at];
  if (!cue) return state;
  return waitFor(show, withOutcome(state, cue.cueId, { status: 'skipped', atMs: nowMs }), at + 1, nowMs);
}

/** Holds what would go by itself; a countdown goes on where it stood when it is let go. */
export function hold(state: Running, held: boolean, nowMs: number): Running {
  const { run } = state;
  if (held === run.held) return state;
  if (held) {
    const remainingMs = run.nextAtMs === null ? null : Math.max(0, run.nextAtMs - nowMs);
    return { ...state, run: { ...run, held, nextAtMs: null }, remainingMs };
  }
  const nextAtMs = state.remainingMs === null ? null : nowMs + state.remainingMs;
  return { ...state, run: { ...run, held, nextAtMs }, remainingMs: null };
}

/** A deck came to its end: a cue that waits for it is due now, or, when the show is held, as soon as it is let go. */
export function deckEnded(show: Show, state: Running, deckId: DeckId, nowMs: number): Running {
  const endedDecks = [...new Set([...state.endedDecks, deckId])];
  const cue = show.cues[nextIndex(show, state)];
  const waited = cue?.start.kind === 'deckEnds' && cue.start.deckId === deckId;
  if (!waited) return { ...state, endedDecks };
  if (state.run.held) return { ...state, endedDecks, remainingMs: 0 };
  return { ...state, endedDecks, run: { ...state.run, nextAtMs: nowMs } };
}

/** A deck plays again: what ended on it before is over, and a cue that waits for its end waits for this one's. */
export function deckPlays(show: Show, state: Running, deckId: DeckId): Running {
  if (!state.endedDecks.includes(deckId)) return state;
  const endedDecks = state.endedDecks.filter((ended) => ended !== deckId);
  const start = show.cues[nextIndex(show, state)]?.start;
  if (start?.kind !== 'deckEnds' || start.deckId !== deckId) return { ...state, endedDecks };
  return { ...state, endedDecks, run: { ...state.run, nextAtMs: null }, remainingMs: null };
}

/**
 * What a deck played cannot be played, from its start or from here on: it has ended, and the cue that put it there last
 * has failed in that.
 */
export function deckFailed(
  show: Show,
  state: Running,
  failed: { deckId: DeckId; itemId: LiveId | null; error: AppErrorView },
  nowMs: number,
): Running {
  const { deckId, itemId, error } = failed;
  const actionOf = ({ cueId }: CueOutcome) =>
    show.cues
      .find((cue) => cue.cueId === cueId)
      ?.actions.findIndex(
        (action) => action.kind === 'playItem' && action.deckId === deckId && action.itemId === itemId,
      ) ?? -1;
  const [last] = state.run.outcomes
    .filter((outcome) => outcome.atMs !== null && outcome.status !== 'skipped' && actionOf(outcome) >= 0)
    .sort((a, b) => (b.atMs ?? 0) - (a.atMs ?? 0));
  const ended = deckEnded(show, state, deckId, nowMs);
  if (!last) return ended;
  const action = actionOf(last);
  const others = last.problems.filter((problem) => problem.action !== action);
  // One that still asks Discord for something goes on with that, and has failed when it is through.
  const status = last.status === 'running' ? 'running' : 'failed';
  return withOutcome(ended, last.cueId, { status, problems: [...others, { action, error }] });
}

/** Whether the next cue is due. */
export function isDue({ run }: Running, nowMs: number): boolean {
  return !run.held && run.nextCueId !== null && run.nextAtMs !== null && run.nextAtMs <= nowMs;
}

/** What became of a cue that went. */
export function finished(
  state: Running,
  cueId: LiveId,
  problems: readonly { action: number; error: AppErrorView }[],
): Running {
  const status = problems.length > 0 ? 'failed' : 'done';
  return withOutcome(state, cueId, { status, problems: [...problems] });
}

/**
 * The run after the show was changed under it, or after the app started again: what went stays gone, new cues wait.
 * Null when nothing of it is left.
 */
export function reconciled(show: Show, { run, endedDecks, remainingMs }: Running): Running {
  const before = new Map(run.outcomes.map((outcome) => [outcome.cueId, outcome]));
  const outcomes = show.cues.map(
    ({ cueId }): CueOutcome => before.get(cueId) ?? { cueId, status: 'waiting', atMs: null, problems: [] },
  );
  const waiting = outcomes.find(({ status }) => status === 'waiting');
  const kept = waiting?.cueId === run.nextCueId;
  return {
    run: { ...run, outcomes, nextCueId: waiting?.cueId ?? null, nextAtMs: kept ? run.nextAtMs : null },
    endedDecks,
    remainingMs: kept ? remainingMs : null,
  };
}

/** Makes the cue at `index` the next one, with the time it goes by itself. */
function waitFor(show: Show, state: Running, index: number, nowMs: number): Running {
  const cue = show.cues[index];
  const waitMs = cue ? waitOf(cue, state) : null;
  const { held } = state.run;
  return {
    ...state,
    run: {
      ...state.run,
      nextCueId: cue?.cueId ?? null,
      nextAtMs: waitMs === null || held ? null : nowMs + waitMs,
    },
    remainingMs: held ? waitMs : null,
  };
}

/** How long a cue waits from the moment it is the next one; null when it waits for a hand or for a deck. */
function waitOf({ start }: Cue, { endedDecks }: Running): number | null {
  if (start.kind === 'after') return start.delayMs;
  if (start.kind === 'deckEnds') return endedDecks.includes(start.deckId) ? 0 : null;
  return null;
}

function nextIndex(show: Show, { run }: Running): number {
  return run.nextCueId === null ? -1 : show.cues.findIndex(({ cueId }) => cueId === run.nextCueId);
}

function withOutcome(state: Running, cueId: LiveId, change: Partial<CueOutcome>): Running {
  const outcomes = state.run.outcomes.map((outcome) =>
    outcome.cueId === cueId ? { ...outcome, ...change } : outcome,
  );
  return { ...state, run: { ...state.run, outcomes } };
}
