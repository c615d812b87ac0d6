import { compareSnowflakes } from '@shared/discord/snowflake';
import { z } from 'zod';
import { hasIntent, Intent } from '../../gateway/intents';
import { AuditAction, changesBetween } from '../../world/commands/audit';
import { type MemberChange, updateMember } from '../../world/commands/members';
import { connectToVoice, disconnectFromVoice, isVoiceChannel } from '../../world/commands/voice';
import type { GuildRecord, MemberRecord, UserRecord, VoiceStateRecord } from '../../world/model';
import { hasPermission } from '../../world/permissions';
import { memberToWire } from '../../world/wire';
import { ApiError, fieldError } from '../api-error';
import { audit } from '../audit';
import { requireAboveMember, requireAboveRole } from '../hierarchy';
import {
  bucket,
  type Exchange,
  ok,
  param,
  type Route,
  readBody,
  readQuery,
  requireGuild,
  requireGuildPermission,
  requireMember,
} from '../route';

const MAX_TIMEOUT_MS = 28 * 24 * 60 * 60 * 1000;

const snowflake = z.string().regex(/^\d{1,20}$/);
const limit = z.coerce.number().int().min(1).max(1000).default(1);
const ListQuery = z.object({ limit, after: snowflake.default('0') });
const SearchQuery = z.object({ limit, query: z.string().min(1).max(100) });
const PatchBody = z.object({
  nick: z.string().max(32).nullish(),
  roles: z.array(snowflake).nullish(),
  mute: z.boolean().nullish(),
  deaf: z.boolean().nullish(),
  channel_id: snowflake.nullish(),
  communication_disabled_until: z.iso.datetime({ offset: true }).nullish(),
});
type PatchBody = z.output<typeof PatchBody>;

const OwnBody = z.object({ nick: z.string().max(32).nullish() });

function wireOf(exchange: Exchange, members: readonly MemberRecord[]): unknown[] {
  return members.flatMap((member) => {
    const user = exchange.services.world.user(member.user_id);
    return user ? [memberToWire(member, user)] : [];
  });
}

/** The voice state of someone, for who may `name` in the channel it is in; overwrites count there. */
function requireInVoice(
  exchange: Exchange,
  guild: GuildRecord,
  userId: string,
  name: 'MOVE_MEMBERS' | 'MUTE_MEMBERS' | 'DEAFEN_MEMBERS',
): VoiceStateRecord {
  const { world } = exchange.services;
  const voiceState = guild.voice_states.get(userId);
  const channel = voiceState && guild.channels.get(voiceState.channel_id);
  const granted = channel
    ? world.permissionsInChannel(guild, channel, exchange.userId)
    : world.permissionsInGuild(guild, exchange.userId);
  if (!hasPermission(granted, name)) throw new ApiError('missingPermissions');
  if (!voiceState) throw new ApiError('notInVoice');
  return voiceState;
}

/** Moving someone: null takes the member out of voice, an id puts it elsewhere; it must be in voice already. */
function moveMember(exchange: Exchange, guild: GuildRecord, userId: string, channelId: string | null): void {
  const { world } = exchange.services;
  const voiceState = requireInVoice(exchange, guild, userId, 'MOVE_MEMBERS');
  // These two entries tell how many and where to, not whom.
  if (channelId === null) {
    disconnectFromVoice(world, guild, userId, 'kicked');
    audit(exchange, guild, AuditAction.MEMBER_DISCONNECT, null, { options: { count: '1' } });
    return;
  }
  const channel = guild.channels.get(channelId);
  if (!channel) throw new ApiError('unknownChannel');
  if (!isVoiceChannel(channel)) {
    throw fieldError(['channel_id'], 'CHANNEL_TYPE_INVALID', 'Not a voice channel');
  }
  const granted = world.permissionsInChannel(guild, channel, exchange.userId);
  if (!hasPermission(granted, 'CONNECT')) throw new ApiError('missingPermissions');
  if (voiceState.channel_id === channelId) return;
  connectToVoice(world, guild, channel, userId, voiceState.session_id, {
    selfMute: voiceState.self_mute,
    selfDeaf: voiceState.self_deaf,
  });
  const options = { channel_id: channelId, count: '1' };
  audit(exchange, guild, AuditAction.MEMBER_MOVE, null, { options });
}

function checkNick(exchange: Exchange, guild: GuildRecord, userId: string): void {
  if (userId === exchange.userId) {
    requireGuildPermission(exchange, guild, 'CHANGE_NICKNAME');
    return;
  }
  requireGuildPermission(exchange, guild, 'MANAGE_NICKNAMES');
  requireAboveMember(exchange, guild, userId);
}

/** The roles a member is to have; each that comes or goes must be the caller's to give. */
function checkedRoles(
  exchange: Exchange,
  guild: GuildRecord,
  member: MemberRecord,
  wanted: string[],
): string[] {
  requireGuildPermission(exchange, guild, 'MANAGE_ROLES');
  const roles = [...new Set(wanted)].filter((id) => id !== guild.id);
  const touched = [...roles, ...member.roles].filter(
    (id) => roles.includes(id) !== member.roles.includes(id),
  );
  for (const id of touched) {
    const role = guild.roles.get(id);
    if (!role) throw new ApiError('unknownRole');
    if (role.managed) throw new ApiError('invalidRole');
    requireAboveRole(exchange, guild, role);
  }
  return roles;
}

