import { hasPermission, PERMISSION_LABELS, type PermissionName } from '@shared/discord/permissions';
import { GuildId, RoleId, UserId } from '@shared/discord/snowflake';
import type { MemberDetail, Obstacle } from '@shared/models/rooms';
import {
  type CacheState,
  memberPermissions,
  ownGuildPermissions,
  personIn,
  standingOf,
} from '../../discord/cache';

/** A member as the cache knows it, with what stands in the way of each action; null for who is not known. */
export function describeMember(
  state: CacheState,
  guildId: string,
  userId: string,
  nowMs: number,
): MemberDetail | null {
  const guild = state.guilds.get(guildId);
  const member = guild?.members.get(userId);
  const user = state.users.get(userId);
  if (!guild || !member || !user) return null;
  const own = ownGuildPermissions(state, guild, nowMs);
  const standing = standingOf(state, guild, userId);
  const lacking = (name: PermissionName): Obstacle | null =>
    hasPermission(own, name) ? null : { kind: 'missingPermission', permission: PERMISSION_LABELS[name] };
  const rank = (): Obstacle | null => {
    if (standing === 'owner') return { kind: 'outranked', by: 'owner' };
    return standing === 'above' ? { kind: 'outranked', by: 'member' } : null;
  };
  const isAdministrator = hasPermission(memberPermissions(guild, userId), 'ADMINISTRATOR');
  const untilMs = Date.parse(member.communicationDisabledUntil ?? '');
  return {
    guildId: GuildId.parse(guildId),
    userId: UserId.parse(userId),
    displayName: personIn(state, guildId, userId).displayName,
    username: user.username,
    nickname: member.nick,
    avatarUrl: personIn(state, guildId, userId).avatarUrl,
    isBot: user.bot,
    isSelf: standing === 'self',
    isOwner: userId === guild.ownerId,
    roleIds: member.roles.map((id) => RoleId.parse(id)),
    timedOutUntilMs: Number.isFinite(untilMs) && untilMs > nowMs ? untilMs : null,
    obstacles: {
      timeOut:
        lacking('MODERATE_MEMBERS') ??
        rank() ??
        // Discord times out neither administrators nor ourselves.
        (isAdministrator || standing === 'self' ? { kind: 'outranked', by: 'administrator' } : null),
      nickname: standing === 'self' ? lacking('CHANGE_NICKNAME') : (lacking('MANAGE_NICKNAMES') ?? rank()),
      // Giving and taking goes by the role's place, not the person's.
      roles: lacking('MANAGE_ROLES'),
    },
  };
}
