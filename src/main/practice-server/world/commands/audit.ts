import { snowflakeTimeMs } from '@shared/discord/snowflake';
import type { AuditChange } from '../guild-records';
import type { AuditEntry, GuildRecord } from '../model';
import type { World } from '../world';

/** Reference "Audit Log Events". */
export const AuditAction = {
  CHANNEL_CREATE: 10,
  CHANNEL_UPDATE: 11,
  CHANNEL_DELETE: 12,
  CHANNEL_OVERWRITE_CREATE: 13,
  CHANNEL_OVERWRITE_UPDATE: 14,
  CHANNEL_OVERWRITE_DELETE: 15,
  MEMBER_KICK: 20,
  MEMBER_BAN_ADD: 22,
  MEMBER_BAN_REMOVE: 23,
  MEMBER_UPDATE: 24,
  MEMBER_ROLE_UPDATE: 25,
  MEMBER_MOVE: 26,
  MEMBER_DISCONNECT: 27,
  ROLE_CREATE: 30,
  ROLE_UPDATE: 31,
  ROLE_DELETE: 32,
  WEBHOOK_CREATE: 50,
  WEBHOOK_UPDATE: 51,
  WEBHOOK_DELETE: 52,
  MESSAGE_DELETE: 72,
  MESSAGE_BULK_DELETE: 73,
  MESSAGE_PIN: 74,
  MESSAGE_UNPIN: 75,
  STAGE_INSTANCE_CREATE: 83,
  STAGE_INSTANCE_UPDATE: 84,
  STAGE_INSTANCE_DELETE: 85,
  THREAD_CREATE: 110,
  THREAD_UPDATE: 111,
  THREAD_DELETE: 112,
  VOICE_CHANNEL_STATUS_CREATE: 192,
  VOICE_CHANNEL_STATUS_DELETE: 193,
} as const;
export type AuditAction = (typeof AuditAction)[keyof typeof AuditAction];

/** Discord keeps entries for 45 days. */
const KEPT_MS = 45 * 24 * 60 * 60 * 1000;

export interface AuditInput {
  action: AuditAction;
  userId: string;
  targetId: string | null;
  reason: string | null;
  changes?: readonly AuditChange[];
  /** Further facts, by Discord's names (`channel_id`, `count`, `role_name` …). */
  options?: Readonly<Record<string, string>>;
}

/** Writes down who did what and why, and dispatches it to those who may read the audit log. */
export function recordAudit(world: World, guild: GuildRecord, input: AuditInput): void {
  const log = world.state.audit_log;
  const now = world.now();
  while (log[0] && snowflakeTimeMs(log[0].id) < now - KEPT_MS) log.shift();
  const entry: AuditEntry = {
    id: world.newId(),
    guild_id: guild.id,
    action_type: input.action,
    user_id: input.userId,
    target_id: input.targetId,
    reason: input.reason,
    ...(input.changes && input.changes.length > 0 ? { changes: [...input.changes] } : {}),
    ...(input.options ? { options: input.options } : {}),
  };
  log.push(entry);
  world.emit({
    t: 'GUILD_AUDIT_LOG_ENTRY_CREATE',
    guildId: guild.id,
    d: { ...auditToWire(entry), guild_id: guild.id },
  });
}

export function auditToWire(entry: AuditEntry): Record<string, unknown> {
  const { guild_id: _guild, reason, ...shown } = entry;
  return { ...shown, ...(reason === null ? {} : { reason }) };
}

/** What differs between two states, by key; `before` null: everything is new, `after` null: everything went. */
export function changesBetween<T extends object>(
  before: T | null,
  after: T | null,
  keys: readonly (keyof T & string)[],
): AuditChange[] {
  return keys.flatMap((key) => {
    const was = before?.[key] ?? undefined;
    const is = after?.[key] ?? undefined;
    if (JSON.stringify(was) === JSON.stringify(is)) return [];
    return {
      key,
      ...(was === undefined ? {} : { old_value: was }),
      ...(is === undefined ? {} : { new_value: is }),
    };
  });
}
