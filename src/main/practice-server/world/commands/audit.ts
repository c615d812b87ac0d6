import { snowflakeTimeMs } from '@shared/discord/snowflake';
import type { GuildRecord } from '../model';
import type { World } from '../world';

export const AuditAction = {
  CHANNEL_CREATE: 10,
  CHANNEL_UPDATE: 11,
  CHANNEL_DELETE: 12,
  MEMBER_UPDATE: 24,
  MEMBER_MOVE: 26,
  MEMBER_DISCONNECT: 27,
  MESSAGE_DELETE: 72,
  VOICE_CHANNEL_STATUS_CREATE: 192,
  VOICE_CHANNEL_STATUS_DELETE: 193,
} as const;

/** Discord keeps entries for 45 days. */
const KEPT_MS = 45 * 24 * 60 * 60 * 1000;

/** Writes down who did what and why, and dispatches it to those who may read the audit log. */
export function recordAudit(
  world: World,
  guild: GuildRecord,
  entry: {
    action: (typeof AuditAction)[keyof typeof AuditAction];
    userId: string;
    targetId: string | null;
    reason: string | null;
  },
): void {
  const id = world.newId();
  const log = world.state.audit_log;
  const now = world.now();
  while (log[0] && snowflakeTimeMs(log[0].id) < now - KEPT_MS) log.shift();
  log.push({
    id,
    guild_id: guild.id,
    action_type: entry.action,
    user_id: entry.userId,
    target_id: entry.targetId,
    reason: entry.reason,
  });
  world.emit({
    t: 'GUILD_AUDIT_LOG_ENTRY_CREATE',
    guildId: guild.id,
    d: {
      id,
      guild_id: guild.id,
      action_type: entry.action,
      user_id: entry.userId,
      target_id: entry.targetId,
      ...(entry.reason === null ? {} : { reason: entry.reason }),
    },
  });
}
