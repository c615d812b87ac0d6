import { compareSnowflakes } from '@shared/discord/snowflake';
import { z } from 'zod';
import { auditToWire } from '../../world/commands/audit';
import type { AuditEntry } from '../../world/model';
import { userToWire } from '../../world/wire';
import { bucket, ok, type Route, readQuery, requireGuild, requireGuildPermission } from '../route';

const snowflake = z.string().regex(/^\d{1,20}$/);
const Query = z.object({
  user_id: snowflake.optional(),
  target_id: snowflake.optional(),
  action_type: z.coerce.number().int().min(0).optional(),
  before: snowflake.optional(),
  after: snowflake.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});

/** The page of `entries` (oldest first) that the query asks for: newest first, but with `after` oldest first. */
export function auditPage(entries: readonly AuditEntry[], query: z.output<typeof Query>): AuditEntry[] {
  const { user_id, target_id, action_type, before, after, limit } = query;
  const wanted = entries.filter(
    (entry) =>
      (user_id === undefined || entry.user_id === user_id) &&
      (target_id === undefined || entry.target_id === target_id) &&
      (action_type === undefined || entry.action_type === action_type) &&
      (before === undefined || compareSnowflakes(entry.id, before) < 0) &&
      (after === undefined || compareSnowflakes(entry.id, after) > 0),
  );
  return after !== undefined && before === undefined
    ? wanted.slice(0, limit)
    : wanted.slice(-limit).reverse();
}

export const auditLogRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/guilds/:guildId/audit-logs',
    limit: bucket('guilds.audit-logs', 5, 5),
    handle: (exchange) => {
      const { world } = exchange.services;
      const guild = requireGuild(exchange);
      requireGuildPermission(exchange, guild, 'VIEW_AUDIT_LOG');
      const query = readQuery(exchange, Query);
      const own = world.state.audit_log.filter((entry) => entry.guild_id === guild.id);
      const page = auditPage(own, query);
      const named = new Set(page.flatMap((entry) => [entry.user_id, entry.target_id ?? '']));
      return ok({
        audit_log_entries: page.map(auditToWire),
        users: [...named].flatMap((id) => {
          const user = world.user(id);
          return user ? [userToWire(user)] : [];
        }),
        application_commands: [],
        auto_moderation_rules: [],
        guild_scheduled_events: [],
        integrations: [],
        threads: [],
        webhooks: [],
      });
    },
  },
];
