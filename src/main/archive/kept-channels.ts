import { DISCORD_EPOCH_MS, snowflakeAt } from '@shared/discord/snowflake';
import { gaps, readCoverage, type Stretch } from './coverage';
import type { Database } from './database';
import type { KeptChannel } from './requests';

interface ChannelRow {
  channelId: string;
  guildId: string | null;
  guildName: string | null;
  name: string | null;
  type: number | null;
  messages: number | null;
  oldestMs: number | null;
  newestMs: number | null;
  endedMs: number | null;
  wanted: number | null;
  fetched: number | null;
  stopped: string | null;
}

/** Channels of which something is kept or that are to be filled, and how full they are. */
export function readKeptChannels(database: Database, nowMs: number): KeptChannel[] {
  const rows = database.all<ChannelRow>(
    `WITH kept AS (
       SELECT channel_id, max(guild_id) AS guild_id, count(*) AS n, min(message_id) AS lo, max(message_id) AS hi
       FROM messages GROUP BY channel_id
     ), ids AS (
       SELECT channel_id FROM kept UNION SELECT channel_id FROM backfill UNION
       SELECT channel_id FROM channels c
       WHERE EXISTS (SELECT 1 FROM voice_sessions s WHERE s.channel_id = c.channel_id)
         OR EXISTS (SELECT 1 FROM events e WHERE e.channel_id = c.channel_id)
     )
     SELECT CAST(i.channel_id AS TEXT) AS channelId,
       CAST(coalesce(c.guild_id, k.guild_id) AS TEXT) AS guildId, g.name AS guildName, c.name, c.type,
       k.n AS messages, (k.lo >> 22) + ${DISCORD_EPOCH_MS} AS oldestMs, (k.hi >> 22) + ${DISCORD_EPOCH_MS} AS newestMs,
       c.ended_ms AS endedMs, b.wanted, b.fetched, b.stopped
     FROM ids i
     LEFT JOIN kept k ON k.channel_id = i.channel_id
     LEFT JOIN channels c ON c.channel_id = i.channel_id
     LEFT JOIN guilds g ON g.guild_id = coalesce(c.guild_id, k.guild_id)
     LEFT JOIN backfill b ON b.channel_id = i.channel_id
     ORDER BY g.name, c.name`,
  );
  return rows.map((row) => ({
    channelId: row.channelId,
    guildId: row.guildId,
    guildName: row.guildName,
    name: row.name ?? '',
    type: row.type ?? 0,
    messages: row.messages ?? 0,
    oldestMs: row.oldestMs,
    newestMs: row.newestMs,
    endedMs: row.endedMs,
    backfill:
      row.wanted === null
        ? null
        : {
            wanted: row.wanted === 1,
            fetched: row.fetched ?? 0,
            stopped: row.stopped,
            complete:
              missingOf(database, row.channelId, snowflakeAt(lastWatchedMs(database) ?? nowMs)).length === 0,
          },
  }));
}

/**
 * What is missing of a channel up to `hi`. Fetched stretches count, and the time we were connected since the channel
 * was first asked for; before that nobody knows whether we could see it.
 */
export function missingOf(database: Database, channelId: string, hi: string): Stretch[] {
  const since = database.one<{ since_ms: number }>(
    'SELECT since_ms FROM backfill WHERE channel_id = @channelId',
    { channelId },
  );
  const live = since
    ? database.all<{ from_ms: number; to_ms: number }>(
        'SELECT from_ms, to_ms FROM live_spans WHERE to_ms > @since AND to_ms > from_ms',
        { since: since.since_ms },
      )
    : [];
  const watched = live.map(({ from_ms, to_ms }) => ({
    lo: BigInt(snowflakeAt(Math.max(from_ms, since?.since_ms ?? 0) + 1)),
    hi: BigInt(snowflakeAt(to_ms)),
  }));
  return gaps({ lo: 0n, hi: BigInt(hi) }, [...readCoverage(database, channelId), ...watched]);
}

function lastWatchedMs(database: Database): number | null {
  return database.one<{ last: number | null }>('SELECT max(to_ms) AS last FROM live_spans')?.last ?? null;
}
