import type { TimelineKind } from '@shared/models/archive';
import type { Bind } from './database';
import type { WriteContext } from './write-context';
import type { WriteOf } from './writes';

/**
 * Who did what. Discord tells what happened and who did it in two dispatches, in either order: a deed looks for the
 * lines of the timeline it explains and signs them; what has not come yet is signed when it comes. A deed that
 * explains no line becomes one.
 */

/** So far apart the two may come, ms. */
const WITHIN_MS = 10_000;
/** The same, where a deed names neither person nor message, and anybody's line would fit. */
const VAGUE_WITHIN_MS = 2_000;

/** A line as it was just written. */
export interface WrittenLine {
  eventId: number;
  atMs: number;
  kind: TimelineKind;
  guildId: string | null;
  channelId: string | null;
  userId: string | null;
  messageId: string | null;
  detail: string | null;
}

interface Signature {
  actorId: string;
  reason: string | null;
  verb: string;
}

/** Takes in a deed: signs the newest lines that fit, and waits for those that are still to come. */
export function putDeed(context: WriteContext, write: WriteOf<'deed'>): void {
  const { actorId, atMs, guildId, userId } = write;
  if (!context.isKept(guildId) || context.isForgotten(actorId)) return;
  if (userId !== null && context.isForgotten(userId)) return;
  if (write.kinds.length === 0) {
    noteDeed(context, write);
    return;
  }
  const lines = unsignedLines(context, write);
  // Of several that fit equally, nobody knows which were meant.
  if (isVague(write) && lines.length > write.count) {
    if (write.otherwise === 'line') noteDeed(context, write);
    return;
  }
  const own = lines.slice(0, write.count);
  for (const line of own) sign(context, line, write);
  const remaining = write.count - own.length;
  if (remaining === 0 || write.otherwise === 'drop') return;
  context.database.run(
    `INSERT INTO deeds (at_ms, guild_id, kinds, channel_id, user_id, message_id, actor_id, verb, name, reason,
       remaining, explained, tells)
     VALUES (@atMs, @guildId, @kinds, @channelId, @userId, @messageId, @actorId, @verb, @name, @reason,
       @remaining, @explained, @tells)`,
    {
      ...{ atMs, guildId, userId, actorId, remaining, explained: own.length },
      tells: write.otherwise === 'line' ? 1 : 0,
      kinds: JSON.stringify(write.kinds),
      channelId: write.channelId,
      messageId: write.messageId,
      verb: write.verb,
      name: write.name,
      reason: write.reason,
    },
  );
}

/** Signs a line that has just been written, if somebody's deed waits for it. */
export function signByWaitingDeed(context: WriteContext, line: WrittenLine): void {
  if (!isServerside(line)) return;
  const deed = context.database.one<Signature & { deedId: number }>(
    `SELECT deed_id AS deedId, CAST(actor_id AS TEXT) AS actorId, verb, reason FROM deeds
     WHERE remaining > 0 AND at_ms BETWEEN @atMs - ${WITHIN_MS} AND @atMs + ${WITHIN_MS}
       AND (guild_id IS @guildId OR message_id IS NOT NULL) AND EXISTS (SELECT 1 FROM json_each(kinds) WHERE value = @kind)
       AND (channel_id IS NULL OR channel_id = @channelId)
       AND (user_id IS NULL OR @userId IS NULL OR user_id = @userId)
       AND (message_id IS NULL OR message_id = @messageId)
       AND (user_id IS NOT NULL OR message_id IS NOT NULL OR channel_id IS NOT NULL
         OR at_ms >= @atMs - ${VAGUE_WITHIN_MS})
     ORDER BY deed_id LIMIT 1`,
    {
      atMs: line.atMs,
      guildId: line.guildId,
      kind: line.kind,
      channelId: line.channelId,
      userId: line.userId,
      messageId: line.messageId,
    },
  );
  if (!deed) return;
  sign(context, line, deed);
  context.database.run(
    'UPDATE deeds SET remaining = remaining - 1, explained = explained + 1 WHERE deed_id = @deedId',
    { deedId: deed.deedId },
  );
}

