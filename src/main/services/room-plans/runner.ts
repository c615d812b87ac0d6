import { ChannelId, type GuildId, UserId } from '@shared/discord/snowflake';
import { toAppError } from '@shared/errors/app-error';
import type { OpenSetOutcome, PlanNews, RoomTemplate, SlotState } from '@shared/models/room-plans';
import { accountKeyOf } from '../../discord/account-key';
import { personIn } from '../../discord/cache';
import type { DiscordSession, SessionSource } from '../../discord/session';
import type { Clock } from '../../support/clock';
import type { Logger } from '../../support/logger';
import { findMade } from './find-made';
import { type Operation, owns, stepSet, type Timing } from './machine';
import { dueOf, handled } from './occurrences';
import { inWords, type Opening, planOf, setOf } from './opening';
import { createSlot, endRoom, followUp, type RoomActions } from './perform';
import type { PlanStore } from './plan-store';
import { sightOf } from './sight';
import type { StoredSchedule, StoredSlot } from './stored';

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
const RETRY_MS = 5_000;
const HELD_BACK_MS = 500;
/** What does not heed being cut off, such as a status that waits for a limit, does not hold up closing. */
const CLOSE_GRACE_MS = 1_500;

interface Live {
  session: DiscordSession;
  accountKey: string;
  sinceMs: number;
}

/**
 * Does what the plans say, for the connected account and only while events reach us. Everything is judged by the
 * wall clock anew each time. What is about to be asked for is on disk before it is asked, and what came of it
 * before anything else is: so a crash makes no room twice and forgets none.
 */
export class Runner {
  readonly #options: RunnerOptions;
  readonly #busy = new Map<string, Promise<void>>();
  readonly #retryAtMs = new Map<string, number>();
  /** People in a lobby who have been seen to, as `lobby user`. */
  readonly #served = new Set<string>();
  readonly #abort = new AbortController();
  readonly #releaseSource: () => void;
  #releaseSession: () => void = () => undefined;
  #liveSinceMs: number | null = null;
  #cancelTimer: (() => void) | undefined;
  #queued = false;

