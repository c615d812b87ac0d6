import type { ChatPlace, GuildRecord, MessageRecord } from '../model';
import { MessageType } from '../model';
import type { World } from '../world';
import { audience, createMessage, emitMessage } from './messages';

/** Pinned messages of a channel, the newest pin first. */
export function pinsOf(world: World, channelId: string): MessageRecord[] {
  return world
    .messagesOf(channelId)
    .concat(world.longHistory?.channelId === channelId ? world.longHistory.keptMessages() : [])
    .filter((message) => message.pinned_at !== null)
    .sort((a, b) => Date.parse(b.pinned_at ?? '') - Date.parse(a.pinned_at ?? ''));
}

/** Pins a message, and the channel says who did it; nothing happens to one that is pinned. */
export function pinMessage(
  world: World,
  guild: GuildRecord | null,
  channel: ChatPlace,
  message: MessageRecord,
  userId: string,
): void {
  if (message.pinned_at !== null) return;
  message.pinned_at = world.isoNow();
  channel.last_pin_timestamp = message.pinned_at;
  emitMessage(world, 'MESSAGE_UPDATE', guild, channel, message);
  emitPinsUpdate(world, guild, channel);
  createMessage(world, guild, channel, userId, {
    type: MessageType.CHANNEL_PINNED_MESSAGE,
    reference: { type: 0, guild_id: guild?.id ?? null, channel_id: channel.id, message_id: message.id },
  });
}

export function unpinMessage(
  world: World,
  guild: GuildRecord | null,
  channel: ChatPlace,
  message: MessageRecord,
): void {
  if (message.pinned_at === null) return;
  message.pinned_at = null;
  emitMessage(world, 'MESSAGE_UPDATE', guild, channel, message);
  emitPinsUpdate(world, guild, channel);
}

function emitPinsUpdate(world: World, guild: GuildRecord | null, channel: ChatPlace): void {
  world.emit({
    t: 'CHANNEL_PINS_UPDATE',
    ...audience(guild, channel),
    d: {
      channel_id: channel.id,
      last_pin_timestamp: channel.last_pin_timestamp,
      ...(guild ? { guild_id: guild.id } : {}),
    },
  });
}
