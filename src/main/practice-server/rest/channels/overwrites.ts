import { z } from 'zod';
import type { ChannelRecord, GuildRecord } from '../../world/model';
import { ALL_PERMISSIONS, hasPermission, type Overwrite, Permission } from '../../world/permissions';
import { ApiError } from '../api-error';
import type { Exchange } from '../route';

const MAX_OVERWRITES = 1000;

const bits = z.union([z.string().regex(/^\d{1,20}$/), z.number().int().nonnegative().transform(String)]);
const target = z.union([z.literal(0), z.literal(1)]);
const granted = { allow: bits.nullish(), deny: bits.nullish() };

/** An overwrite in a list of them. */
export const OverwriteBody = z.object({
  id: z.union([z.string().regex(/^\d{1,20}$/), z.number().int().nonnegative().transform(String)]),
  // Older clients send the kind as text.
  type: z.union([
    target,
    z.literal('role').transform(() => 0 as const),
    z.literal('member').transform(() => 1 as const),
  ]),
  ...granted,
});
/** An overwrite whose id is in the path. */
export const OneOverwriteBody = z.object({ type: target, ...granted });
export type OverwriteInput = z.output<typeof OverwriteBody>;

/**
 * Which bits the caller may allow or deny: those it has in the guild or in the category, or all where an
 * overwrite of the channel lets it manage permissions there.
 */
function settable(exchange: Exchange, guild: GuildRecord, channel: ChannelRecord | null): bigint {
  const { world } = exchange.services;
  const inGuild = world.permissionsInGuild(guild, exchange.userId);
  if (!channel) {
    // For a channel that is only being made, managing permissions is the administrators' to give.
    return hasPermission(inGuild, 'ADMINISTRATOR') ? inGuild : inGuild & ~Permission.MANAGE_ROLES;
  }
  const own = new Set([exchange.userId, guild.id, ...(guild.members.get(exchange.userId)?.roles ?? [])]);
  const manages = channel.permission_overwrites.some(
    ({ id, allow }) => own.has(id) && hasPermission(BigInt(allow), 'MANAGE_ROLES'),
  );
  if (manages) return ALL_PERMISSIONS;
  const parent = channel.parent_id === null ? undefined : guild.channels.get(channel.parent_id);
  return inGuild | (parent ? world.permissionsInChannel(guild, parent, exchange.userId) : 0n);
}

/**
 * Overwrites as they will be kept. 50013 when a bit changes that the caller may not set; what stays as it
 * was needs no right. `channel` null: it is being made.
 */
export function checkedOverwrites(
  exchange: Exchange,
  guild: GuildRecord,
  channel: ChannelRecord | null,
  wanted: readonly OverwriteInput[],
): Overwrite[] {
  if (wanted.length > MAX_OVERWRITES) throw new ApiError('maxOverwrites');
  const own = settable(exchange, guild, channel);
  return wanted.map(({ id, type, allow, deny }) => {
    const before = channel?.permission_overwrites.find((overwrite) => overwrite.id === id);
    const after = { id, type, allow: allow ?? '0', deny: deny ?? '0' };
    const touched =
      (BigInt(after.allow) ^ BigInt(before?.allow ?? '0')) |
      (BigInt(after.deny) ^ BigInt(before?.deny ?? '0'));
    if ((touched & ALL_PERMISSIONS & ~own) !== 0n) throw new ApiError('missingPermissions');
    return after;
  });
}