  constructor(options: RunnerOptions) {
    this.#options = options;
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
    await Promise.race([Promise.all(this.#busy.values()), grace]);
    cancelGrace();
  }

  #follow(session: DiscordSession | null): void {
    this.#releaseSession();
    this.#releaseSession = () => undefined;
    this.#liveSinceMs = null;
    this.#served.clear();
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
    const dueMs = this.#openDue(live);
    this.#serveLobbies(live);
    const wakeMs = Math.min(dueMs, this.#stepSets(live));
    if (wakeMs === Number.POSITIVE_INFINITY) return;
    const delayMs = Math.min(MAX_TIMER_MS, Math.max(1, wakeMs - clock.now()));
    this.#cancelTimer = clock.setTimer(() => this.wake(), delayMs);
  }

  /** Schedules whose time has come. Returns when the next one's will. */
  #openDue({ session, accountKey }: Live): number {
    const { clock, store, onNews } = this.#options;
    const nowMs = clock.now();
    let wakeMs = Number.POSITIVE_INFINITY;
    for (const { scheduleId } of store.content.schedules.filter((one) => one.accountKey === accountKey)) {
      for (;;) {
        const schedule = store.content.schedules.find((one) => one.scheduleId === scheduleId);
        if (!schedule) break;
        const due = dueOf(schedule, nowMs);
        if (due.kind === 'none') {
          wakeMs = Math.min(wakeMs, due.nextMs ?? Number.POSITIVE_INFINITY);
          break;
        }
        const { dueMs, isLate } = due;
        const note = (
          kind: StoredSchedule['outcomes'][number]['kind'],
          setId: string | null,
          detail: string | null,
        ) => {
          const after = handled(schedule, { dueMs, kind, setId, detail });
          const { content } = store;
          store.set({
            ...content,
            schedules: content.schedules.map((one) => (one === schedule ? after : one)),
          });
        };
        if (due.kind === 'skip') note('skipped', null, null);
        else if (due.kind === 'miss') {
          note('missed', null, null);
          onNews({ kind: 'missed', scheduleId, name: schedule.name, dueMs });
        } else {
          // An outage of the guild delays it; whether it is too late then is asked again.
          const guild = session.cache.state.guilds.get(schedule.guildId);
          if (guild && !guild.available) break;
          const outcome = this.openSchedule(schedule, dueMs);
          if (outcome.kind === 'opening') {
            note(isLate ? 'openedLate' : 'opened', outcome.setId, null);
            onNews({ kind: 'opened', setId: outcome.setId, name: schedule.name, late: isLate });
          } else {
            const detail = outcome.kind === 'blocked' ? inWords(outcome.problems) : 'its template is gone';
            note(outcome.kind, null, detail);
            onNews({ kind: 'blocked', name: schedule.name, detail });
          }
        }
      }
    }
    return wakeMs;
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

  /** Whoever came into a lobby gets a room, or goes to the one they have. */
  #serveLobbies({ session, accountKey }: Live): void {
    const { store } = this.#options;
    const present = new Set<string>();
    for (const lobby of store.content.lobbies) {
      if (lobby.accountKey !== accountKey || lobby.paused) continue;
      const { state } = session.cache;
      const guild = state.guilds.get(lobby.guildId);
      if (!guild?.available) continue;
      for (const [id, { state: voice }] of guild.voiceStates) {
        if (voice.channel_id !== lobby.channelId || personIn(state, guild.id, id).isBot) continue;
        const key = `${lobby.lobbyId} ${id}`;
        present.add(key);
        if (this.#served.has(key)) continue;
        this.#served.add(key);
        const trouble = this.#serve(session, lobby, UserId.parse(id));
        const { content } = store;
        const lobbies = content.lobbies.map((one) =>
          one.lobbyId === lobby.lobbyId ? { ...one, trouble } : one,
        );
        if (trouble !== lobby.trouble) store.set({ ...content, lobbies });
      }
    }
    for (const key of this.#served) if (!present.has(key)) this.#served.delete(key);
  }

  #serve(
    session: DiscordSession,
    lobby: PlanStore['content']['lobbies'][number],
    userId: UserId,
  ): string | null {
    const { store, clock } = this.#options;
    const isGoing = ({ state: { kind } }: StoredSlot) =>
      kind === 'waiting' || kind === 'creating' || kind === 'unanswered' || kind === 'open';
    const sets = store.content.sets.filter(
      (set) => set.lobbyId === lobby.lobbyId && !set.endRequested && set.slots.some(isGoing),
    );
    const own = sets.filter(({ ownerId }) => ownerId === userId);
    if (own.length >= lobby.perPerson) {
      // They come back: their newest room it is.
      const set = own[0];
      const slot = set?.slots.find((one) => one.kind !== 'category' && isGoing(one));
      if (set && slot) {
        store.changeSlot(set.setId, slot.slotId, (one) => ({
          ...one,
          todo: one.todo.includes('move') ? one.todo : [...one.todo, 'move'],
        }));
      }
      return null;
    }
    if (sets.length >= lobby.atOnce) return `all ${lobby.atOnce} rooms of this lobby are open`;
    const template = this.#template(lobby.templateId);
    if (!template) return 'its template is gone';
    const { displayName } = personIn(session.cache.state, lobby.guildId, userId);
    const outcome = this.open(lobby.guildId, {
      draft: template,
      templateId: template.templateId,
      temporary: lobby.temporary,
      end: { kind: 'never' },
      atMs: clock.now(),
      lobbyId: lobby.lobbyId,
      owner: { userId, name: displayName },
    });
    return outcome.kind === 'blocked' ? inWords(outcome.problems) : null;
  }

  #stepSets(live: Live): number {
    const { store, clock, timing, onNews } = this.#options;
    const nowMs = clock.now();
    const { state } = live.session.cache;
    const sights = new Map<string, ReturnType<typeof sightOf>>();
    let wakeMs = Number.POSITIVE_INFINITY;
    for (const before of store.content.sets) {
      if (before.accountKey !== live.accountKey) continue;
      const { guildId, setId } = before;
      if (!sights.has(guildId)) sights.set(guildId, sightOf(state, guildId));
      const step = stepSet(
        before,
        {
          nowMs,
          liveSinceMs: live.sinceMs,
          guild: sights.get(guildId) ?? null,
          owns: (guild, channelId) => owns(store.content.ledger, live.accountKey, guild, channelId),
        },
        timing,
      );
      if (step.set !== before) store.changeSet(setId, () => step.set);
      for (const news of step.news) onNews(news);
      const retryAtMs = this.#retryAtMs.get(setId) ?? 0;
      const mayStart = !this.#busy.has(setId) && retryAtMs <= nowMs;
      if (step.operation && mayStart) this.#start(live, setId, step.operation);
      // What is overdue and cannot begin yet is not asked about all the time.
      wakeMs = Math.min(wakeMs, mayStart ? step.wakeMs : Math.max(step.wakeMs, nowMs + HELD_BACK_MS));
      if (step.operation && retryAtMs > nowMs) wakeMs = Math.min(wakeMs, retryAtMs);
    }
    return wakeMs;
  }

  #start(live: Live, setId: string, operation: Operation): void {
    const { logger, clock } = this.#options;
    this.#retryAtMs.delete(setId);
    const done = this.#perform(live, setId, operation)
      .catch((error: unknown) => {
        logger.error('a step of a room plan failed', { error, step: operation.kind });
        this.#retryAtMs.set(setId, clock.now() + RETRY_MS);
      })
      .finally(() => {
        this.#busy.delete(setId);
        this.wake();
      });
    this.#busy.set(setId, done);
  }

  async #perform(live: Live, setId: string, operation: Operation): Promise<void> {
    const { store } = this.#options;
    const set = store.find(setId);
    const slot = set?.slots.find(({ slotId }) => slotId === operation.slotId);
    if (!set || !slot) return;
    switch (operation.kind) {
      case 'create':
        return this.#create(live, setId, slot, operation.categoryId);
      case 'recover':
        return this.#recover(live, setId, slot);
      case 'followUp':
        return this.#followUp(live, setId, slot);
      case 'end':
        return this.#end(live, setId, slot, operation);
    }
  }

