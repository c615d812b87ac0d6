import { type AuditAction, type AuditInput, recordAudit } from '../world/commands/audit';
import type { GuildRecord } from '../world/model';
import type { Exchange } from './route';

/** Writes down what a request did, in its caller's name and with its reason. */
export function audit(
  exchange: Exchange,
  guild: GuildRecord,
  action: AuditAction,
  targetId: string | null,
  more: Pick<AuditInput, 'changes' | 'options'> = {},
): void {
  const { userId, reason, services } = exchange;
  recordAudit(services.world, guild, { action, userId, targetId, reason, ...more });
}