/** Nobody times out the owner, an administrator, or who stands above. */
function checkTimeout(exchange: Exchange, guild: GuildRecord, userId: string, until: string | null): void {
  const { world } = exchange.services;
  requireGuildPermission(exchange, guild, 'MODERATE_MEMBERS');
  requireAboveMember(exchange, guild, userId);
  if (hasPermission(world.permissionsInGuild(guild, userId), 'ADMINISTRATOR')) {
    throw new ApiError('missingPermissions');
  }
  if (until !== null && Date.parse(until) > world.now() + MAX_TIMEOUT_MS) {
    throw fieldError(
      ['communication_disabled_until'],
      'DATE_TIME_TYPE_MAX',
      'Must be no more than 28 days in the future.',
    );
  }
}

function checkedChange(
  exchange: Exchange,
  guild: GuildRecord,
  member: MemberRecord,
  body: PatchBody,
): MemberChange {
  const userId = member.user_id;
  const change: MemberChange = {};
  if (body.nick !== undefined) {
    checkNick(exchange, guild, userId);
    change.nick = body.nick === '' ? null : body.nick;
  }
  if (body.roles != null) change.roles = checkedRoles(exchange, guild, member, body.roles);
  if (body.mute != null) {
    requireInVoice(exchange, guild, userId, 'MUTE_MEMBERS');
    change.mute = body.mute;
  }
  if (body.deaf != null) {
    requireInVoice(exchange, guild, userId, 'DEAFEN_MEMBERS');
    change.deaf = body.deaf;
  }
  if (body.communication_disabled_until !== undefined) {
    checkTimeout(exchange, guild, userId, body.communication_disabled_until);
    change.communication_disabled_until = body.communication_disabled_until;
  }
  return change;
}

/** One entry for what was set, and one of its own for roles, which names those that came and went. */
function auditChange(
  exchange: Exchange,
  guild: GuildRecord,
  before: MemberRecord,
  after: MemberRecord,
): void {
  const targetId = after.user_id;
  const changes = changesBetween(before, after, ['nick', 'mute', 'deaf', 'communication_disabled_until']);
  if (changes.length > 0) audit(exchange, guild, AuditAction.MEMBER_UPDATE, targetId, { changes });
  const named = (ids: string[]) => ids.map((id) => ({ id, name: guild.roles.get(id)?.name ?? '' }));
  const added = named(after.roles.filter((id) => !before.roles.includes(id)));
  const removed = named(before.roles.filter((id) => !after.roles.includes(id)));
  if (added.length + removed.length === 0) return;
  audit(exchange, guild, AuditAction.MEMBER_ROLE_UPDATE, targetId, {
    changes: [
      ...(added.length > 0 ? [{ key: '$add', new_value: added }] : []),
      ...(removed.length > 0 ? [{ key: '$remove', new_value: removed }] : []),
    ],
  });
}

function patchMember(exchange: Exchange): { member: MemberRecord; user: UserRecord } {
  const guild = requireGuild(exchange);
  const target = requireMember(exchange, guild, param(exchange, 'userId'));
  const body = readBody(exchange, PatchBody);
  const change = checkedChange(exchange, guild, target.member, body);
  if (body.channel_id !== undefined) moveMember(exchange, guild, target.user.id, body.channel_id);
  if (Object.keys(change).length > 0) {
    const before = { ...target.member };
    updateMember(exchange.services.world, guild, target.member, change);
    auditChange(exchange, guild, before, target.member);
  }
  return target;
}

export const memberRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/guilds/:guildId/members',
    limit: bucket('members.list', 10, 10),
    handle: (exchange) => {
      const guild = requireGuild(exchange);
      // Listing is for applications that are allowed to know all members (reference "List Guild Members").
      if (!hasIntent(exchange.services.privilegedIntents, Intent.GUILD_MEMBERS)) {
        throw new ApiError('missingAccess');
      }
      const page = readQuery(exchange, ListQuery);
      const members = [...guild.members.values()]
        .filter((member) => compareSnowflakes(member.user_id, page.after) > 0)
        .sort((a, b) => compareSnowflakes(a.user_id, b.user_id))
        .slice(0, page.limit);
      return ok(wireOf(exchange, members));
    },
  },
  {
    method: 'GET',
    path: '/guilds/:guildId/members/search',
    limit: bucket('members.search', 10, 10),
    handle: (exchange) => {
      const guild = requireGuild(exchange);
      const { query, limit: count } = readQuery(exchange, SearchQuery);
      const prefix = query.toLowerCase();
      const members = [...guild.members.values()].filter((member) => {
        const user = exchange.services.world.user(member.user_id);
        return [member.nick, user?.username, user?.global_name].some((text) =>
          text?.toLowerCase().startsWith(prefix),
        );
      });
      return ok(wireOf(exchange, members.slice(0, count)));
    },
  },
  {
    method: 'GET',
    path: '/guilds/:guildId/members/:userId',
    limit: bucket('members.get', 20, 10),
    handle: (exchange) => {
      const { member, user } = requireMember(exchange, requireGuild(exchange), param(exchange, 'userId'));
      return ok(memberToWire(member, user));
    },
  },
  {
    method: 'PATCH',
    path: '/guilds/:guildId/members/@me',
    limit: bucket('members.update.me', 10, 10),
    handle: (exchange) => {
      const guild = requireGuild(exchange);
      const { member, user } = requireMember(exchange, guild, exchange.userId);
      const { nick } = readBody(exchange, OwnBody);
      if (nick !== undefined) {
        requireGuildPermission(exchange, guild, 'CHANGE_NICKNAME');
        const before = { ...member };
        updateMember(exchange.services.world, guild, member, { nick: nick === '' ? null : nick });
        auditChange(exchange, guild, before, member);
      }
      return ok(memberToWire(member, user));
    },
  },
  {
    method: 'PATCH',
    path: '/guilds/:guildId/members/:userId',
    limit: bucket('members.update', 10, 10),
    handle: (exchange) => {
      const { member, user } = patchMember(exchange);
      return ok(memberToWire(member, user));
    },
  },
];
