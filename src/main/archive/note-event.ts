import { signByWaitingDeed } from './deed-writer';
import type { NewEvent, WriteContext } from './write-context';

/** Writes a line of the timeline, signed if somebody's deed waits for it. */
export function noteEvent(context: WriteContext, event: NewEvent): void {
  const { userId = null, guildId = null, channelId = null, actorId = null } = event;
  const { messageId = null, detail = null, reason = null } = event;
  if (!context.isKept(guildId) || (userId !== null && context.isForgotten(userId))) return;
  const row = context.database.one<{ eventId: number }>(
    `INSERT INTO events (at_ms, kind, guild_id, channel_id, user_id, actor_id, message_id, detail, reason, certain)
     VALUES (@atMs, @kind, @guildId, @channelId, @userId, @actorId, @messageId, @detail, @reason, @certain)
     RETURNING event_id AS eventId`,
    {
      ...{
        atMs: event.atMs,
        kind: event.kind,
        guildId,
        channelId,
        userId,
        actorId,
        messageId,
        detail,
        reason,
      },
      certain: event.certain === false ? 0 : 1,
    },
  );
  if (!row || actorId !== null || event.certain === false) return;
  const { atMs, kind } = event;
  signByWaitingDeed(context, {
    ...{ eventId: row.eventId, atMs, kind, guildId, channelId, userId, messageId, detail },
  });
}
