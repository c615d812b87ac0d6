import type { WriteContext } from './write-context';
import type { StoredUser } from './writes';

export function putUser(context: WriteContext, user: StoredUser): void {
  const { userId, username, globalName, avatar, bot } = user;
  if (context.isForgotten(userId)) return;
  if (!context.known.changes(`u${userId}`, `${username}\n${globalName}\n${avatar}`)) return;
  context.database.run(
    `INSERT INTO users (user_id, username, global_name, avatar, bot)
     VALUES (@userId, @username, @globalName, @avatar, @bot)
     ON CONFLICT (user_id) DO UPDATE SET username = excluded.username, global_name = excluded.global_name,
       avatar = excluded.avatar, bot = excluded.bot`,
    { userId, username, globalName, avatar, bot: bot ? 1 : 0 },
  );
}

export function putMember(
  context: WriteContext,
  member: { guildId: string; userId: string; nick: string | null },
): void {
  const { guildId, userId, nick } = member;
  if (context.isForgotten(userId) || !context.isKept(guildId)) return;
  if (!context.known.changes(`m${guildId}:${userId}`, nick ?? '')) return;
  context.database.run(
    `INSERT INTO members (guild_id, user_id, nick) VALUES (@guildId, @userId, @nick)
     ON CONFLICT (guild_id, user_id) DO UPDATE SET nick = excluded.nick`,
    { guildId, userId, nick },
  );
}
