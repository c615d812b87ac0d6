import type { PracticeServer } from '../../src/main/practice-server/practice-server';
import {
  createRoomPlansService,
  type RoomPlansService,
  type Timing,
} from '../../src/main/services/room-plans';
import { systemClock } from '../../src/main/support/clock';
import { createLogger } from '../../src/main/support/logger';
import type { GuildId } from '../../src/shared/discord/snowflake';
import type { PlanNews, RoomSet, RoomSlot, TemplateDraft } from '../../src/shared/models/room-plans';
import { until } from '../support/headless';
import { type Core, control, InProcessPracticeHost, startCore } from './core-support';
import { connectDesk, type Desk } from './desk-support';

export const QUICK: Timing = { noticeMs: 200, recoverAfterMs: 400, stuckRetryMs: 400 };

/** Room plans over a connected core, and all they said. */
export interface PlansDesk extends Desk {
  plans: RoomPlansService;
  news: PlanNews[];
  set(setId: string): RoomSet;
  /** Opens a draft and waits until nothing of it waits. */
  opened(draft: TemplateDraft, over?: Partial<Parameters<RoomPlansService['open']>[0]>): Promise<RoomSet>;
  until(setId: string, what: string, fits: (set: RoomSet) => boolean, timeoutMs?: number): Promise<RoomSet>;
  /** Channels of the guild at the server, by name. */
  namesThere(): string[];
  join(person: number, channelId: string): Promise<unknown>;
  leave(person: number): Promise<unknown>;
}

export async function startPlans(
  server: PracticeServer,
  dataDir: string,
  timing: Timing = QUICK,
): Promise<PlansDesk> {
  const core = await startCore(new InProcessPracticeHost(), dataDir);
  const plans = await plansOf(core, dataDir, timing);
  const news: PlanNews[] = [];
  plans.onNews((one) => news.push(one));
  const desk = await connectDesk(server, core);
  const set = (setId: string) => {
    const found = plans.state().sets.find((one) => one.setId === setId);
    if (!found) throw new Error(`no set ${setId}`);
    return found;
  };
  const untilSet: PlansDesk['until'] = (setId, what, fits, timeoutMs = 30_000) =>
    until(
      what,
      () => {
        const now = set(setId);
        return fits(now) ? now : undefined;
      },
      timeoutMs,
    ).catch((error: unknown) => {
      throw new Error(`${String(error)}: ${JSON.stringify(set(setId).slots.map(({ state }) => state))}`);
    });
  const voice = (person: number, channelId: string | null) =>
    control(server, 'POST', `/members/${desk.person(person)}/voice`, { channelId });
  return {
    ...desk,
    plans,
    news,
    set,
    until: untilSet,
    async opened(draft, over = {}) {
      const outcome = plans.open({
        source: { kind: 'draft', draft },
        guildId: desk.guildId as GuildId,
        temporary: null,
        end: { kind: 'never' },
        ...over,
      });
      if (outcome.kind !== 'opening') throw new Error(JSON.stringify(outcome));
      return untilSet(outcome.setId, 'all to be made', ({ slots }) =>
        slots.every(({ state }) => state.kind !== 'waiting' && state.kind !== 'creating'),
      );
    },
    namesThere: () =>
      [...(server.world.guild(server.guildId)?.channels.values() ?? [])].map((channel) => channel.name ?? ''),
    join: (person, channelId) => voice(person, channelId),
    leave: (person) => voice(person, null),
    async close() {
      await plans.close();
      await core.close();
    },
  };
}

function plansOf(core: Core, dataDir: string, timing: Timing): Promise<RoomPlansService> {
  return createRoomPlansService({
    dataDir,
    sessions: core.accounts.sessions,
    clock: systemClock,
    logger: createLogger('plans', (entry) => core.log.push(entry)),
    rooms: {
      create: (input, options) => core.rooms.create(input, options),
      end: (input, options) => core.rooms.end(input, options),
      setStatus: (input) => core.rooms.setStatus(input),
      startStage: (input) => core.rooms.startStage(input),
      move: (input) => core.members.move(input),
    },
    timing,
  });
}

export function channelOf({ state }: RoomSlot): string {
  if (!('channelId' in state)) throw new Error(`no channel in ${state.kind}`);
  return state.channelId;
}
