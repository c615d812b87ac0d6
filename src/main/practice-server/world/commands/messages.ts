import { attachmentPath } from '../files';
import { messageRecord } from '../message-record';
import type { AttachmentRecord, ChatPlace, GuildRecord, MessageRecord, ReferenceRecord } from '../model';
import { MessageType } from '../model';
import { isDm, isThread } from '../places';
import { memberWithoutUser, userToWire, type Wire } from '../wire';
import { messageToWire } from '../wire-messages';
import type { World } from '../world';
import { type AllowedMentions, resolveMentions } from './mentions';
import { joinThread, noteThreadActivity, uncount } from './thread-activity';

/** A practice evening is short; older messages of a channel are let go beyond this many. */
const KEPT_PER_CHANNEL = 10_000;

export type NewAttachment = Omit<AttachmentRecord, 'id'> & { bytes?: Buffer };

export interface MessageFields {
  content?: string;
  nonce?: string | number | null;
  tts?: boolean;
  flags?: number;
  embeds?: Record<string, unknown>[];
  components?: Record<string, unknown>[];
  attachments?: readonly NewAttachment[];
  replyTo?: string | null;
  /** Text that pings beside `content`: what components show. */
  shownText?: string;
  /** May the author ping everybody. */
  mayMentionEveryone?: boolean;
  allowed?: AllowedMentions | null;
  webhook?: MessageRecord['webhook'];
  type?: MessageType;
  reference?: ReferenceRecord | null;
  snapshots?: Record<string, unknown>[];
  /** The first message of a forum post has the post's id. */
  id?: string;
}

export function createMessage(
  world: World,
  guild: GuildRecord | null,
  channel: ChatPlace,
  authorId: string,
  fields: MessageFields,
): MessageRecord {
  const replied = fields.replyTo ? world.message(channel.id, fields.replyTo) : undefined;
  const content = fields.content ?? '';
  const message = messageRecord(fields.id ?? world.newId(), channel.id, authorId, world.now(), {
    content,
    webhook: fields.webhook ?? null,
    type: fields.type ?? (fields.replyTo ? MessageType.REPLY : MessageType.DEFAULT),
    flags: fields.flags ?? 0,
    tts: fields.tts ?? false,
    embeds: fields.embeds ?? [],
    components: fields.components ?? [],
    attachments: storeFiles(world, channel.id, fields.attachments ?? []),
    nonce: fields.nonce ?? null,
    reference:
      fields.reference ??
      (fields.replyTo
        ? { type: 0, guild_id: guild?.id ?? null, channel_id: channel.id, message_id: fields.replyTo }
        : null),
    snapshots: fields.snapshots ?? [],
    ...resolveMentions(`${content}\n${fields.shownText ?? ''}`, {
      guild,
      knowsUser: (id) => world.user(id) !== undefined,
      allowed: fields.allowed ?? null,
      mayMentionEveryone: fields.mayMentionEveryone ?? false,
      repliedTo: replied?.author_id ?? null,
    }),
  });
  const messages = world.messagesOf(channel.id);
  messages.push(message);
  for (const old of messages.slice(0, Math.max(0, messages.length - KEPT_PER_CHANNEL))) {
    world.forgetMessage(channel.id, old.id);
  }
  channel.last_message_id = message.id;
  if (isThread(channel) && guild) {
    noteThreadActivity(world, guild, channel, message);
    if (world.user(authorId)) joinThread(world, guild, channel, authorId);
  }
  emitMessage(world, 'MESSAGE_CREATE', guild, channel, message);
  return message;
}

/** Gives new files their ids and keeps their bytes. */
export function storeFiles(
  world: World,
  channelId: string,
  files: readonly NewAttachment[],
): AttachmentRecord[] {
  return files.map(({ bytes, ...file }) => {
    const attachment = { ...file, id: world.newId() };
    if (bytes) {
      world.files.put(attachmentPath(channelId, attachment.id, attachment.filename), {
        bytes,
        contentType: attachment.content_type ?? 'application/octet-stream',
      });
    }
    return attachment;
  });
}

export interface MessageChange {
  content?: string;
  embeds?: Record<string, unknown>[];
  components?: Record<string, unknown>[];
  flags?: number;
  /** Ids of files to keep; absent: all. */
  keptFiles?: ReadonlySet<string>;
  newFiles?: readonly NewAttachment[];
  descriptions?: ReadonlyMap<string, string | null>;
  shownText?: string;
  mayMentionEveryone?: boolean;
  allowed?: AllowedMentions | null;
}

