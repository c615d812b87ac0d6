import { snowflakeAt } from '@shared/discord/snowflake';
import type { Database } from './database';
import { readSettings } from './settings';

const DAY_MS = 86_400_000;
/** Rows a step deletes at most, so that searches have their turn. */
const STEP = 2_000;

/** Deletes a step of what is older than the settings allow. `more`: call again. */
export function sweep(database: Database, nowMs: number): { deleted: number; more: boolean } {
  const { keepDays, guilds } = readSettings(database);
  const special = guilds.filter((guild) => guild.keepDays !== null);
  let deleted = 0;
  let more = false;
  const step = (where: string, guildId: string | null, days: number) => {
    const cut = deleteOlder(database, where, guildId, nowMs - days * DAY_MS);
    deleted += cut;
    more ||= cut >= STEP;
  };
  database.transaction(() => {
    for (const guild of special) step('guild_id = @guildId', guild.guildId, guild.keepDays ?? 1);
    if (keepDays === null) return;
    const ids = special.map(({ guildId }) => guildId).join(', ');
    step(ids === '' ? '1 = 1' : `(guild_id IS NULL OR guild_id NOT IN (${ids}))`, null, keepDays);
  });
  return { deleted, more };
}

/** `where` names guilds by numbers that were checked to be such. */
function deleteOlder(database: Database, where: string, guildId: string | null, beforeMs: number): number {
  const guild: Record<string, string> = guildId === null ? {} : { guildId };
  const old = database.all<{ id: string }>(
    `SELECT CAST(message_id AS TEXT) AS id FROM messages WHERE message_id < @before AND ${where} LIMIT ${STEP}`,
    { ...guild, before: snowflakeAt(beforeMs) },
  );
  for (const { id } of old) {
    for (const sql of [
      'DELETE FROM message_words WHERE rowid = CAST(@id AS INTEGER)',
      'DELETE FROM message_versions WHERE message_id = @id',
      'DELETE FROM reactions WHERE message_id = @id',
      'DELETE FROM messages WHERE message_id = @id',
    ]) {
      database.run(sql, { id });
    }
  }
  const limits = { ...guild, beforeMs };
  const events = database.run(
    `DELETE FROM events WHERE event_id IN
       (SELECT event_id FROM events WHERE at_ms < @beforeMs AND ${where} LIMIT ${STEP})`,
    limits,
  );
  const visits = database.run(
    `DELETE FROM voice_sessions WHERE session_id IN
       (SELECT session_id FROM voice_sessions WHERE to_ms < @beforeMs AND ${where} LIMIT ${STEP})`,
    limits,
  );
  return Math.max(old.length, events, visits);
}
