import { snowflakeTimeMs } from '@shared/discord/snowflake';
import { isRecord, type WireMessage } from '@shared/discord/wire/objects';
import type { Binds, Database } from './database';
import { readWireMessage } from './wire-message';

/** A message of the wire ↔ its row, and the words and tags it is found by. */

export interface MessageRow {
  id: string;
  channelId: string;
  guildId: string | null;
  authorId: string;
  type: number;
  content: string;
  edited_ms: number | null;
  deleted_ms: number | null;
  rest: string | null;
  username: string | null;
  global_name: string | null;
  avatar: string | null;
  bot: number | null;
  nick: string | null;
}

/** For SELECTs that end in `fromRow`; the message is `m`. */
export const MESSAGE_COLUMNS = `
  CAST(m.message_id AS TEXT) AS id, CAST(m.channel_id AS TEXT) AS channelId, CAST(m.guild_id AS TEXT) AS guildId,
  CAST(m.author_id AS TEXT) AS authorId, m.type, m.content, m.edited_ms, m.deleted_ms, m.rest,
  u.username, u.global_name, u.avatar, u.bot, mm.nick`;
export const MESSAGE_JOINS = `
  LEFT JOIN users u ON u.user_id = m.author_id
  LEFT JOIN members mm ON mm.guild_id = m.guild_id AND mm.user_id = m.author_id`;

/** Has a column of its own, belongs to somebody else, or is looked up when it is read. */
const NOT_IN_REST: ReadonlySet<string> = new Set([
  'id',
  'channel_id',
  'guild_id',
  'author',
  'member',
  'type',
  'content',
  'timestamp',
  'edited_timestamp',
  'referenced_message',
  'mentions',
  'nonce',
  'interaction_metadata',
]);

export function toRow(message: WireMessage, guildId: string | null): Binds {
  const rest: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(message)) {
    if (!NOT_IN_REST.has(key) && !isEmpty(value)) rest[key] = pruned(value);
  }
  if (message.mentions.length > 0) rest['mentioned'] = message.mentions.map((user) => user.id);
  // A webhook has no account: the name it used stands in this message alone.
  if (message.webhook_id !== undefined) {
    rest['author'] = { username: message.author.username, avatar: message.author.avatar };
  }
  if (message.interaction_metadata?.name !== undefined) rest['command'] = message.interaction_metadata.name;
  const edited = message.edited_timestamp === null ? Number.NaN : Date.parse(message.edited_timestamp);
  return {
    id: message.id,
    channelId: message.channel_id,
    guildId,
    authorId: message.author.id,
    type: message.type,
    content: message.content,
    editedMs: Number.isFinite(edited) ? edited : null,
    rest: Object.keys(rest).length === 0 ? null : JSON.stringify(rest),
  };
}

/** The message again, in Discord's form. Null when the row cannot be read as one, which a damaged file can do. */
export function fromRow(database: Database, row: MessageRow, withReply = true): WireMessage | null {
  const rest = readRest(row.rest);
  const { mentioned, author, command, ...fields } = rest;
  const mentions = Array.isArray(mentioned)
    ? mentioned.flatMap((id) => userOf(database, String(id), row.guildId))
    : [];
  const reference = isRecord(fields['message_reference']) ? fields['message_reference'] : null;
  const answeredId = reference?.['message_id'];
  const answered =
    withReply && typeof answeredId === 'string' && reference?.['type'] !== 1
      ? readMessage(database, answeredId, false)
      : undefined;
  const raw = {
    ...fields,
    id: row.id,
    channel_id: row.channelId,
    ...(row.guildId === null ? {} : { guild_id: row.guildId }),
    author: {
      id: row.authorId,
      username: row.username ?? 'unknown',
      global_name: row.global_name,
      avatar: row.avatar,
      bot: row.bot === 1,
      ...(isRecord(author) ? author : {}),
    },
    ...(row.nick === null ? {} : { member: { nick: row.nick } }),
    type: row.type,
    content: row.content,
    timestamp: new Date(snowflakeTimeMs(row.id)).toISOString(),
    edited_timestamp: row.edited_ms === null ? null : new Date(row.edited_ms).toISOString(),
    mentions,
    ...(answered ? { referenced_message: answered } : {}),
    ...(typeof command === 'string' ? { interaction_metadata: { name: command } } : {}),
  };
  return readWireMessage(raw);
}

export function readMessage(database: Database, messageId: string, withReply = true): WireMessage | null {
  const row = database.one<MessageRow>(
    `SELECT ${MESSAGE_COLUMNS} FROM messages m ${MESSAGE_JOINS} WHERE m.message_id = @messageId`,
    { messageId },
  );
  return row ? fromRow(database, row, withReply) : null;
}

export interface MessageWords {
  content: string;
  extra: string;
  tags: string;
}

const LINK = /https?:\/\/\S/i;

/** What the index holds of a message. */
export function wordsOf(message: WireMessage, guildId: string | null): MessageWords {
  const extra: (string | null | undefined)[] = [
    ...message.attachments.flatMap((file) => [file.filename, file.description]),
    ...message.message_snapshots.map((snapshot) => snapshot.message.content),
  ];
  for (const embed of message.embeds) {
    extra.push(embed.title, embed.description, embed.author?.name, embed.footer?.text);
    for (const field of embed.fields ?? []) extra.push(field.name, field.value);
  }
  const components = [...message.components];
  for (let component = components.pop(); component; component = components.pop()) {
    extra.push(component.content, component.label);
    components.push(...(component.components ?? []));
  }
  const tags = [`c${message.channel_id}`, `u${message.author.id}`];
  if (guildId !== null) tags.push(`g${guildId}`);
  if (LINK.test(message.content)) tags.push('haslink');
  if (message.attachments.length > 0) tags.push('hasfile');
  if (message.attachments.some((file) => file.content_type?.startsWith('image/') ?? false)) {
    tags.push('hasimage');
  }
  if (message.embeds.length > 0) tags.push('hasembed');
  if (message.pinned) tags.push('haspin');
  return { content: message.content, extra: extra.filter(Boolean).join('\n'), tags: tags.join(' ') };
}

interface PersonRow {
  username: string;
  global_name: string | null;
  avatar: string | null;
  bot: number;
  nick: string | null;
}

function userOf(database: Database, userId: string, guildId: string | null): object[] {
  const row = database.one<PersonRow>(
    `SELECT u.username, u.global_name, u.avatar, u.bot, mm.nick FROM users u
     LEFT JOIN members mm ON mm.user_id = u.user_id AND mm.guild_id = @guildId WHERE u.user_id = @userId`,
    { userId, guildId },
  );
  if (!row) return [];
  const { nick, bot, username, global_name, avatar } = row;
  return [{ id: userId, username, global_name, avatar, bot: bot === 1, member: { nick } }];
}

function readRest(text: string | null): Record<string, unknown> {
  if (text === null) return {};
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : {};
  } catch {
    // Only a damaged page can hold this; the message is shown with the text it has.
    return {};
  }
}

/** What the schema of a message puts there by itself when it is missing. */
function isEmpty(value: unknown): boolean {
  return (
    value === undefined ||
    value === null ||
    value === false ||
    value === 0 ||
    value === '' ||
    (Array.isArray(value) && value.length === 0)
  );
}

/** Attachments and the like without their nulls; embeds and components stay exactly as they came. */
function pruned(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  return value.map((item) =>
    isRecord(item) && 'filename' in item
      ? Object.fromEntries(Object.entries(item).filter(([, field]) => field !== null))
      : item,
  );
}
