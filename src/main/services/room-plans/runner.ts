import type { GuildId } from '@shared/discord/snowflake';
import type { OpenSetOutcome, PlanNews, RoomTemplate } from '@shared/models/room-plans';
import { accountKeyOf } from '../../discord/account-key';
import type { DiscordSession, SessionSource } from '../../discord/session';
import type { Clock } from '../../support/clock';
import type { Logger } from '../../support/logger';
import { type DueSchedules, openDue } from './due-schedules';
import type { Live } from './live';
import { LobbyHost } from './lobby-host';
import type { Timing } from './machine';
import { type Opening, planOf, setOf } from './opening';
import type { RoomActions } from './perform';
import type { PlanStore } from './plan-store';
import { SetWork } from './set-work';
import type { StoredSchedule } from './stored';

export interface RunnerOptions {
  sessions: SessionSource;
  clock: Clock;
  logger: Logger;
  rooms: RoomActions;
  store: PlanStore;
  timing: Timing;
  onNews(news: PlanNews): void;
}

/** Timers no longer than this: the wall clock may be set, and the computer may sleep. */
const MAX_TIMER_MS = 30_000;
/** What does not heed being cut off, such as a status that waits for a limit, does not hold up closing. */
const CLOSE_GRACE_MS = 1_500;

/**
 * Looks at the plans whenever something may have changed, for the connected account and only while events reach us:
 * schedules first, then lobbies, then the sets. Everything is judged by the wall clock anew each time.
 */
export class Runner {
  readonly #options: RunnerOptions;
  readonly #abort = new AbortController();
  readonly #work: SetWork;
  readonly #lobbies: LobbyHost;
  readonly #due: DueSchedules;
  readonly #releaseSource: () => void;
  #releaseSession: () => void = () => undefined;
  #liveSinceMs: number | null = null;
  #cancelTimer: (() => void) | undefined;
  #queued = false;

  constructor(options: RunnerOptions) {
    this.#options = options;
    this.#work = new SetWork({ ...options, signal: this.#abort.signal, wake: () => this.wake() });
    this.#lobbies = new LobbyHost({ ...options, open: (guildId, opening) => this.open(guildId, opening) });
    this.#due = { ...options, openSchedule: (schedule, atMs) => this.openSchedule(schedule, atMs) };
    this.#releaseSource = options.sessions.onChanged((session) => this.#follow(session));
    this.#follow(options.sessions.current);
  }

  /** Looks at everything, soon; many calls in one turn of the event loop are one look. */
  wake(): void {
    if (this.#queued || this.#abort.signal.aborted) return;
    this.#queued = true;
    setImmediate(() => {
      this.#queued = false;
      if (!this.#abort.signal.aborted) this.#pump();
    });
  }

  /** Begins an opening at once; the first request leaves when the set is on disk. */
  open(guildId: GuildId, opening: Opening): OpenSetOutcome {
    const session = this.#options.sessions.current;
    if (!session) return { kind: 'blocked', problems: [{ kind: 'guildUnavailable' }] };
    const nowMs = this.#options.clock.now();
    const found = planOf(session, guildId, opening, nowMs);
    if (!found?.plan.canOpen) {
      return { kind: 'blocked', problems: found?.plan.problems ?? [{ kind: 'guildUnavailable' }] };
    }
    const { store } = this.#options;
    const set = setOf(accountKeyOf(session), guildId, opening, found.plan, nowMs);
    const { content } = store;
    if (!store.find(set.setId)) store.set({ ...content, sets: [set, ...content.sets] });
    this.wake();
    return { kind: 'opening', setId: set.setId };
  }

  /** Stops; what is under way is cut off, and found again by the next start. */
  async close(): Promise<void> {
    this.#abort.abort(new DOMException('Roomtone closes', 'AbortError'));
    this.#cancelTimer?.();
    this.#releaseSession();
    this.#releaseSource();
    let cancelGrace: () => void = () => undefined;
    const grace = new Promise<void>((resolve) => {
      cancelGrace = this.#options.clock.setTimer(resolve, CLOSE_GRACE_MS);
    });
    await Promise.race([this.#work.settled(), grace]);
    cancelGrace();
  }

  #follow(session: DiscordSession | null): void {
    this.#releaseSession();
    this.#releaseSession = () => undefined;
    this.#liveSinceMs = null;
    this.#lobbies.forget();
    if (!session) return;
    const { clock } = this.#options;
    const onState = (kind: string) => {
      if (kind !== 'ready') this.#liveSinceMs = null;
      else this.#liveSinceMs ??= clock.now();
      this.wake();
    };
    const releases = [
      session.gateway.onState(({ kind }) => onState(kind)),
      session.cache.onChanged(() => this.wake()),
    ];
    this.#releaseSession = () => {
      for (const release of releases) release();
    };
    onState(session.gateway.state.kind);
  }

  #pump(): void {
    const { clock, sessions } = this.#options;
    const session = sessions.current;
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    if (!session || this.#liveSinceMs === null) return;
    const live: Live = { session, accountKey: accountKeyOf(session), sinceMs: this.#liveSinceMs };
    const dueMs = openDue(this.#due, live);
    this.#lobbies.look(live);
    const wakeMs = Math.min(dueMs, this.#work.step(live));
    if (wakeMs === Number.POSITIVE_INFINITY) return;
    const delayMs = Math.min(MAX_TIMER_MS, Math.max(1, wakeMs - clock.now()));
    this.#cancelTimer = clock.setTimer(() => this.wake(), delayMs);
  }

  openSchedule(schedule: StoredSchedule, atMs: number): OpenSetOutcome {
    const template = this.#template(schedule.templateId);
    if (!template) return { kind: 'templateGone' };
    const { guildId, temporary, end, scheduleId, when } = schedule;
    return this.open(guildId, {
      draft: { ...template, name: schedule.name },
      templateId: template.templateId,
      temporary,
      end,
      atMs,
      timeZone: when.kind === 'weekly' ? when.repeat.timeZone : undefined,
      scheduleId,
    });
  }

  #template(templateId: string): RoomTemplate | undefined {
    return this.#options.store.content.templates.find((one) => one.templateId === templateId);
  }
}
