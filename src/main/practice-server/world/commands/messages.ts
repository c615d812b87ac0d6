import type { AttachmentRecord, ChannelRecord, GuildRecord, MessageRecord } from '../model';
import { memberWithoutUser, messageToWire, userToWire, type Wire } from '../wire';
import type { World } from '../world';

/** A practice evening is short; older messages of a channel are let go beyond this many. */
const KEPT_PER_CHANNEL = 10_000;

export interface MessageFields {
  content: string;
  nonce?: string | number | null;
  tts?: boolean;
  flags?: number;
  embeds?: Record<string, unknown>[];
  attachments?: Omit<AttachmentRecord, 'id'>[];
  replyTo?: string | null;
  /** May the author ping everybody, and does the request allow it. */
  mayMentionEveryone?: boolean;
  /** Users the message may ping; undefined: whoever is named in the content. */
  allowedUsers?: ReadonlySet<string>;
}

const USER_MENTION = /<@!?(\d{1,20})>/g;

function namedIn(content: string, pattern: RegExp): string[] {
  return [...new Set([...content.matchAll(pattern)].flatMap((match) => match[1] ?? []))];
}

export function createMessage(
  world: World,
  guild: GuildRecord,
  channel: ChannelRecord,
  authorId: string,
  fields: MessageFields,
): MessageRecord {
  const replied = fields.replyTo ? world.message(channel.id, fields.replyTo) : undefined;
  const named = namedIn(fields.content, USER_MENTION).filter((id) => world.user(id));
  const mentions = fields.allowedUsers ? named.filter((id) => fields.allowedUsers?.has(id)) : named;
  if (replied && !mentions.includes(replied.author_id) && !fields.allowedUsers)
    mentions.push(replied.author_id);
  const message: MessageRecord = {
    id: world.newId(),
    channel_id: channel.id,
    author_id: authorId,
    content: fields.content,
    timestamp: world.isoNow(),
    edited_timestamp: null,
    type: fields.replyTo ? 19 : 0,
    flags: fields.flags ?? 0,
    tts: fields.tts ?? false,
    mention_everyone: (fields.mayMentionEveryone ?? false) && /(^|\s)@(everyone|here)\b/.test(fields.content),
    mentions,
    mention_roles: [],
    embeds: fields.embeds ?? [],
    attachments: (fields.attachments ?? []).map((attachment) => ({ ...attachment, id: world.newId() })),
    nonce: fields.nonce ?? null,
    reply_to: fields.replyTo ?? null,
  };
  const messages = world.messagesOf(channel.id);
  messages.push(message);
  if (messages.length > KEPT_PER_CHANNEL) messages.splice(0, messages.length - KEPT_PER_CHANNEL);
  channel.last_message_id = message.id;
  emitMessage(world, 'MESSAGE_CREATE', guild, channel, message);
  return message;
}

/** Changes content, embeds or flags of a message; the caller has checked who asks. */
export function editMessage(
  world: World,
  guild: GuildRecord,
  channel: ChannelRecord,
  message: MessageRecord,
  change: { content?: string; embeds?: Record<string, unknown>[]; flags?: number },
): MessageRecord {
  Object.assign(message, change);
  if (change.content !== undefined || change.embeds !== undefined) message.edited_timestamp = world.isoNow();
  emitMessage(world, 'MESSAGE_UPDATE', guild, channel, message);
  return message;
}

export function deleteMessage(
  world: World,
  guild: GuildRecord,
  channel: ChannelRecord,
  message: MessageRecord,
): void {
  const messages = world.messagesOf(channel.id);
  const index = messages.indexOf(message);
  if (index >= 0) messages.splice(index, 1);
  world.emit({
    t: 'MESSAGE_DELETE',
    guildId: guild.id,
    viewChannelId: channel.id,
    d: { id: message.id, channel_id: channel.id, guild_id: guild.id },
  });
}

export function startTyping(world: World, guild: GuildRecord, channel: ChannelRecord, userId: string): void {
  const member = guild.members.get(userId);
  const user = world.user(userId);
  world.emit({
    t: 'TYPING_START',
    guildId: guild.id,
    viewChannelId: channel.id,
    d: {
      channel_id: channel.id,
      guild_id: guild.id,
      user_id: userId,
      timestamp: Math.floor(world.now() / 1000),
      ...(member && user ? { member: { ...memberWithoutUser(member), user: userToWire(user) } } : {}),
    },
  });
}

function emitMessage(
  world: World,
  t: 'MESSAGE_CREATE' | 'MESSAGE_UPDATE',
  guild: GuildRecord,
  channel: ChannelRecord,
  message: MessageRecord,
): void {
  const wire = messageToWire(world.state, message);
  const author = guild.members.get(message.author_id);
  const mentions = message.mentions.flatMap((id): Wire[] => {
    const user = world.user(id);
    const member = guild.members.get(id);
    if (!user) return [];
    return [{ ...userToWire(user), ...(member ? { member: memberWithoutUser(member) } : {}) }];
  });
  world.emit({
    t,
    guildId: guild.id,
    viewChannelId: channel.id,
    d: {
      ...wire,
      mentions,
      guild_id: guild.id,
      channel_type: channel.type,
      ...(author ? { member: memberWithoutUser(author) } : {}),
      ...(t === 'MESSAGE_CREATE' && message.nonce !== null ? { nonce: message.nonce } : {}),
    },
  });
}
