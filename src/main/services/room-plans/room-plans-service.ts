import { randomUUID } from 'node:crypto';
import type { ChannelId, GuildId } from '@shared/discord/snowflake';
import { AppError } from '@shared/errors/app-error';
import {
  type Lobby,
  type LobbyDraft,
  type OpeningPreview,
  type OpenSetInput,
  type OpenSetOutcome,
  PLAN_LIMITS,
  type PlanNews,
  type RoomPlansState,
  type RoomSchedule,
  type RoomTemplate,
  type ScheduleDraft,
  type TemplateDraft,
  type TemplateSource,
  type Temporary,
} from '@shared/models/room-plans';
import { isTimeZone } from '@shared/schedule/local-time';
import { accountKeyOf } from '../../discord/account-key';
import type { SessionSource } from '../../discord/session';
import { signedIn } from '../../discord/signed-in';
import type { Clock } from '../../support/clock';
import { Emitter } from '../../support/emitter';
import type { Logger } from '../../support/logger';
import { adopt } from './adopt';
import { templateFromRooms } from './from-rooms';
import { DEFAULT_TIMING, type Timing } from './machine';
import { nextDue, viewOf } from './occurrences';
import { type Opening, planOf, previewOf } from './opening';
import type { RoomActions } from './perform';
import { PlanStore } from './plan-store';
import { Runner } from './runner';
import type { StoredSchedule } from './stored';

type OfSet = { setId: string };
type OfSlot = OfSet & { slotId: string };

/** Rooms that run themselves (requirement B9): templates, schedules, temporary rooms, lobbies. */
export interface RoomPlansService {
  state(): RoomPlansState;
  saveTemplate(input: { templateId: string | null; draft: TemplateDraft }): Promise<RoomTemplate>;
  removeTemplate(input: { templateId: string }): Promise<void>;
  /** Rejects with `rest/not-found` when none of them is a room. */
  templateFrom(input: { guildId: GuildId; channelIds: ChannelId[] }): TemplateDraft;
  /** Null: the template or the guild is gone. */
  preview(input: OpenSetInput): OpeningPreview | null;
  open(input: OpenSetInput): OpenSetOutcome;
  cancelOpening(input: OfSet): void;
  endSet(input: OfSet): void;
  retry(input: OfSet): void;
  forgetSet(input: OfSet): void;
  keep(input: OfSlot): void;
  setTemporary(input: OfSlot & { temporary: Temporary | null }): void;
  settle(input: OfSlot & { channelId: ChannelId | null }): void;
  saveSchedule(draft: ScheduleDraft): Promise<RoomSchedule>;
  removeSchedule(input: { scheduleId: string }): Promise<void>;
  pauseSchedule(input: { scheduleId: string; paused: boolean }): Promise<void>;
  skipNext(input: { scheduleId: string; skip: boolean }): Promise<void>;
  runNow(input: { scheduleId: string }): OpenSetOutcome;
  saveLobby(draft: LobbyDraft): Promise<Lobby>;
  removeLobby(input: { lobbyId: string }): Promise<void>;
  pauseLobby(input: { lobbyId: string; paused: boolean }): Promise<void>;
  onChanged(listener: (state: RoomPlansState) => void): () => void;
  onNews(listener: (news: PlanNews) => void): () => void;
  close(): Promise<void>;
}

export interface RoomPlansOptions {
  dataDir: string;
  sessions: SessionSource;
  clock: Clock;
  logger: Logger;
  /** The rooms service's and the members service's. */
  rooms: RoomActions;
  timing?: Partial<Timing>;
}

/** What changes within a frame is told together. */
const TOLD_EVERY_MS = 30;

