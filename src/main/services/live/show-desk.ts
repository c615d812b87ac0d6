import { AppError, type AppErrorView, toAppError } from '@shared/errors/app-error';
import type { DeckId, LiveId } from '@shared/models/console';
import type { Cue, CueAction, Show, ShowRun } from '@shared/models/show';
import type { Clock } from '../../support/clock';
import type { Logger } from '../../support/logger';
import type { DeckTurn } from './deck-control';
import type { LiveFile } from './live-file';
import {
  again,
  deckEnded,
  deckFailed,
  deckPlays,
  finished,
  type Gone,
  go,
  hold,
  isDue,
  jump,
  type Running,
  reconciled,
  skip,
  startRun,
} from './show-runner';

export interface ShowDeskOptions {
  file: LiveFile;
  clock: Clock;
  logger: Logger;
  /** Does one action; rejects with an AppError that says why it could not. */
  perform: (action: CueAction) => Promise<void> | void;
  /** Whether what is on the deck, or is being put there, may still come to its end. */
  deckRuns: (deckId: DeckId) => boolean;
  onChanged: (part: 'shows' | 'run') => void;
}

/** A show lasts as long as it likes; Node's timers do not. Looked at again then. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

const ASKS_DISCORD: ReadonlySet<CueAction['kind']> = new Set(['openTemplate', 'setStatus', 'postMessage']);

/**
 * The shows that are kept and the one that runs: the clock and the hands of `show-runner`. The run is kept with the
 * shows; after a start of the app it is held, because what its cues stood on is no longer there.
 */
export class ShowDesk {
  readonly #options: ShowDeskOptions;
  #running: Running | null = null;
  #cancelTimer: (() => void) | undefined;
  #closed = false;

  constructor(options: ShowDeskOptions) {
    this.#options = options;
    const { run } = options.file.content;
    const show = run && this.#find(run.showId);
    if (!run || !show) return;
    // A cue that was under way when the app ended has no end of its own.
    const outcomes = run.outcomes.map((outcome) =>
      outcome.status === 'running' ? { ...outcome, status: 'done' as const } : outcome,
    );
    const state = { run: { ...run, outcomes }, endedDecks: [], remainingMs: null };
    this.#running = hold(reconciled(show, state), true, options.clock.now());
  }

  get run(): ShowRun | null {
    return this.#running?.run ?? null;
  }

