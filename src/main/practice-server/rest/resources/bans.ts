import { compareSnowflakes } from '@shared/discord/snowflake';
import { z } from 'zod';
import { AuditAction } from '../../world/commands/audit';
import { banOf, banUser, unbanUser } from '../../world/commands/bans';
import { removeMember } from '../../world/commands/members';
import { standsAboveMember } from '../../world/hierarchy';
import type { GuildRecord, UserRecord } from '../../world/model';
import { userToWire } from '../../world/wire';
import { ApiError } from '../api-error';
import { audit } from '../audit';
import { requireAboveMember } from '../hierarchy';
import {
  bucket,
  type Exchange,
  NO_CONTENT,
  ok,
  param,
  type Route,
  readBody,
  readQuery,
  requireGuild,
  requireGuildPermission,
  requireMember,
} from '../route';

const WEEK_SECONDS = 604_800;
const DAY_SECONDS = 86_400;

const snowflake = z.string().regex(/^\d{1,20}$/);
const ListQuery = z.object({
  limit: z.coerce.number().int().min(1).max(1000).default(1000),
  before: snowflake.optional(),
  after: snowflake.optional(),
});
const BanBody = z.object({
  delete_message_seconds: z.number().int().min(0).max(WEEK_SECONDS).nullish(),
  delete_message_days: z.number().int().min(0).max(7).nullish(),
});
const BulkBody = z.object({
  user_ids: z.array(snowflake).min(1).max(200),
  delete_message_seconds: z.number().int().min(0).max(WEEK_SECONDS).nullish(),
});

function banToWire(exchange: Exchange, ban: GuildRecord['bans'][number]): Record<string, unknown> {
  const user = exchange.services.world.user(ban.user_id);
  return { reason: ban.reason, user: user ? userToWire(user) : { id: ban.user_id } };
}

function requireUser(exchange: Exchange): UserRecord {
  const user = exchange.services.world.user(param(exchange, 'userId'));
  if (!user) throw new ApiError('unknownUser');
  return user;
}

/** The guild of the path, for who may ban. */
function requireBanning(exchange: Exchange): GuildRecord {
  const guild = requireGuild(exchange);
  requireGuildPermission(exchange, guild, 'BAN_MEMBERS');
  return guild;
}

function banMany(exchange: Exchange, guild: GuildRecord): { banned: string[]; failed: string[] } {
  const { user_ids, delete_message_seconds } = readBody(exchange, BulkBody);
  const { world } = exchange.services;
  const banned: string[] = [];
  const failed: string[] = [];
  for (const id of new Set(user_ids)) {
    const user = world.user(id);
    if (!user || banOf(guild, id) || !standsAboveMember(guild, exchange.userId, id)) {
      failed.push(id);
      continue;
    }
    banUser(world, guild, user, exchange.reason, delete_message_seconds ?? 0);
    audit(exchange, guild, AuditAction.MEMBER_BAN_ADD, id);
    banned.push(id);
  }
  return { banned, failed };
}

export const banRoutes: readonly Route[] = [
  {
    method: 'DELETE',
    path: '/guilds/:guildId/members/:userId',
    limit: bucket('members.kick', 5, 5),
    handle: (exchange) => {
      const guild = requireGuild(exchange);
      requireGuildPermission(exchange, guild, 'KICK_MEMBERS');
      const { user } = requireMember(exchange, guild, param(exchange, 'userId'));
      requireAboveMember(exchange, guild, user.id);
      removeMember(exchange.services.world, guild, user.id);
      audit(exchange, guild, AuditAction.MEMBER_KICK, user.id);
      return NO_CONTENT;
    },
  },
  {
    method: 'GET',
    path: '/guilds/:guildId/bans',
    limit: bucket('guilds.bans', 5, 5),
    handle: (exchange) => {
      const guild = requireBanning(exchange);
      const { limit, before, after } = readQuery(exchange, ListQuery);
      const bans = [...guild.bans].sort((a, b) => compareSnowflakes(a.user_id, b.user_id));
      const page =
        before === undefined
          ? bans
              .filter(({ user_id }) => after === undefined || compareSnowflakes(user_id, after) > 0)
              .slice(0, limit)
          : bans.filter(({ user_id }) => compareSnowflakes(user_id, before) < 0).slice(-limit);
      return ok(page.map((ban) => banToWire(exchange, ban)));
    },
  },
  {
    method: 'GET',
    path: '/guilds/:guildId/bans/:userId',
    limit: bucket('guilds.bans.get', 5, 5),
    handle: (exchange) => {
      const ban = banOf(requireBanning(exchange), param(exchange, 'userId'));
      if (!ban) throw new ApiError('unknownBan');
      return ok(banToWire(exchange, ban));
    },
  },
  {
    method: 'PUT',
    path: '/guilds/:guildId/bans/:userId',
    limit: bucket('guilds.bans.write', 5, 5),
    handle: (exchange) => {
      const guild = requireBanning(exchange);
      const body = readBody(exchange, BanBody);
      const user = requireUser(exchange);
      requireAboveMember(exchange, guild, user.id);
      // Banning someone twice is no error and nothing happens.
      if (banOf(guild, user.id)) return NO_CONTENT;
      const seconds = body.delete_message_seconds ?? (body.delete_message_days ?? 0) * DAY_SECONDS;
      banUser(exchange.services.world, guild, user, exchange.reason, seconds);
      audit(exchange, guild, AuditAction.MEMBER_BAN_ADD, user.id);
      return NO_CONTENT;
    },
  },
  {
    method: 'DELETE',
    path: '/guilds/:guildId/bans/:userId',
    limit: bucket('guilds.bans.write', 5, 5),
    handle: (exchange) => {
      const guild = requireBanning(exchange);
      const user = requireUser(exchange);
      if (!banOf(guild, user.id)) throw new ApiError('unknownBan');
      unbanUser(exchange.services.world, guild, user);
      audit(exchange, guild, AuditAction.MEMBER_BAN_REMOVE, user.id);
      return NO_CONTENT;
    },
  },
  {
    method: 'POST',
    path: '/guilds/:guildId/bulk-ban',
    limit: bucket('guilds.bans.bulk', 2, 10),
    handle: (exchange) => {
      const guild = requireBanning(exchange);
      requireGuildPermission(exchange, guild, 'MANAGE_GUILD');
      const { banned, failed } = banMany(exchange, guild);
      if (banned.length === 0) throw new ApiError('bansFailed');
      return ok({ banned_users: banned, failed_users: failed });
    },
  },
];
