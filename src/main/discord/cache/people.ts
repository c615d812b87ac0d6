import { avatarUrl, memberAvatarUrl } from '@shared/discord/cdn';
import { channelPermissions, type GuildPermissionInput, guildPermissions } from '@shared/discord/permissions';
import type { WireUser } from '@shared/discord/wire/objects';
import type { CachedGuild, CacheState } from './state';

/** The name a person is shown by: nickname in the guild, else display name, else user name. */
export function displayNameOf(user: WireUser | undefined, nick: string | null | undefined): string {
  return nick || user?.global_name || user?.username || 'Unknown person';
}

/** Name and picture of someone as a guild shows them; `guildId` null outside guilds. */
export function personIn(
  state: CacheState,
  guildId: string | null,
  userId: string,
): { displayName: string; avatarUrl: string | null; isBot: boolean } {
  const user = state.users.get(userId);
  const member = guildId === null ? undefined : state.guilds.get(guildId)?.members.get(userId);
  return {
    displayName: displayNameOf(user, member?.nick),
    avatarUrl:
      (guildId === null ? null : memberAvatarUrl(guildId, userId, member?.avatar)) ??
      avatarUrl(userId, user?.avatar),
    isBot: user?.bot ?? false,
  };
}

/** What the connected account may do in a guild; nothing before READY. */
export function ownGuildPermissions(state: CacheState, guild: CachedGuild, nowMs: number): bigint {
  const input = permissionInput(state, guild, nowMs);
  return input ? guildPermissions(input) : 0n;
}

/**
 * What the connected account may do in a channel or thread of a guild. Voice and stage are types 2 and 13. A thread
 * has its parent's overwrites, and writing in it hangs on SEND_MESSAGES_IN_THREADS.
 */
export function ownChannelPermissions(
  state: CacheState,
  guild: CachedGuild,
  channelId: string,
  nowMs: number,
): bigint {
  const input = permissionInput(state, guild, nowMs);
  const thread = guild.threads.get(channelId);
  const channel = guild.channels.get(thread ? (thread.parent_id ?? '') : channelId);
  if (!input || !channel) return 0n;
  const isVoice = channel.type === 2 || channel.type === 13;
  const sending = thread ? 'SEND_MESSAGES_IN_THREADS' : 'SEND_MESSAGES';
  return channelPermissions(input, channel.permission_overwrites, isVoice, sending);
}

/** Position of the highest role of someone; 0 is @everyone. The owner stands above all roles. */
export function highestRolePosition(guild: CachedGuild, userId: string): number {
  if (userId === guild.ownerId) return Number.POSITIVE_INFINITY;
  let highest = 0;
  for (const roleId of guild.members.get(userId)?.roles ?? []) {
    highest = Math.max(highest, guild.roles.get(roleId)?.position ?? 0);
  }
  return highest;
}

/** 0xRRGGBB of the highest role that has a colour; null for none (0 means "no colour" to Discord). */
export function roleColour(guild: CachedGuild, roleIds: readonly string[]): number | null {
  let best: { position: number; color: number } | null = null;
  for (const roleId of roleIds) {
    const role = guild.roles.get(roleId);
    if (role && role.color !== 0 && (!best || role.position > best.position)) best = role;
  }
  return best?.color ?? null;
}

function permissionInput(state: CacheState, guild: CachedGuild, nowMs: number): GuildPermissionInput | null {
  if (!state.self) return null;
  const member = guild.members.get(state.self.id);
  const until = member?.communicationDisabledUntil;
  return {
    guildId: guild.id,
    ownerId: guild.ownerId,
    userId: state.self.id,
    memberRoleIds: member?.roles ?? [],
    roles: guild.roles,
    timedOut: typeof until === 'string' && Date.parse(until) > nowMs,
  };
}
