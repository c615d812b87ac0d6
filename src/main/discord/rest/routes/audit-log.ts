import { WireAuditLog } from '@shared/discord/wire/answers';
import { at, id, queryOf, type RestCall } from './call';

export interface AuditLogPage {
  /** Action type of the reference "Audit Log Events": 10 = a channel was made. */
  actionType: number;
  userId: string;
  /** With it, entries come oldest first. */
  after: string;
  limit: number;
}

export const auditLog = {
  /** Who did what in the guild; needs View Audit Log. */
  getAuditLog: (guildId: string, page: AuditLogPage): RestCall<WireAuditLog> => ({
    ...at('GET', '/guilds/:guild/audit-logs', guildId, guildId),
    repeat: 'safe',
    query: queryOf({
      action_type: page.actionType,
      user_id: id(page.userId),
      after: id(page.after),
      limit: page.limit,
    }),
    response: WireAuditLog,
  }),
} as const;
