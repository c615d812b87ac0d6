import { hasPermission } from '@shared/discord/permissions';
import type { RoomRefusal } from '@shared/models/rooms';
import { memberPermissions, ownGuildPermissions, standingOf, standsAboveRole } from './cache';
import { type RefusalContext, refusalOf } from './refusal';
import { discordCodeOf, meaningOf } from './rest';

/** On whom or what it was done: with it a refusal can be told from a lack of rank. */
export interface RoomRefusalContext extends RefusalContext {
  userId?: string;
  roleId?: string;
  /** Our input's names for the wire's fields. */
  fieldNames?: Readonly<Record<string, string>>;
}

type Outranked = Extract<RoomRefusal, { kind: 'outranked' }>['by'];

/** "Invalid Role": it belongs to an integration, or is @everyone. */
const INVALID_ROLE = 50_028;
const BITRATE_TOO_HIGH = 30_052;
const FORBIDDEN = 50_013;

/** The refusal an error stands for in moderation; throws the error again when it is none. */
export function roomRefusalOf(error: unknown, context: RoomRefusalContext): RoomRefusal {
  switch (meaningOf(error)) {
    case 'notInVoice':
    case 'unknownVoiceState':
      return { kind: 'notInVoice' };
    case 'stageAlreadyOpen':
      return { kind: 'stageState', live: true };
    case 'unknownStage':
      return { kind: 'stageState', live: false };
    default:
      break;
  }
  const code = discordCodeOf(error);
  if (code === INVALID_ROLE) return { kind: 'outranked', by: 'role' };
  if (code === BITRATE_TOO_HIGH) {
    return { kind: 'invalid', fields: { bitrateBps: 'This kind of room cannot have so high a bit rate.' } };
  }
  if (code === FORBIDDEN) {
    const by = outrankedBy(context);
    if (by !== null) return { kind: 'outranked', by };
  }
  const refusal = refusalOf(error, context);
  if (refusal.kind !== 'invalid') return refusal;
  const fields: Record<string, string> = {};
  for (const [name, message] of Object.entries(refusal.fields)) {
    fields[context.fieldNames?.[name.split('.')[0] ?? ''] ?? name] = message;
  }
  return { kind: 'invalid', fields };
}

/** Who is in the way when we do have the permission; null when the permission itself is what lacks. */
function outrankedBy(context: RoomRefusalContext): Outranked | null {
  const { state, guildId, userId, roleId, nowMs, needs } = context;
  const guild = guildId ? state.guilds.get(guildId) : undefined;
  if (!guild) return null;
  const own = ownGuildPermissions(state, guild, nowMs);
  if (needs.some((name) => !hasPermission(own, name))) return null;
  const role = roleId === undefined ? undefined : guild.roles.get(roleId);
  if (role && !standsAboveRole(state, guild, role)) return 'role';
  if (userId === undefined) return null;
  const standing = standingOf(state, guild, userId);
  if (standing === 'owner') return 'owner';
  if (standing === 'above') return 'member';
  return hasPermission(memberPermissions(guild, userId), 'ADMINISTRATOR') ? 'administrator' : null;
}
