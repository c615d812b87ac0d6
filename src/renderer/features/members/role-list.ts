import type { RoleSummary } from '@shared/models/workspace';

/** The roles of a guild, highest first. */
export function rolesOfGuild(
  roles: Readonly<Record<string, RoleSummary>>,
  guildId: string | null | undefined,
): RoleSummary[] {
  return Object.values(roles)
    .filter((role) => role.guildId === guildId)
    .sort((a, b) => b.position - a.position || a.roleId.localeCompare(b.roleId));
}

/** `#rrggbb` of a colour number. */
export function cssColour(colour: number): string {
  return `#${colour.toString(16).padStart(6, '0')}`;
}
