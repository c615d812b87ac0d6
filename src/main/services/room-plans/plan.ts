import { randomBytes } from 'node:crypto';
import { hasPermission, PERMISSION_LABELS, type PermissionName } from '@shared/discord/permissions';
import { ChannelId, RoleId } from '@shared/discord/snowflake';
import type { WireChannel } from '@shared/discord/wire/objects';
import type { PlanProblem, RoleRef, RoomSpec, TemplateDraft, Temporary } from '@shared/models/room-plans';
import type { RoomAccess } from '@shared/models/workspace';
import type { CachedGuild } from '../../discord/cache';
import { fillName, fillNames, type NameValues } from './names';
import type { StoredSlot } from './stored';

/** A template in one guild: what would be made, what that needs and what stands against it. Pure but for the markers. */

export interface Plan {
  slots: StoredSlot[];
  permissions: { permission: string; has: boolean }[];
  problems: PlanProblem[];
  canOpen: boolean;
  requests: number;
}

export interface PlanOptions {
  guild: CachedGuild;
  /** Of the connected account in the guild. */
  ownPermissions: bigint;
  draft: TemplateDraft;
  temporary: Temporary | null;
  values: NameValues;
  /** Moves people into the first room. */
  moves: boolean;
}

const CHANNEL_TYPE = { category: 4 } as const;
/** Discord's ceilings: channels of a guild, and of a category. */
const GUILD_CHANNELS = 500;
const CATEGORY_CHANNELS = 50;
const STAGE_BITRATE = 64_000;
const BITRATE_BY_TIER = [96_000, 128_000, 256_000, 384_000] as const;
/** Only these are worth knowing and yet no reason to stop. */
const PASSABLE: ReadonlySet<PlanProblem['kind']> = new Set(['missingRole', 'sameNames', 'bitrateLowered']);

export function makePlan(options: PlanOptions): Plan {
  const { guild, draft, temporary, values, ownPermissions } = options;
  const problems: PlanProblem[] = [];
  if (!guild.available) problems.push({ kind: 'guildUnavailable' });
  const category = findCategory(guild, draft);
  if (category === undefined && draft.category.kind === 'existing') {
    problems.push({ kind: 'missingCategory', name: draft.category.name });
  }
  const slots: StoredSlot[] = [];
  const own = draft.category.kind === 'own';
  if (draft.category.kind === 'own') {
    slots.push(newSlot('category', fillName(draft.category.name, 1, values), null, null));
  }
  for (const spec of draft.specs) {
    const access = accessIn(guild, spec, problems);
    const bitrateBps = bitrateIn(guild, spec, problems);
    for (const name of fillNames(spec.name, spec.count, values)) {
      slots.push(
        newSlot(spec.kind, name, temporary, {
          kind: spec.kind,
          userLimit: spec.kind === 'voice' ? Math.min(99, spec.userLimit) : spec.userLimit,
          bitrateBps,
          region: spec.region,
          categoryId: category ?? null,
          inOwnCategory: own,
          access,
          status: spec.kind === 'voice' ? spec.status : null,
          stageTopic: spec.kind === 'stage' ? spec.stageTopic : null,
        }),
      );
    }
  }
  const rooms = slots.filter((slot) => slot.kind !== 'category');
  if (options.moves && rooms[0]) rooms[0].todo.push('move');
  addRoomProblems(guild, slots, category, problems);
  const permissions = neededFor(slots).map(({ name, purpose }) => {
    const has = hasPermission(ownPermissions, name);
    const permission = PERMISSION_LABELS[name];
    if (!has) problems.push({ kind: 'missingPermission', permission, for: purpose });
    return { permission, has };
  });
  return {
    slots,
    permissions,
    problems,
    canOpen: problems.every((problem) => PASSABLE.has(problem.kind)),
    requests: slots.reduce((sum, slot) => sum + 1 + slot.todo.length, 0),
  };
}

function newSlot(
  kind: StoredSlot['kind'],
  name: string,
  temporary: Temporary | null,
  wish: StoredSlot['wish'],
): StoredSlot {
  return {
    slotId: randomBytes(9).toString('hex'),
    marker: `rt-${randomBytes(6).toString('hex')}`,
    kind,
    name,
    temporary,
    wish,
    state: { kind: 'waiting' },
    notes: [],
    todo: [...(wish?.status ? (['status'] as const) : []), ...(wish?.stageTopic ? (['stage'] as const) : [])],
    announcedEndMs: null,
  };
}