  save(show: Show): Show {
    const { file } = this.#options;
    const others = file.content.shows.filter(({ showId }) => showId !== show.showId);
    file.change({ shows: [...others, show].sort((a, b) => a.name.localeCompare(b.name)) });
    this.#options.onChanged('shows');
    if (this.#running?.run.showId === show.showId) this.#take(reconciled(show, this.#running));
    return show;
  }

  remove(showId: LiveId): void {
    if (this.#running?.run.showId === showId) this.end();
    const { file } = this.#options;
    file.change({ shows: file.content.shows.filter((show) => show.showId !== showId) });
    this.#options.onChanged('shows');
  }

  start(showId: LiveId, fromCueId: LiveId | null): void {
    const show = this.#find(showId);
    if (!show) throw new AppError('internal', 'There is no such show');
    this.#take(startRun(show, fromCueId, this.#options.clock.now()));
  }

  goNext(): void {
    this.#step((show, running, nowMs) => go(show, running, nowMs));
  }

  skip(): void {
    this.#step((show, running, nowMs) => ({ state: skip(show, running, nowMs), cue: null }));
  }

  /** Makes a cue the next one; it goes by hand. */
  jumpTo(cueId: LiveId): void {
    this.#step((show, running) => ({ state: jump(show, running, cueId), cue: null }));
  }

  /** Does a cue again, whatever is next. */
  repeat(cueId: LiveId): void {
    this.#step((show, running, nowMs) => again(show, running, cueId, nowMs));
  }

  hold(held: boolean): void {
    this.#step((_show, running, nowMs) => ({ state: hold(running, held, nowMs), cue: null }));
  }

  end(): void {
    this.#take(null);
  }

  /** What became of a deck: the cues that wait for its end, and the one that put a file on it, are concerned. */
  deckTurned(deckId: DeckId, turn: DeckTurn): void {
    this.#step((show, running, nowMs) => ({ state: turned(show, running, deckId, turn, nowMs), cue: null }));
  }

  /** The cues of the running show that may still go. */
  cuesToCome(): readonly Cue[] {
    const running = this.#running;
    if (!running) return [];
    const waiting = new Set(
      running.run.outcomes.filter(({ status }) => status === 'waiting').map(({ cueId }) => cueId),
    );
    return this.#find(running.run.showId)?.cues.filter(({ cueId }) => waiting.has(cueId)) ?? [];
  }

  close(): void {
    this.#closed = true;
    this.#cancelTimer?.();
  }

  #step(move: (show: Show, running: Running, nowMs: number) => Gone): void {
    const running = this.#running;
    const show = running && this.#find(running.run.showId);
    if (!running || !show) return;
    const { state, cue } = move(show, running, this.#options.clock.now());
    if (state !== running) this.#take(state);
    const atMs = state.run.outcomes.find(({ cueId }) => cueId === cue?.cueId)?.atMs ?? null;
    if (cue) void this.#perform(cue, running.run.startedAtMs, atMs);
  }

  /** Takes the next state, keeps it, and sees to what goes by itself. */
  #take(running: Running | null): void {
    this.#running = running;
    this.#options.file.change({ run: running?.run ?? null });
    this.#options.onChanged('run');
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    const nextAtMs = running?.run.nextAtMs ?? null;
    if (nextAtMs === null || this.#closed) return;
    const { clock } = this.#options;
    const waitMs = Math.min(Math.max(0, nextAtMs - clock.now()), LONGEST_TIMER_MS);
    this.#cancelTimer = clock.setTimer(() => {
      this.#cancelTimer = undefined;
      if (!this.#running) return;
      if (isDue(this.#running, clock.now())) this.goNext();
      else this.#take(this.#running);
    }, waitMs);
  }

  /**
   * One action after the other, in the cue's order; one that fails does not stop the others. What asks Discord may take
   * seconds: such actions wait for each other, and nothing that is to be heard waits for them.
   */
  async #perform(cue: Cue, runStartedAtMs: number, atMs: number | null): Promise<void> {
    const problems: { action: number; error: AppErrorView }[] = [];
    // The show may have been ended, or begun anew, in the meantime.
    const isOver = () => this.#closed || this.#running?.run.startedAtMs !== runStartedAtMs;
    const one = async (index: number, action: CueAction) => {
      try {
        await this.#options.perform(action);
      } catch (error) {
        const failure = toAppError(error);
        this.#options.logger.warn('an action of a cue failed', { kind: action.kind, code: failure.code });
        problems.push({ action: index, error: failure.toView() });
        if (action.kind === 'playItem' && !isOver()) this.#playsNothing(action.deckId);
      }
    };
    let asked = Promise.resolve();
    for (const [index, action] of cue.actions.entries()) {
      if (ASKS_DISCORD.has(action.kind)) asked = asked.then(() => one(index, action));
      else await one(index, action);
    }
    await asked;
    if (isOver() || !this.#running) return;
    // The cue may have been done once more, or made to wait again.
    const outcome = this.#running.run.outcomes.find(({ cueId }) => cueId === cue.cueId);
    if (outcome?.status !== 'running' || outcome.atMs !== atMs) return;
    // A deck may have failed in what this cue put on it.
    const all = [...outcome.problems, ...problems].sort((a, b) => a.action - b.action);
    this.#take(finished(this.#running, cue.cueId, all));
  }

  /** What was to play on the deck never will: who waits for its end waits no longer, unless the one before plays on there. */
  #playsNothing(deckId: DeckId): void {
    if (this.#options.deckRuns(deckId)) return;
    this.#step((show, running, nowMs) => ({ state: deckEnded(show, running, deckId, nowMs), cue: null }));
  }

  #find(showId: LiveId): Show | undefined {
    return this.#options.file.content.shows.find((show) => show.showId === showId);
  }
}

function turned(show: Show, running: Running, deckId: DeckId, turn: DeckTurn, nowMs: number): Running {
  switch (turn.kind) {
    case 'began':
      return deckPlays(show, running, deckId);
    case 'ended':
      return deckEnded(show, running, deckId, nowMs);
    case 'failed': {
      const error = turn.error ?? new AppError('media/unreadable', 'The file cannot be played').toView();
      return deckFailed(show, running, { deckId, itemId: turn.itemId, error }, nowMs);
    }
  }
}
