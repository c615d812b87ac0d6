import { avatarUrl, memberAvatarUrl } from '@shared/discord/cdn';
import { channelPermissions, type GuildPermissionInput, guildPermissions } from '@shared/discord/permissions';
import { compareSnowflakes } from '@shared/discord/snowflake-order';
import type { WireRole, WireUser } from '@shared/discord/wire/objects';
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

/** How somebody stands to the connected account in a guild (reference "Permission Hierarchy"). */
export function standingOf(
  state: CacheState,
  guild: CachedGuild,
  userId: string,
): 'self' | 'owner' | 'above' | 'below' {
  const own = state.self?.id;
  if (userId === own) return 'self';
  if (userId === guild.ownerId) return 'owner';
  if (own === guild.ownerId) return 'below';
  const ours = own === undefined ? null : highestRole(guild, own);
  const theirs = highestRole(guild, userId);
  if (!ours) return 'above';
  return !theirs || compareRoles(ours, theirs) > 0 ? 'below' : 'above';
}

/** Whether the connected account stands above a role; @everyone is below every role. */
export function standsAboveRole(state: CacheState, guild: CachedGuild, role: WireRole): boolean {
  const own = state.self?.id;
  if (own === undefined) return false;
  if (own === guild.ownerId) return true;
  const ours = highestRole(guild, own);
  return ours !== null && (role.id === guild.id || compareRoles(ours, role) > 0);
}

/** Null without roles. */
export function highestRole(guild: CachedGuild, userId: string): WireRole | null {
  let highest: WireRole | null = null;
  for (const roleId of guild.members.get(userId)?.roles ?? []) {
    const role = guild.roles.get(roleId);
    if (role && (highest === null || compareRoles(role, highest) > 0)) highest = role;
  }
  return highest;
}

/** Above zero when `a` stands higher; of two in one position the older one does. */
function compareRoles(a: WireRole, b: WireRole): number {
  return a.position - b.position || compareSnowflakes(b.id, a.id);
}

/** Bits of somebody else in the guild, for what depends on whom it is done to. */
export function memberPermissions(guild: CachedGuild, userId: string): bigint {
  return guildPermissions({
    guildId: guild.id,
    ownerId: guild.ownerId,
    userId,
    memberRoleIds: guild.members.get(userId)?.roles ?? [],
    roles: guild.roles,
    timedOut: false,
  });
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
