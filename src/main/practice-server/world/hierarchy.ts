import { compareSnowflakes } from '@shared/discord/snowflake';
import type { GuildRecord, RoleRecord } from './model';

/**
 * Who stands above whom (reference "Permission Hierarchy"): a bot grants, edits and sorts roles below its
 * own highest one, and kicks, bans, times out and renames people whose highest role is below. The owner of
 * the guild stands above all, ADMINISTRATOR above nobody.
 */

/** Above zero when `a` stands higher; of two roles in one position the older stands higher. */
export function compareRoles(a: RoleRecord, b: RoleRecord): number {
  return a.position - b.position || compareSnowflakes(b.id, a.id);
}

/** From the lowest to the highest, @everyone first. */
export function rolesInOrder(guild: GuildRecord): RoleRecord[] {
  return [...guild.roles.values()].sort((a, b) => {
    if (a.id === guild.id) return -1;
    if (b.id === guild.id) return 1;
    return compareRoles(a, b);
  });
}

/** Undefined for someone without roles, in the guild or not. */
export function highestRole(guild: GuildRecord, userId: string): RoleRecord | undefined {
  const own = guild.members.get(userId)?.roles.flatMap((id) => guild.roles.get(id) ?? []) ?? [];
  return own.sort(compareRoles).at(-1);
}

export function standsAboveRole(guild: GuildRecord, actorId: string, role: RoleRecord): boolean {
  if (guild.owner_id === actorId) return true;
  const highest = highestRole(guild, actorId);
  if (!highest) return false;
  return role.id === guild.id || compareRoles(highest, role) > 0;
}

export function standsAboveMember(guild: GuildRecord, actorId: string, targetId: string): boolean {
  if (guild.owner_id === targetId) return false;
  if (guild.owner_id === actorId) return true;
  const target = highestRole(guild, targetId);
  const actor = highestRole(guild, actorId);
  if (!actor) return false;
  return !target || compareRoles(actor, target) > 0;
}
