import { snowflakeTimeMs } from '@shared/discord/snowflake';
import type { GuildRecord, UserRecord } from '../model';
import { userToWire } from '../wire';
import type { World } from '../world';
import { removeMember } from './members';

export function banOf(guild: GuildRecord, userId: string): GuildRecord['bans'][number] | undefined {
  return guild.bans.find((ban) => ban.user_id === userId);
}

/** Bans a user, in the guild or not, and deletes what it wrote in the last `deleteSeconds`. */
export function banUser(
  world: World,
  guild: GuildRecord,
  user: UserRecord,
  reason: string | null,
  deleteSeconds: number,
): void {
  guild.bans.push({ user_id: user.id, reason });
  if (guild.members.has(user.id)) removeMember(world, guild, user.id);
  world.emit({ t: 'GUILD_BAN_ADD', guildId: guild.id, d: { guild_id: guild.id, user: userToWire(user) } });
  if (deleteSeconds > 0) deleteMessagesOf(world, guild, user.id, world.now() - deleteSeconds * 1000);
}

export function unbanUser(world: World, guild: GuildRecord, user: UserRecord): void {
  guild.bans = guild.bans.filter((ban) => ban.user_id !== user.id);
  world.emit({ t: 'GUILD_BAN_REMOVE', guildId: guild.id, d: { guild_id: guild.id, user: userToWire(user) } });
}

function deleteMessagesOf(world: World, guild: GuildRecord, userId: string, sinceMs: number): void {
  for (const channel of guild.channels.values()) {
    const messages = world.state.messages.get(channel.id) ?? [];
    const gone = messages.filter(
      (message) => message.author_id === userId && snowflakeTimeMs(message.id) >= sinceMs,
    );
    if (gone.length === 0) continue;
    const ids = new Set(gone.map(({ id }) => id));
    world.state.messages.set(
      channel.id,
      messages.filter(({ id }) => !ids.has(id)),
    );
    world.emit({
      t: 'MESSAGE_DELETE_BULK',
      guildId: guild.id,
      viewChannelId: channel.id,
      d: { ids: [...ids], channel_id: channel.id, guild_id: guild.id },
    });
  }
}
