import { ChannelId } from '@shared/discord/snowflake';
import { toAppError } from '@shared/errors/app-error';
import type { PlanNews, SlotState } from '@shared/models/room-plans';
import type { Clock } from '../../support/clock';
import type { Logger } from '../../support/logger';
import { adopt } from './adopt';
import { findMade } from './find-made';
import type { Live } from './live';
import { type Operation, owns, stepSet, type Timing } from './machine';
import { createSlot, endRoom, followUp, type RoomActions } from './perform';
import type { PlanStore } from './plan-store';
import { sightOf } from './sight';
import type { StoredSlot } from './stored';

export interface SetWorkOptions {
  clock: Clock;
  logger: Logger;
  rooms: RoomActions;
  store: PlanStore;
  timing: Timing;
  onNews(news: PlanNews): void;
  /** Cuts off what is under way. */
  signal: AbortSignal;
  /** Something is done: the sets want to be looked at again. */
  wake(): void;
}

const RETRY_MS = 5_000;
const HELD_BACK_MS = 500;

/**
 * Carries out what the machine decides for each set: one request at a time a set. What is about to be asked for is on
 * disk before it is asked, and what came of it before anything else is: so a crash makes no room twice and forgets
 * none.
 */
export class SetWork {
  readonly #options: SetWorkOptions;
  readonly #busy = new Map<string, Promise<void>>();
  readonly #retryAtMs = new Map<string, number>();

  constructor(options: SetWorkOptions) {
    this.#options = options;
  }

  /** Resolves when nothing is under way any more. */
  async settled(): Promise<void> {
    await Promise.all(this.#busy.values());
  }

  /** Looks at every set and begins what is to be done. Returns when to look again, Unix ms. */
  step(live: Live): number {
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
        this.#options.wake();
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
    const { signal } = this.#options;
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
        adopt(this.#options, live.accountKey, setId, slot, attempt.channelId);
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
    const made = await findMade(live.session, guild, slot, attemptedAtMs, known, this.#options.signal);
    switch (made.kind) {
      case 'made':
        adopt(this.#options, live.accountKey, setId, slot, made.channelId);
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
    const ending = await endRoom(rooms, set, slot, id, reason, this.#options.signal);
    if (ending.kind === 'ended') put({ kind: 'ended', channelId: id, atMs: clock.now(), reason });
    else if (ending.kind === 'later') this.#retryAtMs.set(setId, clock.now() + RETRY_MS);
    else {
      const retryAtMs = clock.now() + timing.stuckRetryMs;
      put({ kind: 'stuck', channelId: id, reason, problem: ending.problem, retryAtMs });
    }
  }
}