/** Changes a message; the caller has checked who asks. Mentions are read anew from the new text. */
export function editMessage(
  world: World,
  guild: GuildRecord | null,
  channel: ChatPlace,
  message: MessageRecord,
  change: MessageChange,
): MessageRecord {
  if (change.content !== undefined) message.content = change.content;
  if (change.embeds) message.embeds = change.embeds;
  if (change.components) message.components = change.components;
  if (change.flags !== undefined) message.flags = change.flags;
  if (change.keptFiles) keepFiles(world, message, change.keptFiles);
  for (const file of message.attachments) {
    const description = change.descriptions?.get(file.id);
    if (description !== undefined) file.description = description;
  }
  if (change.newFiles?.length) {
    message.attachments = [...message.attachments, ...storeFiles(world, channel.id, change.newFiles)];
  }
  if (change.content !== undefined || change.components) {
    const repliedId = message.type === MessageType.REPLY ? message.reference?.message_id : null;
    const replied = repliedId ? world.message(channel.id, repliedId) : undefined;
    Object.assign(
      message,
      resolveMentions(`${message.content}\n${change.shownText ?? ''}`, {
        guild,
        knowsUser: (id) => world.user(id) !== undefined,
        allowed: change.allowed ?? null,
        mayMentionEveryone: change.mayMentionEveryone ?? false,
        repliedTo: replied && message.mentions.includes(replied.author_id) ? replied.author_id : null,
      }),
    );
  }
  const touched = change.content !== undefined || change.embeds || change.components || change.keptFiles;
  if (touched || change.newFiles?.length) message.edited_timestamp = world.isoNow();
  emitMessage(world, 'MESSAGE_UPDATE', guild, channel, message);
  return message;
}

function keepFiles(world: World, message: MessageRecord, kept: ReadonlySet<string>): void {
  for (const file of message.attachments) {
    if (!kept.has(file.id)) world.files.delete(attachmentPath(message.channel_id, file.id, file.filename));
  }
  message.attachments = message.attachments.filter((file) => kept.has(file.id));
}

export function deleteMessage(
  world: World,
  guild: GuildRecord | null,
  channel: ChatPlace,
  message: MessageRecord,
): void {
  world.forgetMessage(channel.id, message.id);
  if (isThread(channel)) uncount(channel, message);
  world.emit({
    t: 'MESSAGE_DELETE',
    ...audience(guild, channel),
    d: { id: message.id, channel_id: channel.id, ...(guild ? { guild_id: guild.id } : {}) },
  });
}

/** Takes many messages at once; ids that name nothing are passed over. */
export function deleteMessages(
  world: World,
  guild: GuildRecord,
  channel: ChatPlace,
  messageIds: readonly string[],
): void {
  const gone = messageIds.filter((id) => {
    const message = world.message(channel.id, id);
    if (!message || !world.forgetMessage(channel.id, id)) return false;
    if (isThread(channel)) uncount(channel, message);
    return true;
  });
  if (gone.length === 0) return;
  world.emit({
    t: 'MESSAGE_DELETE_BULK',
    ...audience(guild, channel),
    d: { ids: gone, channel_id: channel.id, guild_id: guild.id },
  });
}

export function startTyping(
  world: World,
  guild: GuildRecord | null,
  channel: ChatPlace,
  userId: string,
): void {
  const member = guild?.members.get(userId);
  const user = world.user(userId);
  world.emit({
    t: 'TYPING_START',
    ...audience(guild, channel),
    d: {
      channel_id: channel.id,
      user_id: userId,
      timestamp: Math.floor(world.now() / 1000),
      ...(guild ? { guild_id: guild.id } : {}),
      ...(member && user ? { member: { ...memberWithoutUser(member), user: userToWire(user) } } : {}),
    },
  });
}

/** Who hears what happens in a place: those who can see the channel, or the two of a conversation. */
export function audience(
  guild: GuildRecord | null,
  channel: ChatPlace,
): { guildId: string | null; viewChannelId?: string; onlyMembers?: readonly string[] } {
  if (guild) return { guildId: guild.id, viewChannelId: channel.id };
  return { guildId: null, onlyMembers: isDm(channel) ? channel.user_ids : [] };
}

export function emitMessage(
  world: World,
  t: 'MESSAGE_CREATE' | 'MESSAGE_UPDATE',
  guild: GuildRecord | null,
  channel: ChatPlace,
  message: MessageRecord,
): void {
  const author = message.webhook ? undefined : guild?.members.get(message.author_id);
  const mentions = message.mentions.flatMap((id): Wire[] => {
    const user = world.user(id);
    const member = guild?.members.get(id);
    if (!user) return [];
    return [{ ...userToWire(user), ...(member ? { member: memberWithoutUser(member) } : {}) }];
  });
  world.emit({
    t,
    ...audience(guild, channel),
    d: {
      ...messageToWire(world, message),
      mentions,
      channel_type: channel.type,
      ...(guild ? { guild_id: guild.id } : {}),
      ...(author ? { member: memberWithoutUser(author) } : {}),
      ...(t === 'MESSAGE_CREATE' && message.nonce !== null ? { nonce: message.nonce } : {}),
    },
  });
}
