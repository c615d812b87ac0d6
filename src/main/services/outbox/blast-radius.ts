import { channelPermissions, hasPermission } from '@shared/discord/permissions';
import { UserId } from '@shared/discord/snowflake';
import type { WireChannel, WireRole } from '@shared/discord/wire/objects';
import type { BlastRadius, MessageBody } from '@shared/models/message-body';
import { type CachedGuild, type CacheState, displayNameOf, ownChannelPermissions } from '../../discord/cache';
import { mentionsIn } from './mentions';

/**
 * Who a message would notify, from what the cache knows, pure. Discord's rules: `allowed_mentions` decides first;
 * @everyone and @here, and roles that are not mentionable by all, take the permission to mention them (webhooks
 * have it, being set up by who may manage them); nobody is notified in a channel they cannot see.
 */

export interface Reach {
  guild: CachedGuild | null;
  /** The channel, or the thread's parent, whose permissions decide who sees it; null for direct messages. */
  channel: WireChannel | null;
  /** The channel or thread itself, for our own permission in it. */
  channelId: string | null;
  isWebhook: boolean;
  /** The person of a direct message. */
  directUserId: string | null;
}

export type Pings = Pick<BlastRadius, 'everyone' | 'roles' | 'users' | 'people' | 'peopleExact' | 'warnings'>;

export function pingsOf(body: MessageBody, reach: Reach, state: CacheState, nowMs: number): Pings {
  const written = mentionsIn(body);
  const { allowedMentions: allowed } = body;
  const { guild, channel } = reach;
  const bits =
    guild && reach.channelId !== null ? ownChannelPermissions(state, guild, reach.channelId, nowMs) : 0n;
  const mayCallAll = reach.isWebhook || hasPermission(bits, 'MENTION_EVERYONE');
  const audience = guild && channel ? audienceOf(guild, channel) : null;
  const reached = new Set<string>();
  const silent = body.silent;

  const everyone: Pings['everyone'] =
    written.everyone === null || !guild
      ? null
      : {
          mention: written.everyone,
          notifies: allowed.everyone && mayCallAll,
          people: audience?.people ?? guild.memberCount,
        };
  const roles: Pings['roles'] = written.roleIds.flatMap((roleId) => {
    const role = guild?.roles.get(roleId);
    if (!guild || !role) return [];
    const members = audience ? [...audience.known].filter((id) => hasRole(guild, id, roleId)) : [];
    const notifies = allowed.roles && (role.mentionable || mayCallAll);
    if (notifies) for (const id of members) reached.add(id);
    return [{ roleId, name: role.name, notifies, people: members.length }];
  });
  const users: Pings['users'] = written.userIds.map((userId) => {
    const notifies = allowed.users && userId !== state.self?.id && canSee(userId, reach, audience);
    if (notifies) reached.add(userId);
    return { userId: UserId.parse(userId), name: nameOf(state, guild, userId), notifies };
  });
  if (reach.directUserId !== null) reached.add(reach.directUserId);
  if (state.self) reached.delete(state.self.id);

  const callsAll = everyone?.notifies ?? false;
  return {
    everyone,
    roles,
    users,
    people: callsAll ? Math.max(everyone?.people ?? 0, reached.size) : reached.size,
    peopleExact: audience === null || audience.exact || (!callsAll && !roles.some((role) => role.notifies)),
    warnings: warningsOf({ body, everyone, roles, users, mayCallAll, silent }),
  };
}

interface Audience {
  /** Known members who see the channel; the bot itself left out. */
  known: ReadonlySet<string>;
  /** About how many people see it, those who are not known included. */
  people: number;
  /** Whether all members are known. */
  exact: boolean;
}

/** Who sees a channel. For members who are not known it is taken that they see it as @everyone does. */
function audienceOf(guild: CachedGuild, channel: WireChannel): Audience {
  const known = new Set<string>();
  for (const member of guild.members.values()) {
    const bits = channelPermissions(
      {
        guildId: guild.id,
        ownerId: guild.ownerId,
        userId: member.userId,
        memberRoleIds: member.roles,
        roles: guild.roles,
        timedOut: false,
      },
      channel.permission_overwrites,
      false,
    );
    if (hasPermission(bits, 'VIEW_CHANNEL')) known.add(member.userId);
  }
  const unknown = Math.max(0, guild.memberCount - guild.members.size);
  return {
    known,
    people: Math.max(0, known.size + (unknown > 0 && isOpen(guild, channel) ? unknown : 0) - 1),
    exact: unknown === 0,
  };
}

/** Whether somebody without any role sees it. */
function isOpen(guild: CachedGuild, channel: WireChannel): boolean {
  const bits = channelPermissions(
    {
      guildId: guild.id,
      ownerId: guild.ownerId,
      userId: '0',
      memberRoleIds: [],
      roles: guild.roles,
      timedOut: false,
    },
    channel.permission_overwrites,
    false,
  );
  return hasPermission(bits, 'VIEW_CHANNEL');
}

function canSee(userId: string, reach: Reach, audience: Audience | null): boolean {
  if (!reach.guild) return reach.directUserId === null || reach.directUserId === userId;
  if (!audience || !reach.guild.members.has(userId)) return true;
  return audience.known.has(userId);
}

function hasRole(guild: CachedGuild, userId: string, roleId: WireRole['id']): boolean {
  return guild.members.get(userId)?.roles.includes(roleId) ?? false;
}

function nameOf(state: CacheState, guild: CachedGuild | null, userId: string): string {
  return displayNameOf(state.users.get(userId), guild?.members.get(userId)?.nick);
}

interface WarningInput extends Pick<Pings, 'everyone' | 'roles' | 'users'> {
  body: MessageBody;
  mayCallAll: boolean;
  silent: boolean;
}

/** Said in the words a person would use; each is something that may not be meant. */
function warningsOf({ body, everyone, roles, users, mayCallAll, silent }: WarningInput): string[] {
  const { allowedMentions: allowed } = body;
  const warnings: string[] = [];
  if (everyone && !everyone.notifies) {
    warnings.push(
      allowed.everyone && !mayCallAll
        ? `Nobody is notified by ${everyone.mention}: the bot may not mention everyone here.`
        : `Nobody is notified by ${everyone.mention}: mentioning everyone is switched off.`,
    );
  }
  const muteRoles = roles.filter((role) => !role.notifies);
  if (muteRoles.length > 0) {
    const names = muteRoles.map(({ name }) => `@${name}`).join(', ');
    warnings.push(
      allowed.roles
        ? `${names} cannot be mentioned by the bot here: nobody of it is notified.`
        : `Nobody is notified by ${names}: mentioning roles is switched off.`,
    );
  }
  if (!allowed.users && users.length > 0) {
    warnings.push('The people you mention are not notified: mentioning people is switched off.');
  }
  if (
    silent &&
    (everyone?.notifies || roles.some((role) => role.notifies) || users.some((u) => u.notifies))
  ) {
    warnings.push('It is sent silently: the mention shows, and no device makes a sound.');
  }
  return warnings;
}
