import { accessOf } from '@shared/discord/room-access';
import { ChannelId, GuildId, RoleId } from '@shared/discord/snowflake';
import type { WireChannel } from '@shared/discord/wire/objects';
import { PLAN_LIMITS, type PlanCategory, type RoomSpec, type TemplateDraft } from '@shared/models/room-plans';
import type { CachedGuild } from '../../discord/cache';

const TYPE = { voice: 2, category: 4, stage: 13 } as const;

/**
 * A template that would make these rooms again: rooms that differ in their number alone become one line with
 * `{n}`. A category among the ids stands for all its rooms. Null when there is no room among them.
 */
export function templateFromRooms(guild: CachedGuild, channelIds: readonly string[]): TemplateDraft | null {
  const wanted = new Set(channelIds);
  const rooms = [...guild.channels.values()]
    .filter(({ type }) => type === TYPE.voice || type === TYPE.stage)
    .filter(({ id, parent_id }) => wanted.has(id) || (parent_id !== null && wanted.has(parent_id)))
    .sort((a, b) => a.position - b.position || (a.id < b.id ? -1 : 1));
  if (rooms.length === 0) return null;
  const lines: { key: string; spec: RoomSpec; first: string }[] = [];
  for (const room of rooms.slice(0, PLAN_LIMITS.rooms)) {
    const spec = specOf(guild, room);
    const key = JSON.stringify({ ...spec, count: 0 });
    const same = spec.name.includes('{n}') ? lines.find((line) => line.key === key) : undefined;
    if (same) same.spec = { ...same.spec, count: same.spec.count + 1 };
    else lines.push({ key, spec, first: nameOf(room) });
  }
  // One alone keeps its own name.
  const specs = lines
    .slice(0, PLAN_LIMITS.specs)
    .map(({ spec, first }) => (spec.count === 1 ? { ...spec, name: first } : spec));
  const category = categoryOf(guild, rooms);
  const name = category.kind === 'existing' ? category.name : (rooms[0]?.name ?? 'Rooms');
  return { name: name.slice(0, 80), guildId: GuildId.parse(guild.id), category, specs };
}

function specOf(guild: CachedGuild, room: WireChannel): RoomSpec {
  const isStage = room.type === TYPE.stage;
  const { kind, roleIds } = accessOf(guild.id, room.permission_overwrites);
  return {
    kind: isStage ? 'stage' : 'voice',
    name: nameOf(room)
      .replace(/(?<=\D)\d{1,3}$/, '{n}')
      .slice(0, 100),
    count: 1,
    userLimit: room.user_limit,
    bitrateBps: room.bitrate >= 8_000 && room.bitrate <= 384_000 ? room.bitrate : null,
    region: room.rtc_region,
    access: {
      kind,
      roles: roleIds.slice(0, 100).flatMap((roleId) => {
        const name = guild.roles.get(roleId)?.name.trim().slice(0, 100);
        return name ? [{ roleId: RoleId.parse(roleId), name }] : [];
      }),
    },
    status: isStage ? null : room.status?.trim() || null,
    stageTopic: isStage ? (guild.stages.get(room.id) ?? null) : null,
  };
}

function nameOf({ name }: WireChannel): string {
  return name?.trim().slice(0, 100) || 'Room';
}

/** Theirs when they share one. */
function categoryOf(guild: CachedGuild, rooms: readonly WireChannel[]): PlanCategory {
  const parentId = rooms[0]?.parent_id ?? null;
  const name = parentId === null ? undefined : guild.channels.get(parentId)?.name?.trim();
  if (parentId === null || !name || rooms.some((room) => room.parent_id !== parentId))
    return { kind: 'none' };
  return { kind: 'existing', channelId: ChannelId.parse(parentId), name };
}
