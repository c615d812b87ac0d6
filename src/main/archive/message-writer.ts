import { emojiKey } from '@shared/discord/emoji';
import { patchedMessage, WireMessagePatch } from '@shared/discord/wire/message-patch';
import type { WireMessage, WireReaction } from '@shared/discord/wire/objects';
import type { Binds } from './database';
import { readMessage, toRow, wordsOf } from './message-rows';
import { putMember, putUser } from './people-writer';
import type { WriteContext } from './write-context';
import type { WriteOf } from './writes';

/** Takes in a message that came or was fetched. One that is known is brought up to date, its old text kept. */
export function putMessage(context: WriteContext, write: WriteOf<'message'>): void {
  const { message, guildId } = write;
  if (!context.isKept(guildId) || context.isForgotten(message.author.id)) return;
  putPeople(context, message, guildId);
  const row = toRow(message, guildId);
  const isNew = context.database.run(
    `INSERT INTO messages (message_id, channel_id, guild_id, author_id, type, content, edited_ms, rest)
     VALUES (@id, @channelId, @guildId, @authorId, @type, @content, @editedMs, @rest)
     ON CONFLICT (message_id) DO NOTHING`,
    row,
  );
  if (isNew > 0) index(context, message, guildId);
  else update(context, message, guildId, row, write.atMs, true);
}

export function patchMessage(context: WriteContext, write: WriteOf<'messagePatch'>): void {
  if (!context.isKept(write.guildId)) return;
  const patch = WireMessagePatch.safeParse({
    ...write.fields,
    id: write.messageId,
    channel_id: write.channelId,
  });
  if (!patch.success) return;
  const before = readMessage(context.database, write.messageId, false);
  const after = patchedMessage(before ?? undefined, patch.data);
  if (!after || context.isForgotten(after.author.id)) return;
  if (!before) {
    putMessage(context, { t: 'message', atMs: write.atMs, guildId: write.guildId, message: after });
    return;
  }
  putPeople(context, after, write.guildId);
  update(context, after, write.guildId, toRow(after, write.guildId), write.atMs, false);
}

export function deleteMessages(context: WriteContext, write: WriteOf<'messagesGone'>): void {
  if (!context.isKept(write.guildId)) return;
  const { atMs, actorId, channelId, guildId, messageIds } = write;
  let author: string | null = null;
  for (const messageId of messageIds) {
    const row = context.database.one<{ author: string }>(
      'SELECT CAST(author_id AS TEXT) AS author FROM messages WHERE message_id = @messageId',
      { messageId },
    );
    author = row?.author ?? null;
    context.database.run(
      `UPDATE messages SET deleted_ms = @atMs, deleted_by = @actorId
       WHERE message_id = @messageId AND deleted_ms IS NULL`,
      { atMs, actorId, messageId },
    );
  }
  const only = messageIds.length === 1 ? (messageIds[0] ?? null) : null;
  context.note({
    atMs,
    kind: 'messageDeleted',
    guildId,
    channelId,
    actorId,
    messageId: only,
    userId: only === null ? null : author,
    detail: only === null ? String(messageIds.length) : null,
  });
}

export function react(context: WriteContext, write: WriteOf<'reaction'>): void {
  const { atMs, emoji, messageId, userId, on, isSelf } = write;
  const message = readMessage(context.database, messageId, false);
  if (!message) return;
  const key = emojiKey(emoji);
  const before = message.reactions.find((reaction) => emojiKey(reaction.emoji) === key);
  if (!context.isForgotten(userId)) {
    context.database.run(
      on
        ? `INSERT INTO reactions (message_id, emoji, user_id, added_ms) VALUES (@messageId, @key, @userId, @atMs)
           ON CONFLICT (message_id, emoji, user_id) DO UPDATE SET removed_ms = NULL`
        : `UPDATE reactions SET removed_ms = @atMs
           WHERE message_id = @messageId AND emoji = @key AND user_id = @userId`,
      { messageId, key, userId, atMs },
    );
  }
  if (isSelf && before?.me === on) return;
  const count = Math.max(0, (before?.count ?? 0) + (on ? 1 : -1));
  const after: WireReaction = { emoji, count, me: isSelf ? on : (before?.me ?? false) };
  const others = message.reactions.filter((reaction) => reaction !== before);
  putReactions(context, message, count === 0 ? others : [...others, after]);
}

