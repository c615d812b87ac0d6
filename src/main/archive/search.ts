import { snowflakeAt } from '@shared/discord/snowflake';
import type { WireMessage } from '@shared/discord/wire/objects';
import type { ArchiveQuery } from '@shared/models/archive';
import type { Bind, Database } from './database';
import { fromRow, MESSAGE_COLUMNS, MESSAGE_JOINS, type MessageRow } from './message-rows';

/** Finding messages: newest first, a page at a time, by words and by what they are tagged with. */

export interface FoundMessage {
  message: WireMessage;
  deletedMs: number | null;
  deletedBy: { userId: string; name: string } | null;
  channelName: string;
  guildName: string | null;
}

export interface SearchPage {
  hits: FoundMessage[];
  hasMore: boolean;
}

const NEWEST = '9223372036854775807';
/** From this many letters on a word also finds what begins with it. */
const PREFIX_LETTERS = 3;

/**
 * The query for the index: every word and every "phrase" has to be there, and every tag. Null: nothing in it needs
 * the index; `nothing`: the text has not one letter or figure, and nothing can be found by it.
 */
export function indexQuery(query: ArchiveQuery): { match: string | null } | 'nothing' {
  const words = termsOf(query.text);
  if (words.length === 0 && query.text.trim() !== '') return 'nothing';
  const tags = query.has.map((what) => `has${what}`);
  if (query.authorId !== null) tags.push(`u${query.authorId}`);
  // A channel says which guild. By itself it is found faster without the index.
  if (query.channelId !== null) {
    if (words.length > 0 || tags.length > 0) tags.push(`c${query.channelId}`);
  } else if (query.guildId !== null) tags.push(`g${query.guildId}`);
  const parts: string[] = [];
  if (words.length > 0) parts.push(`{content extra} : (${words.join(' AND ')})`);
  if (tags.length > 0) parts.push(`tags : (${tags.join(' AND ')})`);
  return { match: parts.length === 0 ? null : parts.join(' AND ') };
}

/** One page, and whether there is more. */
export function searchMessages(
  database: Database,
  query: ArchiveQuery,
  page: { before: string | null; limit: number },
): SearchPage {
  const wanted = indexQuery(query);
  if (wanted === 'nothing') return { hits: [], hasMore: false };
  const { match } = wanted;
  const hi = query.toMs === null ? NEWEST : snowflakeAt(query.toMs + 1);
  const lo = query.fromMs === null ? '0' : snowflakeAt(query.fromMs);
  let before = page.before !== null && BigInt(page.before) < BigInt(hi) ? page.before : hi;
  const hits: FoundMessage[] = [];
  const atOnce = page.limit + 1;
  for (;;) {
    const ids =
      match === null
        ? newestOf(database, query.channelId, { lo, before, limit: atOnce })
        : matching(database, match, { lo, before, limit: atOnce });
    for (const row of rowsOf(database, ids)) {
      if (row.deleted_ms !== null && !query.includeDeleted) continue;
      if (hits.length === page.limit) return { hits, hasMore: true };
      const message = fromRow(database, row);
      if (!message) continue;
      const { channelName, guildName } = row;
      hits.push({
        message,
        deletedMs: row.deleted_ms,
        deletedBy:
          row.deleted_ms === null || row.deleterId === null
            ? null
            : { userId: row.deleterId, name: row.deleterName ?? row.deleterId },
        channelName: channelName ?? '',
        guildName: guildName ?? null,
      });
    }
    const last = ids.at(-1);
    if (ids.length < atOnce || last === undefined) return { hits, hasMore: false };
    before = last;
  }
}

interface Slice {
  lo: string;
  /** Not itself. */
  before: string;
  limit: number;
}

function matching(database: Database, match: string, { lo, before, limit }: Slice): string[] {
  const rows = database.all<{ id: string }>(
    `SELECT CAST(rowid AS TEXT) AS id FROM message_words
     WHERE message_words MATCH @match AND rowid >= CAST(@lo AS INTEGER) AND rowid < CAST(@before AS INTEGER)
     ORDER BY rowid DESC LIMIT @limit`,
    { match, lo, before, limit },
  );
  return rows.map(({ id }) => id);
}

function newestOf(database: Database, channelId: string | null, { lo, before, limit }: Slice): string[] {
  const binds: Record<string, Bind> = { lo, before, limit };
  if (channelId !== null) binds['channelId'] = channelId;
  const rows = database.all<{ id: string }>(
    `SELECT CAST(message_id AS TEXT) AS id FROM messages
     WHERE message_id >= @lo AND message_id < @before ${channelId === null ? '' : 'AND channel_id = @channelId'}
     ORDER BY message_id DESC LIMIT @limit`,
    binds,
  );
  return rows.map(({ id }) => id);
}

type FoundRow = MessageRow & {
  channelName: string | null;
  guildName: string | null;
  deleterId: string | null;
  deleterName: string | null;
};

/** In the order of the ids, which is newest first. */
function rowsOf(database: Database, ids: readonly string[]): FoundRow[] {
  return database.all<FoundRow>(
    `SELECT ${MESSAGE_COLUMNS}, c.name AS channelName, g.name AS guildName,
       CAST(m.deleted_by AS TEXT) AS deleterId, coalesce(d.global_name, d.username) AS deleterName
     FROM messages m ${MESSAGE_JOINS}
     LEFT JOIN channels c ON c.channel_id = m.channel_id LEFT JOIN guilds g ON g.guild_id = m.guild_id
     LEFT JOIN users d ON d.user_id = m.deleted_by
     WHERE m.message_id IN (SELECT value FROM json_each(@ids)) ORDER BY m.message_id DESC`,
    { ids: `[${ids.join()}]` },
  );
}

/** Words and phrases as terms of the index's language, in which quotes make anything harmless. */
function termsOf(text: string): string[] {
  const terms: string[] = [];
  for (const [, phrase, word] of text.matchAll(/"([^"]*)"|([^\s"]+)/gu)) {
    const term = phrase ?? word ?? '';
    const letters = term.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
    if (letters === 0) continue;
    terms.push(`"${term}"${phrase === undefined && letters >= PREFIX_LETTERS ? ' *' : ''}`);
  }
  return terms;
}
