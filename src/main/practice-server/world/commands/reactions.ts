import type { ChatPlace, GuildRecord, MessageRecord, ReactionEmoji } from '../model';
import { memberToWire } from '../wire';
import type { World } from '../world';
import { audience } from './messages';

export function sameEmoji(a: ReactionEmoji, b: ReactionEmoji): boolean {
  return a.id === null && b.id === null ? a.name === b.name : a.id === b.id;
}

/** Who reacted with an emoji, in the order they did. */
export function reactionOf(message: MessageRecord, emoji: ReactionEmoji): readonly string[] | undefined {
  return message.reactions.find((reaction) => sameEmoji(reaction.emoji, emoji))?.user_ids;
}

/** Adds a reaction; does nothing when the user has reacted so already. */
export function addReaction(
  world: World,
  guild: GuildRecord | null,
  channel: ChatPlace,
  message: MessageRecord,
  emoji: ReactionEmoji,
  userId: string,
): void {
  let reaction = message.reactions.find((other) => sameEmoji(other.emoji, emoji));
  if (reaction?.user_ids.includes(userId)) return;
  if (!reaction) {
    reaction = { emoji, user_ids: [] };
    message.reactions.push(reaction);
  }
  reaction.user_ids.push(userId);
  const member = guild?.members.get(userId);
  const user = world.user(userId);
  world.emit({
    t: 'MESSAGE_REACTION_ADD',
    ...audience(guild, channel),
    d: {
      ...about(guild, channel, message),
      user_id: userId,
      emoji,
      message_author_id: message.author_id,
      ...(member && user ? { member: memberToWire(member, user) } : {}),
      burst: false,
      type: 0,
    },
  });
}

/** Takes one user's reaction back; false when there was none. */
export function removeReaction(
  world: World,
  guild: GuildRecord | null,
  channel: ChatPlace,
  message: MessageRecord,
  emoji: ReactionEmoji,
  userId: string,
): boolean {
  const reaction = message.reactions.find((other) => sameEmoji(other.emoji, emoji));
  if (!reaction?.user_ids.includes(userId)) return false;
  reaction.user_ids = reaction.user_ids.filter((id) => id !== userId);
  if (reaction.user_ids.length === 0) {
    message.reactions = message.reactions.filter((other) => other !== reaction);
  }
  world.emit({
    t: 'MESSAGE_REACTION_REMOVE',
    ...audience(guild, channel),
    d: { ...about(guild, channel, message), user_id: userId, emoji: reaction.emoji, burst: false, type: 0 },
  });
  return true;
}

export function clearReactions(
  world: World,
  guild: GuildRecord | null,
  channel: ChatPlace,
  message: MessageRecord,
): void {
  message.reactions = [];
  world.emit({
    t: 'MESSAGE_REACTION_REMOVE_ALL',
    ...audience(guild, channel),
    d: about(guild, channel, message),
  });
}

/** Takes one emoji away with everybody's reactions; false when nobody had used it. */
export function clearEmoji(
  world: World,
  guild: GuildRecord | null,
  channel: ChatPlace,
  message: MessageRecord,
  emoji: ReactionEmoji,
): boolean {
  const reaction = message.reactions.find((other) => sameEmoji(other.emoji, emoji));
  if (!reaction) return false;
  message.reactions = message.reactions.filter((other) => other !== reaction);
  world.emit({
    t: 'MESSAGE_REACTION_REMOVE_EMOJI',
    ...audience(guild, channel),
    d: { ...about(guild, channel, message), emoji: reaction.emoji },
  });
  return true;
}

function about(
  guild: GuildRecord | null,
  channel: ChatPlace,
  message: MessageRecord,
): Record<string, unknown> {
  return {
    channel_id: channel.id,
    message_id: message.id,
    ...(guild ? { guild_id: guild.id } : {}),
  };
}