/** Undefined: it names one that is not there. */
function findCategory(guild: CachedGuild, { category }: TemplateDraft): ChannelId | undefined | null {
  if (category.kind !== 'existing') return null;
  const all = [...guild.channels.values()].filter(({ type }) => type === CHANNEL_TYPE.category);
  const found =
    all.find(({ id }) => id === category.channelId) ?? all.find((one) => sameName(one.name, category.name));
  return found ? ChannelId.parse(found.id) : undefined;
}

function accessIn(guild: CachedGuild, { access }: RoomSpec, problems: PlanProblem[]): RoomAccess {
  if (access.kind === 'everyone') return { kind: 'everyone' };
  const roleIds: RoleId[] = [];
  for (const ref of access.roles) {
    const roleId = findRole(guild, ref);
    if (roleId) roleIds.push(roleId);
    else if (!problems.some((problem) => problem.kind === 'missingRole' && problem.name === ref.name)) {
      problems.push({ kind: 'missingRole', name: ref.name });
    }
  }
  return { kind: access.kind, roleIds };
}

function findRole(guild: CachedGuild, ref: RoleRef): RoleId | null {
  const byId = ref.roleId === null ? undefined : guild.roles.get(ref.roleId);
  const found = byId ?? [...guild.roles.values()].find((role) => sameName(role.name, ref.name));
  return found ? RoleId.parse(found.id) : null;
}

function bitrateIn(guild: CachedGuild, spec: RoomSpec, problems: PlanProblem[]): number | null {
  const max = spec.kind === 'stage' ? STAGE_BITRATE : (BITRATE_BY_TIER[guild.premiumTier] ?? 96_000);
  if (spec.bitrateBps === null || spec.bitrateBps <= max) return spec.bitrateBps;
  problems.push({ kind: 'bitrateLowered', toBps: max });
  return max;
}

function addRoomProblems(
  guild: CachedGuild,
  slots: readonly StoredSlot[],
  category: string | null | undefined,
  problems: PlanProblem[],
): void {
  const channels = [...guild.channels.values()];
  if (channels.length + slots.length > GUILD_CHANNELS) {
    problems.push({ kind: 'guildFull', has: channels.length, wants: slots.length });
  }
  const inside = category ? channels.filter(({ parent_id }) => parent_id === category).length : 0;
  if (inside + slots.length > CATEGORY_CHANNELS && category) {
    problems.push({ kind: 'categoryFull', has: inside, wants: slots.length });
  }
  const wanted = new Set(slots.map(({ name }) => name));
  const names = [
    ...new Set(
      channels.filter(isRoom).flatMap(({ name }) => (name !== null && wanted.has(name) ? [name] : [])),
    ),
  ];
  if (names.length > 0) problems.push({ kind: 'sameNames', names });
}

function isRoom({ type }: WireChannel): boolean {
  return type === 2 || type === 13;
}

function neededFor(slots: readonly StoredSlot[]): { name: PermissionName; purpose: string }[] {
  const needs: { name: PermissionName; purpose: string }[] = [
    { name: 'MANAGE_CHANNELS', purpose: 'to make and end rooms' },
  ];
  if (slots.some(({ wish }) => wish && wish.access.kind !== 'everyone')) {
    // "Create Guild Channel": only what the bot may do itself can be allowed or denied.
    needs.push({ name: 'VIEW_CHANNEL', purpose: 'to say who may see a room' });
    needs.push({ name: 'CONNECT', purpose: 'to say who may come in' });
  }
  if (slots.some(({ todo }) => todo.includes('status'))) {
    needs.push({ name: 'SET_VOICE_CHANNEL_STATUS', purpose: 'to set the status line' });
  }
  if (slots.some(({ todo }) => todo.includes('stage'))) {
    needs.push({ name: 'MUTE_MEMBERS', purpose: 'to start a stage' });
  }
  if (slots.some(({ todo }) => todo.includes('move') || todo.includes('stage'))) {
    needs.push({ name: 'MOVE_MEMBERS', purpose: 'to move people, and to start a stage' });
  }
  return needs;
}

function sameName(a: string | null, b: string): boolean {
  return a !== null && a.localeCompare(b, undefined, { sensitivity: 'accent' }) === 0;
}
