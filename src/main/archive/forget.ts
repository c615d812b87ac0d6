import type { PersonalTraces } from '@shared/models/archive';
import type { Database } from './database';

/** How much of a person is here. */
export function tracesOf(database: Database, userId: string): PersonalTraces {
  const count = (sql: string) => database.one<{ n: number }>(sql, { userId })?.n ?? 0;
  return {
    messages: count('SELECT count(*) AS n FROM messages WHERE author_id = @userId'),
    versions: count(
      `SELECT count(*) AS n FROM message_versions v JOIN messages m ON m.message_id = v.message_id
       WHERE m.author_id = @userId`,
    ),
    reactions: count('SELECT count(*) AS n FROM reactions WHERE user_id = @userId'),
    voiceSessions: count('SELECT count(*) AS n FROM voice_sessions WHERE user_id = @userId'),
    events: count('SELECT count(*) AS n FROM events WHERE user_id = @userId'),
  };
}

/**
 * Deletes everything of a person and marks them, so that nothing of them is kept again. What others wrote about
 * them is others' and stays, with their id where they were mentioned. The index and the log of the database are
 * rewritten afterwards: deleted words must not linger in either.
 */
export function forgetPerson(database: Database, userId: string, atMs: number): PersonalTraces {
  const traces = tracesOf(database, userId);
  database.transaction(() => {
    const own = 'SELECT message_id FROM messages WHERE author_id = @userId';
    for (const sql of [
      `DELETE FROM message_words WHERE rowid IN (${own})`,
      `DELETE FROM message_versions WHERE message_id IN (${own})`,
      `DELETE FROM reactions WHERE message_id IN (${own}) OR user_id = @userId`,
      `UPDATE events SET message_id = NULL WHERE message_id IN (${own})`,
      'DELETE FROM messages WHERE author_id = @userId',
      'DELETE FROM voice_sessions WHERE user_id = @userId',
      'DELETE FROM events WHERE user_id = @userId',
      'UPDATE events SET actor_id = NULL, reason = NULL WHERE actor_id = @userId',
      'UPDATE messages SET deleted_by = NULL WHERE deleted_by = @userId',
      'DELETE FROM deeds WHERE user_id = @userId OR actor_id = @userId',
      'DELETE FROM members WHERE user_id = @userId',
      'DELETE FROM users WHERE user_id = @userId',
    ]) {
      database.run(sql, { userId });
    }
    database.run('INSERT OR REPLACE INTO forgotten (user_id, at_ms) VALUES (@userId, @atMs)', {
      userId,
      atMs,
    });
  });
  database.run("INSERT INTO message_words (message_words) VALUES ('optimize')");
  database.all('PRAGMA wal_checkpoint(TRUNCATE)');
  return traces;
}
