import { snowflakeTimeMs } from '@shared/discord/snowflake';
import { endRoomSessions } from './voice-writer';
import type { WriteContext } from './write-context';
import type { WriteOf } from './writes';

const CATEGORY = 4;
const THREADS: ReadonlySet<number> = new Set([10, 11, 12]);
const hasLife = (type: number) => type !== CATEGORY;

interface ChannelRow {
  guildId: string | null;
  type: number;
  name: string;
  status: string | null;
  ended_ms: number | null;
}

const readChannel = ({ database }: WriteContext, channelId: string) =>
  database.one<ChannelRow>(
    `SELECT CAST(guild_id AS TEXT) AS guildId, type, name, status, ended_ms
     FROM channels WHERE channel_id = @channelId`,
    { channelId },
  );

/** A channel as it is now; what is new about it goes to the timeline. */
export function putChannel(context: WriteContext, write: WriteOf<'channel'>): void {
  const { atMs, channel, opened } = write;
  const { channelId, guildId, name, parentId, status, type } = channel;
  if (!context.isKept(guildId)) return;
  const before = readChannel(context, channelId);
  const openedMs = before ? null : opened ? atMs : openedUnseen(context, channelId, guildId);
  context.database.run(
    `INSERT INTO channels (channel_id, guild_id, type, name, parent_id, status, opened_ms)
     VALUES (@channelId, @guildId, @type, @name, @parentId, @status, @openedMs)
     ON CONFLICT (channel_id) DO UPDATE SET guild_id = excluded.guild_id, type = excluded.type,
       name = excluded.name, parent_id = excluded.parent_id, status = excluded.status, ended_ms = NULL,
       end_certain = 1`,
    { channelId, guildId, type, name, parentId, status, openedMs },
  );
  if (before?.name !== name) {
    context.database.run(
      'INSERT OR REPLACE INTO channel_names (channel_id, from_ms, name) VALUES (@channelId, @atMs, @name)',
      { channelId, atMs, name },
    );
  }
  if (!hasLife(type)) return;
  const place = { atMs, guildId, channelId };
  if (!before) {
    const kind = THREADS.has(type) ? 'threadOpened' : 'roomOpened';
    if (openedMs !== null) context.note({ ...place, atMs: openedMs, kind });
    return;
  }
  if (before.name !== name) context.note({ ...place, kind: 'roomRenamed', detail: before.name });
  if (before.status !== status) context.note({ ...place, kind: 'roomStatus', detail: status });
}

/**
 * When a channel was made that nobody saw being made: its id says so, if that was after its guild became known here.
 * Null for what was there before.
 */
function openedUnseen({ database }: WriteContext, channelId: string, guildId: string | null): number | null {
  if (guildId === null) return null;
  const known = database.one<{ sinceMs: number | null }>(
    `SELECT MIN(from_ms) AS sinceMs FROM channel_names
     WHERE channel_id IN (SELECT channel_id FROM channels WHERE guild_id = @guildId)`,
    { guildId },
  );
  const madeMs = snowflakeTimeMs(channelId);
  return known && known.sinceMs !== null && madeMs > known.sinceMs ? madeMs : null;
}

export function endChannel(context: WriteContext, channelId: string, atMs: number, certain = true): void {
  const before = readChannel(context, channelId);
  if (!before || before.ended_ms !== null || !context.isKept(before.guildId)) return;
  endRoomSessions(context, channelId, certain ? atMs : (context.lastSeenMs() ?? atMs), certain);
  context.database.run(
    'UPDATE channels SET ended_ms = @atMs, end_certain = @certain WHERE channel_id = @channelId',
    { channelId, atMs, certain: certain ? 1 : 0 },
  );
  if (!hasLife(before.type)) return;
  const kind = THREADS.has(before.type) ? 'threadEnded' : 'roomEnded';
  context.note({ atMs, kind, guildId: before.guildId, channelId, certain });
}

/** Rooms that are not there any more have ended while nobody watched. Threads may only be archived and stay. */
export function reconcileChannels(context: WriteContext, write: WriteOf<'channelsOf'>): void {
  if (!context.isKept(write.guildId)) return;
  const here = new Set(write.channelIds);
  const known = context.database.all<{ id: string; type: number }>(
    `SELECT CAST(channel_id AS TEXT) AS id, type FROM channels
     WHERE guild_id = @guildId AND ended_ms IS NULL`,
    { guildId: write.guildId },
  );
  for (const { id, type } of known) {
    if (!here.has(id) && !THREADS.has(type)) endChannel(context, id, write.atMs, false);
  }
}