/** Deeds whose lines will not come any more: those that explained none are told as such. */
export function settleDeeds(context: WriteContext, nowMs: number): void {
  const { database } = context;
  const binds = { before: nowMs - WITHIN_MS };
  const idle = database.all<Parameters<typeof noteDeed>[1]>(
    `SELECT at_ms AS atMs, CAST(guild_id AS TEXT) AS guildId, CAST(channel_id AS TEXT) AS channelId,
       CAST(user_id AS TEXT) AS userId, CAST(actor_id AS TEXT) AS actorId,
       CAST(message_id AS TEXT) AS messageId, verb, name, reason
     FROM deeds WHERE at_ms < @before AND explained = 0 AND tells = 1`,
    binds,
  );
  for (const deed of idle) noteDeed(context, deed);
  database.run('DELETE FROM deeds WHERE at_ms < @before OR remaining = 0', binds);
}

/** Its verb, and what it was about where that is no room and no person: `roleCreated Hosts`. */
function noteDeed(
  context: WriteContext,
  deed: Pick<
    WriteOf<'deed'>,
    'atMs' | 'guildId' | 'channelId' | 'userId' | 'actorId' | 'messageId' | 'verb' | 'name' | 'reason'
  >,
): void {
  const { verb, name, ...rest } = deed;
  context.note({ ...rest, kind: 'deed', detail: name === null ? verb : `${verb} ${name}` });
}

const isVague = ({ userId, messageId, channelId }: WriteOf<'deed'>) =>
  userId === null && messageId === null && channelId === null;

/** Whom the server muted can be somebody's deed; who muted themselves needs no signature. */
const BY_THEMSELVES: ReadonlySet<TimelineKind> = new Set(['muted', 'unmuted', 'deafened', 'undeafened']);
const isServerside = ({ kind, detail }: Pick<WrittenLine, 'kind' | 'detail'>) =>
  !BY_THEMSELVES.has(kind) || detail === 'server';

function unsignedLines({ database }: WriteContext, write: WriteOf<'deed'>): WrittenLine[] {
  const binds: Record<string, Bind> = {
    kinds: JSON.stringify(write.kinds),
    fromMs: write.atMs - (isVague(write) ? VAGUE_WITHIN_MS : WITHIN_MS),
    toMs: write.atMs + WITHIN_MS,
    guildId: write.guildId,
    // A message is in one guild: who names it need not know which.
    named: write.messageId === null ? 0 : 1,
  };
  const fits = (column: string, name: 'channelId' | 'userId' | 'messageId', orUnknown = false) => {
    const value = write[name];
    if (value === null) return '';
    binds[name] = value;
    return orUnknown ? `AND (${column} IS NULL OR ${column} = @${name})` : `AND ${column} = @${name}`;
  };
  return database
    .all<WrittenLine>(
      `SELECT event_id AS eventId, at_ms AS atMs, kind, CAST(guild_id AS TEXT) AS guildId,
         CAST(channel_id AS TEXT) AS channelId, CAST(user_id AS TEXT) AS userId,
         CAST(message_id AS TEXT) AS messageId, detail
       FROM events
       WHERE at_ms BETWEEN @fromMs AND @toMs AND actor_id IS NULL AND certain = 1
         AND (guild_id IS @guildId OR @named = 1)
         AND kind IN (SELECT value FROM json_each(@kinds))
         ${fits('channel_id', 'channelId')} ${fits('user_id', 'userId', true)} ${fits('message_id', 'messageId')}
       ORDER BY event_id DESC`,
      binds,
    )
    .filter(isServerside);
}

/** A kick and a ban look like leaving; the line says which it was. */
const SAID: ReadonlySet<string> = new Set(['kicked', 'banned', 'disconnected']);

function sign(context: WriteContext, line: WrittenLine, { actorId, reason, verb }: Signature): void {
  const { database } = context;
  database.run(
    `UPDATE events SET actor_id = @actorId, reason = @reason, detail = coalesce(@said, detail)
     WHERE event_id = @eventId`,
    { actorId, reason, said: SAID.has(verb) ? verb : null, eventId: line.eventId },
  );
  context.signed.add(line.eventId);
  if (line.kind !== 'messageDeleted') return;
  if (line.messageId !== null) {
    database.run('UPDATE messages SET deleted_by = @actorId WHERE message_id = @messageId', {
      actorId,
      messageId: line.messageId,
    });
  } else {
    // Many at once: those that went at that moment.
    database.run(
      `UPDATE messages SET deleted_by = @actorId
       WHERE channel_id = @channelId AND deleted_ms = @atMs AND deleted_by IS NULL`,
      { actorId, channelId: line.channelId, atMs: line.atMs },
    );
  }
}
