import { randomUUID } from 'node:crypto';
import type { GuildId, UserId } from '@shared/discord/snowflake';
import type {
  OpeningPreview,
  PlanProblem,
  SetEnd,
  TemplateDraft,
  Temporary,
} from '@shared/models/room-plans';
import { type CachedGuild, ownGuildPermissions } from '../../discord/cache';
import { routes } from '../../discord/rest';
import type { DiscordSession } from '../../discord/session';
import { endOf } from './occurrences';
import { makePlan, type Plan } from './plan';
import type { StoredSet } from './stored';

/** Turning a template into a set that is about to be made. */

export interface Opening {
  draft: TemplateDraft;
  templateId: string | null;
  temporary: Temporary | null;
  end: SetEnd;
  /** The moment it is opened for: a schedule's time, else now. */
  atMs: number;
  timeZone?: string | undefined;
  scheduleId?: string;
  lobbyId?: string;
  owner?: { userId: UserId; name: string };
}

/** Null: the guild is not known (any more). */
export function planOf(
  session: DiscordSession,
  guildId: GuildId,
  opening: Opening,
  nowMs: number,
): { plan: Plan; guild: CachedGuild } | null {
  const { state } = session.cache;
  const guild = state.guilds.get(guildId);
  if (!guild) return null;
  const plan = makePlan({
    guild,
    ownPermissions: ownGuildPermissions(state, guild, nowMs),
    draft: opening.draft,
    temporary: opening.temporary,
    values: {
      atMs: opening.atMs,
      timeZone: opening.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
      person: opening.owner?.name ?? '',
    },
    moves: opening.owner !== undefined,
  });
  return { plan, guild };
}

export function previewOf(session: DiscordSession, guildId: GuildId, plan: Plan): OpeningPreview {
  const { slots, permissions, problems, canOpen, requests } = plan;
  const create = routes.createGuildChannel(guildId, { name: 'room' });
  const others = requests - slots.length;
  const each = session.rest.estimateMs(create);
  return {
    items: slots.map(({ kind, name }) => ({ kind, name })),
    permissions,
    problems,
    canOpen,
    requests,
    // Rooms are made one after the other, in their order.
    estimateMs: Math.max(session.rest.estimateMs(create, slots.length), each * slots.length) + others * each,
  };
}

/** The set, all of it still to be made. One schedule's time gives one set, whatever happens. */
export function setOf(
  accountKey: string,
  guildId: GuildId,
  opening: Opening,
  plan: Plan,
  nowMs: number,
): StoredSet {
  const { scheduleId, lobbyId, owner, atMs } = opening;
  return {
    setId: scheduleId ? `${scheduleId}:${atMs}` : randomUUID(),
    accountKey,
    guildId,
    name: opening.draft.name,
    templateId: opening.templateId,
    scheduleId: scheduleId ?? null,
    lobbyId: lobbyId ?? null,
    ownerId: owner?.userId ?? null,
    ownerName: owner?.name ?? null,
    openedAtMs: nowMs,
    endsAtMs: endOf(opening.end, atMs),
    slots: plan.slots,
    endRequested: false,
  };
}

/** What stands against it, in one line, for where there is no dialog. */
export function inWords(problems: readonly PlanProblem[]): string {
  return problems
    .map(wordsOf)
    .filter((words) => words !== null)
    .join(', ');
}

/** Null: no reason not to open. */
function wordsOf(problem: PlanProblem): string | null {
  switch (problem.kind) {
    case 'missingPermission':
      return `the bot lacks “${problem.permission}” ${problem.for}`;
    case 'missingCategory':
      return `there is no category “${problem.name}”`;
    case 'guildFull':
      return 'the server has no place for so many channels';
    case 'categoryFull':
      return 'the category has no place for so many rooms';
    case 'guildUnavailable':
      return 'the server is not available';
    case 'missingRole':
    case 'sameNames':
    case 'bitrateLowered':
      return null;
  }
}