export function clearReactions(context: WriteContext, write: WriteOf<'reactionsCleared'>): void {
  const { atMs, emoji, messageId } = write;
  const message = readMessage(context.database, messageId, false);
  if (!message) return;
  const key = emoji === null ? null : emojiKey(emoji);
  context.database.run(
    `UPDATE reactions SET removed_ms = @atMs
     WHERE message_id = @messageId AND removed_ms IS NULL AND (@key IS NULL OR emoji = @key)`,
    { messageId, key, atMs },
  );
  putReactions(
    context,
    message,
    key === null ? [] : message.reactions.filter((reaction) => emojiKey(reaction.emoji) !== key),
  );
}

function putReactions(context: WriteContext, message: WireMessage, reactions: WireReaction[]): void {
  const row = toRow({ ...message, reactions }, message.guild_id ?? null);
  context.database.run('UPDATE messages SET rest = @rest WHERE message_id = @id', {
    rest: row['rest'] ?? null,
    id: message.id,
  });
}

interface Before {
  content: string;
  edited_ms: number | null;
  rest: string | null;
  deleted_ms: number | null;
  guildId: string | null;
}

/** `seen`: Discord has just shown it, so it is not deleted, whatever we thought. */
function update(
  context: WriteContext,
  message: WireMessage,
  guildId: string | null,
  row: Binds,
  atMs: number,
  seen: boolean,
): void {
  const { database } = context;
  const before = database.one<Before>(
    `SELECT content, edited_ms, rest, deleted_ms, CAST(guild_id AS TEXT) AS guildId
     FROM messages WHERE message_id = @id`,
    { id: message.id },
  );
  if (!before) return;
  const editedMs = row['editedMs'] as number | null;
  // A page that was fetched before an edit came must not undo it.
  if ((before.edited_ms ?? 0) > (editedMs ?? 0)) return;
  const isEdit = before.content !== message.content;
  const isSame = !isEdit && before.rest === row['rest'] && before.edited_ms === editedMs;
  if (isSame && !(seen && before.deleted_ms !== null)) return;
  if (isEdit) {
    database.run(
      `INSERT OR IGNORE INTO message_versions (message_id, until_ms, content, rest)
       VALUES (@id, @untilMs, @content, @rest)`,
      { id: message.id, untilMs: editedMs ?? atMs, content: before.content, rest: before.rest },
    );
    context.note({
      atMs: editedMs ?? atMs,
      kind: 'messageEdited',
      guildId: guildId ?? before.guildId,
      channelId: message.channel_id,
      userId: message.author.id,
      messageId: message.id,
      certain: !seen,
    });
  }
  database.run(
    `UPDATE messages SET content = @content, edited_ms = @editedMs, rest = @rest, type = @type,
       deleted_by = CASE WHEN @seen = 1 THEN NULL ELSE deleted_by END,
       deleted_ms = CASE WHEN @seen = 1 THEN NULL ELSE deleted_ms END WHERE message_id = @id`,
    {
      id: message.id,
      content: message.content,
      editedMs,
      rest: row['rest'] ?? null,
      type: message.type,
      seen: seen ? 1 : 0,
    },
  );
  database.run('DELETE FROM message_words WHERE rowid = CAST(@id AS INTEGER)', { id: message.id });
  index(context, message, guildId ?? before.guildId);
}

function index(context: WriteContext, message: WireMessage, guildId: string | null): void {
  const { content, extra, tags } = wordsOf(message, guildId);
  context.database.run(
    `INSERT INTO message_words (rowid, content, extra, tags)
     VALUES (CAST(@id AS INTEGER), @content, @extra, @tags)`,
    { id: message.id, content, extra, tags },
  );
}

function putPeople(context: WriteContext, message: WireMessage, guildId: string | null): void {
  const people = message.webhook_id === undefined ? [message.author, ...message.mentions] : message.mentions;
  for (const user of people) {
    putUser(context, {
      userId: user.id,
      username: user.username,
      globalName: user.global_name,
      avatar: user.avatar,
      bot: user.bot,
    });
  }
  if (guildId !== null && message.member && message.webhook_id === undefined) {
    putMember(context, { guildId, userId: message.author.id, nick: message.member.nick });
  }
}
