import type { ChannelId, RoleId } from '@shared/discord/snowflake';
import type { ModifyRoomInput, RoomSettings } from '@shared/models/rooms';
import type { CategorySummary, RoomAccess, RoomSummary } from '@shared/models/workspace';

/** What a form about a room holds, as its controls give it. */
export interface RoomFields {
  name: string;
  kind: 'voice' | 'stage';
  userLimit: string;
  /** Empty: Discord's default. */
  bitrateBps: string;
  categoryId: string;
  region: string;
  slowModeMs: string;
  access: 'everyone' | 'roles' | 'viewOnly';
  roleIds: readonly RoleId[];
}

export const EMPTY_FIELDS: RoomFields = {
  name: '',
  kind: 'voice',
  userLimit: '0',
  bitrateBps: '',
  categoryId: '',
  region: '',
  slowModeMs: '0',
  access: 'everyone',
  roleIds: [],
};

/** A stage has one bit rate at most, whatever the guild's boosts. */
export const STAGE_BITRATE_BPS = 64_000;
const BITRATES_BPS = [8_000, 16_000, 32_000, 48_000, 64_000, 96_000, 128_000, 192_000, 256_000, 384_000];
export const SLOW_MODES_S = [0, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 21_600];

/** The bit rates one can choose, with the one that is set. */
export function bitratesFor(kind: RoomFields['kind'], maxBitrateBps: number, present: string): number[] {
  const most = kind === 'stage' ? STAGE_BITRATE_BPS : maxBitrateBps;
  const all = new Set(BITRATES_BPS.filter((bps) => bps <= most));
  if (present !== '') all.add(Number(present));
  return [...all].sort((a, b) => a - b);
}

export function fieldsOf(room: RoomSummary): RoomFields {
  return {
    name: room.name,
    kind: room.kind,
    userLimit: String(room.userLimit),
    bitrateBps: String(room.bitrateBps),
    categoryId: room.categoryId ?? '',
    region: room.region ?? '',
    slowModeMs: String(room.slowModeMs),
    access: room.access.kind,
    roleIds: room.access.kind === 'everyone' ? [] : room.access.roleIds,
  };
}

export function accessOf({ access, roleIds }: RoomFields): RoomAccess {
  return access === 'everyone' ? { kind: access } : { kind: access, roleIds: [...roleIds] };
}

/** What a new room is made with. */
export function settingsOf(fields: RoomFields, categories: readonly CategorySummary[]): RoomSettings {
  return {
    kind: fields.kind,
    userLimit: limitOf(fields),
    bitrateBps: fields.bitrateBps === '' ? null : Number(fields.bitrateBps),
    categoryId: categoryOf(fields, categories),
    region: fields.region === '' ? null : fields.region,
    slowModeMs: Number(fields.slowModeMs),
    ...(fields.access === 'everyone' ? {} : { access: accessOf(fields) }),
  };
}

/** Only what differs from the room; null when nothing does. */
export function changesOf(
  fields: RoomFields,
  room: RoomSummary,
  categories: readonly CategorySummary[],
): Omit<ModifyRoomInput, 'channelId' | 'reason'> | null {
  const before = fieldsOf(room);
  const changes: Omit<ModifyRoomInput, 'channelId' | 'reason'> = {};
  if (fields.name.trim() !== before.name) changes.name = fields.name.trim();
  if (limitOf(fields) !== room.userLimit) changes.userLimit = limitOf(fields);
  if (fields.bitrateBps !== before.bitrateBps && fields.bitrateBps !== '') {
    changes.bitrateBps = Number(fields.bitrateBps);
  }
  if (fields.categoryId !== before.categoryId) changes.categoryId = categoryOf(fields, categories);
  if (fields.region !== before.region) changes.region = fields.region === '' ? null : fields.region;
  if (fields.slowModeMs !== before.slowModeMs) changes.slowModeMs = Number(fields.slowModeMs);
  const sameRoles = [...fields.roleIds].sort().join() === [...before.roleIds].sort().join();
  if (fields.access !== before.access || (fields.access !== 'everyone' && !sameRoles)) {
    changes.access = accessOf(fields);
  }
  return Object.keys(changes).length === 0 ? null : changes;
}

/** The input that makes a room again what it was, for exactly what was changed. */
export function reverseOf(
  changes: Omit<ModifyRoomInput, 'channelId' | 'reason'>,
  before: RoomSummary,
): Omit<ModifyRoomInput, 'channelId' | 'reason'> {
  const { name, userLimit, bitrateBps, categoryId, region, slowModeMs, access } = before;
  const all = { name, userLimit, bitrateBps, categoryId, region, slowModeMs, access };
  return Object.fromEntries(Object.entries(all).filter(([key]) => key in changes));
}

function limitOf({ userLimit, kind }: RoomFields): number {
  const most = kind === 'stage' ? 10_000 : 99;
  return Math.min(most, Math.max(0, Math.trunc(Number(userLimit)) || 0));
}

function categoryOf({ categoryId }: RoomFields, categories: readonly CategorySummary[]): ChannelId | null {
  return categories.find((category) => category.channelId === categoryId)?.channelId ?? null;
}