  async #create(live: Live, setId: string, slot: StoredSlot, categoryId: string | null): Promise<void> {
    const { store, rooms, clock } = this.#options;
    const { signal } = this.#abort;
    const put = (state: SlotState) => store.changeSlot(setId, slot.slotId, (one) => ({ ...one, state }));
    const attemptedAtMs = clock.now();
    put({ kind: 'creating', attemptedAtMs });
    try {
      await store.save();
    } catch (error) {
      return put({ kind: 'failed', problem: { kind: 'failed', error: toAppError(error).toView() } });
    }
    const set = store.find(setId);
    if (!set) return;
    const attempt = await createSlot(live.session, rooms, set, slot, categoryId, clock.now(), signal);
    switch (attempt.kind) {
      case 'made':
        this.adopt(live.accountKey, setId, slot, attempt.channelId);
        break;
      case 'refused':
        put({ kind: 'failed', problem: attempt.problem });
        if (slot.kind === 'category') this.#failRooms(setId);
        break;
      case 'later':
        put({ kind: 'waiting' });
        this.#retryAtMs.set(setId, clock.now() + attempt.afterMs);
        break;
      case 'unanswered':
        put({ kind: 'unanswered', attemptedAtMs: clock.now() });
        break;
    }
    await store.save();
  }

  /** It is ours from now on, and known to be. */
  adopt(accountKey: string, setId: string, { slotId, marker }: StoredSlot, id: string): void {
    const { store, clock } = this.#options;
    const set = store.find(setId);
    if (!set) return;
    const channelId = ChannelId.parse(id);
    const createdAtMs = clock.now();
    const state: SlotState = {
      kind: 'open',
      channelId,
      createdAtMs,
      emptySinceMs: createdAtMs,
      everUsed: false,
      endsAtMs: null,
      endsFor: null,
    };
    const { content } = store;
    store.set({
      ...content,
      ledger: [...content.ledger, { accountKey, guildId: set.guildId, channelId, marker, createdAtMs }],
      sets: content.sets.map((one) =>
        one.setId === setId
          ? { ...one, slots: one.slots.map((slot) => (slot.slotId === slotId ? { ...slot, state } : slot)) }
          : one,
      ),
    });
  }

  /** Without their category the rooms are not made somewhere else. */
  #failRooms(setId: string): void {
    this.#options.store.changeSet(setId, (set) => ({
      ...set,
      slots: set.slots.map((slot) =>
        slot.wish?.inOwnCategory && slot.state.kind === 'waiting'
          ? { ...slot, state: { kind: 'failed', problem: { kind: 'noCategory' } } }
          : slot,
      ),
    }));
  }

  async #recover(live: Live, setId: string, slot: StoredSlot): Promise<void> {
    const { store, onNews } = this.#options;
    const set = store.find(setId);
    const guild = set && live.session.cache.state.guilds.get(set.guildId);
    const { state } = slot;
    if (!guild || (state.kind !== 'creating' && state.kind !== 'unanswered')) return;
    const known = (channelId: string) =>
      store.content.sets.some(({ slots }) =>
        slots.some((one) => 'channelId' in one.state && one.state.channelId === channelId),
      );
    const { attemptedAtMs } = state;
    const made = await findMade(live.session, guild, slot, attemptedAtMs, known, this.#abort.signal);
    switch (made.kind) {
      case 'made':
        this.adopt(live.accountKey, setId, slot, made.channelId);
        break;
      case 'notMade':
        store.changeSlot(setId, slot.slotId, (one) => ({ ...one, state: { kind: 'waiting' } }));
        break;
      case 'unclear': {
        const candidates = made.candidates.map(({ channelId, name }) => ({
          channelId: ChannelId.parse(channelId),
          name,
        }));
        const uncertain: SlotState = { kind: 'uncertain', attemptedAtMs, candidates };
        store.changeSlot(setId, slot.slotId, (one) => ({ ...one, state: uncertain }));
        onNews({ kind: 'uncertain', setId, name: slot.name });
        break;
      }
    }
    await store.save();
  }

  async #followUp(live: Live, setId: string, slot: StoredSlot): Promise<void> {
    const { store, rooms } = this.#options;
    const { state, slotId } = slot;
    const set = store.find(setId);
    const step = slot.todo[0];
    if (!set || state.kind !== 'open' || step === undefined) return;
    const isPointless = step === 'move' && !this.#isInLobby(live, set.lobbyId, set.ownerId);
    const problem = isPointless ? null : await followUp(rooms, set, slot, step, state.channelId);
    store.changeSlot(setId, slotId, (one) => ({
      ...one,
      todo: one.todo.filter((each) => each !== step),
      notes: problem ? [...one.notes.filter((note) => note.step !== step), { step, problem }] : one.notes,
    }));
  }

  /** Who went somewhere else meanwhile is left alone. */
  #isInLobby({ session }: Live, lobbyId: string | null, userId: string | null): boolean {
    const lobby = this.#options.store.content.lobbies.find((one) => one.lobbyId === lobbyId);
    if (!lobby || userId === null) return false;
    const voice = session.cache.state.guilds.get(lobby.guildId)?.voiceStates.get(userId);
    return voice?.state.channel_id === lobby.channelId;
  }

  async #end(
    { session, accountKey }: Live,
    setId: string,
    slot: StoredSlot,
    { channelId, reason }: Extract<Operation, { kind: 'end' }>,
  ): Promise<void> {
    const { store, rooms, clock, timing } = this.#options;
    const set = store.find(setId);
    if (!set) return;
    const put = (state: SlotState) => store.changeSlot(setId, slot.slotId, (one) => ({ ...one, state }));
    const id = ChannelId.parse(channelId);
    const isThere = session.cache.state.guildOfChannel.get(channelId) === set.guildId;
    if (!isThere || !owns(store.content.ledger, accountKey, set.guildId, channelId)) {
      return put({ kind: 'kept', channelId: id });
    }
    const ending = await endRoom(rooms, set, slot, id, reason, this.#abort.signal);
    if (ending.kind === 'ended') put({ kind: 'ended', channelId: id, atMs: clock.now(), reason });
    else if (ending.kind === 'later') this.#retryAtMs.set(setId, clock.now() + RETRY_MS);
    else {
      const retryAtMs = clock.now() + timing.stuckRetryMs;
      put({ kind: 'stuck', channelId: id, reason, problem: ending.problem, retryAtMs });
    }
  }
}
