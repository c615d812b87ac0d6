import { ChannelId, GuildId, MessageId, UserId } from '@shared/discord/snowflake';
import type { TimelineEvent, TimelineQuery } from '@shared/models/archive';
import { TimelineKind } from '@shared/models/archive';
import type { Bind, Database } from './database';

interface EventRow {
  eventId: number;
  at_ms: number;
  kind: string;
  guildId: string | null;
  channelId: string | null;
  channelName: string | null;
  userId: string | null;
  userName: string | null;
  actorId: string | null;
  actorName: string | null;
  messageId: string | null;
  detail: string | null;
  reason: string | null;
  certain: number;
}

const SELECT = `
  SELECT e.event_id AS eventId, e.at_ms, e.kind, CAST(e.guild_id AS TEXT) AS guildId,
    CAST(e.channel_id AS TEXT) AS channelId, c.name AS channelName,
    CAST(e.user_id AS TEXT) AS userId, coalesce(m.nick, u.global_name, u.username) AS userName,
    CAST(e.actor_id AS TEXT) AS actorId, coalesce(am.nick, a.global_name, a.username) AS actorName,
    CAST(e.message_id AS TEXT) AS messageId, e.detail, e.reason, e.certain
  FROM events e
  LEFT JOIN channels c ON c.channel_id = e.channel_id
  LEFT JOIN users u ON u.user_id = e.user_id
  LEFT JOIN members m ON m.guild_id = e.guild_id AND m.user_id = e.user_id
  LEFT JOIN users a ON a.user_id = e.actor_id
  LEFT JOIN members am ON am.guild_id = e.guild_id AND am.user_id = e.actor_id`;

/** Events that fit, newest first. That nobody watched concerns everybody, and fits every guild, room and person. */
export function readTimeline(
  database: Database,
  query: TimelineQuery,
  page: { before: number | null; limit: number },
): { events: TimelineEvent[]; hasMore: boolean } {
  const where: string[] = [];
  const binds: Record<string, Bind> = { limit: page.limit + 1 };
  const add = (condition: string, name: string, value: Bind) => {
    if (value === null) return;
    where.push(condition);
    binds[name] = value;
  };
  add('e.event_id < @before', 'before', page.before);
  add("(e.guild_id = @guildId OR e.kind = 'away')", 'guildId', query.guildId);
  // Who moved out belongs to the room they left too; `detail` names it.
  add(
    "(e.channel_id = @channelId OR e.kind = 'away' OR (e.kind = 'moved' AND e.detail = CAST(@channelId AS TEXT)))",
    'channelId',
    query.channelId,
  );
  add("(e.user_id = @userId OR e.actor_id = @userId OR e.kind = 'away')", 'userId', query.userId);
  add('e.at_ms >= @fromMs', 'fromMs', query.fromMs);
  add('e.at_ms <= @toMs', 'toMs', query.toMs);
  if (query.kinds.length > 0) {
    // Who asks for what was done means the lines that say by whom as well.
    const orSigned = query.kinds.includes('deed') ? ' OR e.actor_id IS NOT NULL' : '';
    add(`(e.kind IN (SELECT value FROM json_each(@kinds))${orSigned})`, 'kinds', JSON.stringify(query.kinds));
  }
  const rows = database.all<EventRow>(
    `${SELECT} ${where.length === 0 ? '' : `WHERE ${where.join(' AND ')}`}
     ORDER BY e.event_id DESC LIMIT @limit`,
    binds,
  );
  const events = rows.slice(0, page.limit).flatMap(toEvent);
  return { events, hasMore: rows.length > page.limit };
}

/** Events after this one and `changed` ones of before, oldest first. */
export function eventsAfter(
  database: Database,
  eventId: number,
  changed: readonly number[] = [],
): TimelineEvent[] {
  return database
    .all<EventRow>(
      `${SELECT} WHERE e.event_id > @eventId OR e.event_id IN (SELECT value FROM json_each(@changed))
       ORDER BY e.event_id`,
      { eventId, changed: JSON.stringify(changed) },
    )
    .flatMap(toEvent);
}

export function lastEventId(database: Database): number {
  return database.one<{ id: number | null }>('SELECT max(event_id) AS id FROM events')?.id ?? 0;
}

function toEvent(row: EventRow): TimelineEvent[] {
  const kind = TimelineKind.safeParse(row.kind);
  // Of a kind we do not know yet: nothing to show.
  if (!kind.success) return [];
  const isAway = kind.data === 'away';
  return [
    {
      eventId: row.eventId,
      atMs: row.at_ms,
      kind: kind.data,
      guildId: row.guildId === null ? null : GuildId.parse(row.guildId),
      channelId: row.channelId === null ? null : ChannelId.parse(row.channelId),
      channelName: row.channelName,
      userId: row.userId === null ? null : UserId.parse(row.userId),
      userName: row.userName,
      actorId: row.actorId === null ? null : UserId.parse(row.actorId),
      actorName: row.actorName,
      messageId: row.messageId === null ? null : MessageId.parse(row.messageId),
      detail: isAway ? null : row.detail,
      reason: row.reason,
      sinceMs: isAway ? Number(row.detail) : null,
      certain: row.certain === 1,
    },
  ];
}