export async function createRoomPlansService(options: RoomPlansOptions): Promise<RoomPlansService> {
  const { sessions, clock, logger, rooms } = options;
  const onError = (error: unknown) => logger.error('a listener failed', { error });
  const changed = new Emitter<RoomPlansState>(onError);
  const told = new Emitter<PlanNews>(onError);
  let cancelTelling: (() => void) | undefined;
  const tell = () => {
    cancelTelling ??= clock.setTimer(() => {
      cancelTelling = undefined;
      changed.emit(state());
    }, TOLD_EVERY_MS);
  };
  const store = await PlanStore.open(options, tell);
  const runner = new Runner({
    sessions,
    clock,
    logger,
    rooms,
    store,
    timing: { ...DEFAULT_TIMING, ...options.timing },
    onNews: (news) => told.emit(news),
  });
  const releaseSessions = sessions.onChanged(tell);

  const keyNow = () => (sessions.current ? accountKeyOf(sessions.current) : null);
  const state = () => store.view(keyNow(), clock.now());
  /** On disk before it is answered, then acted on. */
  const saved = async () => {
    runner.wake();
    await store.save();
  };
  const templateOf = (source: TemplateSource) => {
    if (source.kind === 'draft') return { draft: source.draft, templateId: null };
    const found = store.content.templates.find(({ templateId }) => templateId === source.templateId);
    return found ? { draft: found, templateId: found.templateId } : null;
  };
  const openingOf = ({ source, temporary, end }: OpenSetInput): Opening | null => {
    const template = templateOf(source);
    return template && { ...template, temporary, end, atMs: clock.now() };
  };
  const scheduleOf = (scheduleId: string): StoredSchedule => {
    const found = store.content.schedules.find((one) => one.scheduleId === scheduleId);
    if (!found) throw new AppError('rest/not-found', 'This schedule was removed.');
    return found;
  };
  const changeSchedule = async (scheduleId: string, change: (one: StoredSchedule) => StoredSchedule) => {
    const before = scheduleOf(scheduleId);
    const { content } = store;
    store.set({
      ...content,
      schedules: content.schedules.map((one) => (one === before ? change(before) : one)),
    });
    await saved();
  };

  return {
    state,
    onChanged: changed.on,
    onNews: told.on,

    async saveTemplate({ templateId, draft }) {
      const template: RoomTemplate = {
        ...draft,
        templateId: templateId ?? randomUUID(),
        updatedAtMs: clock.now(),
      };
      const others = store.content.templates.filter((one) => one.templateId !== template.templateId);
      atMost(others.length, PLAN_LIMITS.templates);
      store.set({ ...store.content, templates: [...others, template] });
      await saved();
      return template;
    },
    async removeTemplate({ templateId }) {
      const { content } = store;
      store.set({ ...content, templates: content.templates.filter((one) => one.templateId !== templateId) });
      await saved();
    },
    templateFrom({ guildId, channelIds }) {
      const guild = signedIn(sessions).cache.state.guilds.get(guildId);
      const draft = guild ? templateFromRooms(guild, channelIds) : null;
      if (!draft) throw new AppError('rest/not-found', 'These rooms are gone.');
      return draft;
    },
    preview(input) {
      const session = signedIn(sessions);
      const opening = openingOf(input);
      const found = opening && planOf(session, input.guildId, opening, clock.now());
      return found ? previewOf(session, input.guildId, found.plan) : null;
    },
    open(input) {
      signedIn(sessions);
      const opening = openingOf(input);
      return opening ? runner.open(input.guildId, opening) : { kind: 'templateGone' };
    },
    cancelOpening({ setId }) {
      store.changeSet(setId, (set) => ({
        ...set,
        slots: set.slots.map((slot) =>
          slot.state.kind === 'waiting' ? { ...slot, state: { kind: 'cancelled' } } : slot,
        ),
      }));
      runner.wake();
    },
    endSet({ setId }) {
      store.changeSet(setId, (set) => ({ ...set, endRequested: true }));
      runner.wake();
    },
    retry({ setId }) {
      store.changeSet(setId, (set) => ({
        ...set,
        endRequested: false,
        slots: set.slots.map((slot) => {
          if (slot.state.kind === 'failed' || slot.state.kind === 'cancelled') {
            return { ...slot, state: { kind: 'waiting' } };
          }
          return slot.state.kind === 'stuck' ? { ...slot, state: { ...slot.state, retryAtMs: 0 } } : slot;
        }),
      }));
      runner.wake();
    },
    forgetSet({ setId }) {
      const { content } = store;
      store.set({ ...content, sets: content.sets.filter((set) => set.setId !== setId) });
      runner.wake();
    },
    keep({ setId, slotId }) {
      store.changeSlot(setId, slotId, (slot) =>
        'channelId' in slot.state && slot.state.kind !== 'ended'
          ? { ...slot, state: { kind: 'kept', channelId: slot.state.channelId } }
          : slot,
      );
      runner.wake();
    },
    setTemporary({ setId, slotId, temporary }) {
      store.changeSlot(setId, slotId, (slot) => ({ ...slot, temporary }));
      runner.wake();
    },
    settle({ setId, slotId, channelId }) {
      const set = store.find(setId);
      const slot = set?.slots.find((one) => one.slotId === slotId);
      if (set && slot?.state.kind === 'uncertain') {
        const isCandidate = slot.state.candidates.some((one) => one.channelId === channelId);
        if (channelId === null) {
          store.changeSlot(setId, slotId, (one) => ({ ...one, state: { kind: 'waiting' } }));
        } else if (isCandidate) adopt({ store, clock }, set.accountKey, setId, slot, channelId);
      }
      runner.wake();
    },

    async saveSchedule({ scheduleId, ...draft }) {
      const session = signedIn(sessions);
      if (draft.when.kind === 'weekly') checkTimeZone(draft.when.repeat.timeZone);
      if (draft.end.kind === 'at') checkTimeZone(draft.end.timeZone);
      const { content } = store;
      const before = content.schedules.find((one) => one.scheduleId === scheduleId);
      const others = content.schedules.filter((one) => one !== before);
      atMost(others.length, PLAN_LIMITS.schedules);
      const schedule: StoredSchedule = {
        ...draft,
        scheduleId: before?.scheduleId ?? randomUUID(),
        accountKey: accountKeyOf(session),
        paused: before?.paused ?? false,
        skipMs: null,
        outcomes: before?.outcomes ?? [],
        // What is saved now does not open for times that have passed.
        handledMs: clock.now(),
      };
      store.set({ ...content, schedules: [...others, schedule] });
      await saved();
      return viewOf(schedule, clock.now());
    },
    async removeSchedule({ scheduleId }) {
      const { content } = store;
      store.set({ ...content, schedules: content.schedules.filter((one) => one.scheduleId !== scheduleId) });
      await saved();
    },
    pauseSchedule: ({ scheduleId, paused }) =>
      changeSchedule(scheduleId, (one) => ({
        ...one,
        paused,
        handledMs: Math.max(one.handledMs, clock.now()),
      })),
    skipNext: ({ scheduleId, skip }) =>
      changeSchedule(scheduleId, (one) => ({
        ...one,
        skipMs: skip ? nextDue(one.when, Math.max(one.handledMs, clock.now())) : null,
      })),
    runNow({ scheduleId }) {
      signedIn(sessions);
      return runner.openSchedule(scheduleOf(scheduleId), clock.now());
    },

    async saveLobby({ lobbyId, ...draft }) {
      const session = signedIn(sessions);
      const { content } = store;
      const before = content.lobbies.find((one) => one.lobbyId === lobbyId);
      const others = content.lobbies.filter((one) => one !== before);
      atMost(others.length, PLAN_LIMITS.lobbies);
      const lobby: Lobby = {
        ...draft,
        lobbyId: before?.lobbyId ?? randomUUID(),
        accountKey: accountKeyOf(session),
        paused: before?.paused ?? false,
        trouble: null,
      };
      store.set({ ...content, lobbies: [...others, lobby] });
      await saved();
      return lobby;
    },
    async removeLobby({ lobbyId }) {
      const { content } = store;
      store.set({ ...content, lobbies: content.lobbies.filter((one) => one.lobbyId !== lobbyId) });
      await saved();
    },
    async pauseLobby({ lobbyId, paused }) {
      const { content } = store;
      const lobbies = content.lobbies.map((one) => (one.lobbyId === lobbyId ? { ...one, paused } : one));
      store.set({ ...content, lobbies });
      await saved();
    },

    async close() {
      releaseSessions();
      await runner.close();
      cancelTelling?.();
      changed.clear();
      told.clear();
      await store.flush();
    },
  };
}

function atMost(others: number, limit: number): void {
  if (others >= limit) throw new AppError('ipc/invalid-input', `There can be ${limit} of these at most.`);
}

function checkTimeZone(name: string): void {
  if (!isTimeZone(name)) throw new AppError('ipc/invalid-input', 'This time zone is not known.');
}
