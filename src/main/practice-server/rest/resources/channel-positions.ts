import { z } from 'zod';
import { type ChannelChange, updateChannel } from '../../world/commands/channels';
import type { ChannelRecord, GuildRecord } from '../../world/model';
import { hasPermission } from '../../world/permissions';
import { ApiError } from '../api-error';
import { checkedParent } from '../channels/fields';
import {
  bucket,
  type Exchange,
  NO_CONTENT,
  type Route,
  readBody,
  requireGuild,
  requireGuildPermission,
} from '../route';

const snowflake = z.string().regex(/^\d{1,20}$/);
const Body = z.array(
  z.object({
    id: snowflake,
    position: z.number().int().min(0).nullish(),
    parent_id: snowflake.nullish(),
    lock_permissions: z.boolean().nullish(),
  }),
);
type Move = z.output<typeof Body>[number];

/** Where a channel moves to another category, it has to be the caller's to manage, there and here. */
function requireMoving(exchange: Exchange, guild: GuildRecord, channel: ChannelRecord, move: Move): void {
  const { world } = exchange.services;
  const here = world.permissionsInChannel(guild, channel, exchange.userId);
  const parent = move.parent_id == null ? undefined : guild.channels.get(move.parent_id);
  const there = parent
    ? world.permissionsInChannel(guild, parent, exchange.userId)
    : world.permissionsInGuild(guild, exchange.userId);
  if (!hasPermission(here, 'MANAGE_CHANNELS') || !hasPermission(there, 'MANAGE_CHANNELS')) {
    throw new ApiError('missingAccess');
  }
  if (move.lock_permissions && !hasPermission(here, 'MANAGE_ROLES')) throw new ApiError('missingPermissions');
}

function toChange(exchange: Exchange, guild: GuildRecord, channel: ChannelRecord, move: Move): ChannelChange {
  const change: ChannelChange = {};
  if (move.position != null && move.position !== channel.position) change.position = move.position;
  if (move.parent_id === undefined || move.parent_id === channel.parent_id) return change;
  requireMoving(exchange, guild, channel, move);
  change.parent_id = checkedParent(guild, channel.type, move.parent_id, channel);
  const parent = change.parent_id === null ? undefined : guild.channels.get(change.parent_id);
  if (move.lock_permissions && parent) {
    change.permission_overwrites = parent.permission_overwrites.map((overwrite) => ({ ...overwrite }));
  }
  return change;
}

/** Everything is checked before anything moves: a refused request leaves the order as it was. */
function moveChannels(exchange: Exchange): void {
  const guild = requireGuild(exchange);
  requireGuildPermission(exchange, guild, 'MANAGE_CHANNELS');
  const moves = readBody(exchange, Body);
  const changes = moves.map((move) => {
    const channel = guild.channels.get(move.id);
    if (!channel) throw new ApiError('unknownChannel');
    return { channel, change: toChange(exchange, guild, channel, move) };
  });
  if (changes.filter(({ change }) => change.parent_id !== undefined).length > 1) {
    throw new ApiError('oneParentAtATime');
  }
  for (const { channel, change } of changes) {
    if (Object.keys(change).length > 0) updateChannel(exchange.services.world, guild, channel, change);
  }
}

export const channelPositionRoutes: readonly Route[] = [
  {
    method: 'PATCH',
    path: '/guilds/:guildId/channels',
    limit: bucket('guilds.channels.order', 10, 10),
    handle: (exchange) => {
      moveChannels(exchange);
      return NO_CONTENT;
    },
  },
];
