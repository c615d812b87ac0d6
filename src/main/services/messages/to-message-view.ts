import { avatarUrl } from '@shared/discord/cdn';
import { ChannelId, MessageId, UserId } from '@shared/discord/snowflake';
import type { WireMessage } from '@shared/discord/wire/objects';
import type { MessageView } from '@shared/models/messages';
import { type CacheState, displayNameOf, personIn } from '../../discord/cache';

/** A message of the wire → what the window shows. Pure. */
export function toMessageView(state: CacheState, message: WireMessage): MessageView {
  const guildId = message.guild_id ?? state.guildOfChannel.get(message.channel_id) ?? null;
  const { author } = message;
  return {
    messageId: MessageId.parse(message.id),
    channelId: ChannelId.parse(message.channel_id),
    author: {
      userId: UserId.parse(author.id),
      displayName: authorName(state, guildId, message),
      avatarUrl:
        message.webhook_id === undefined
          ? (personIn(state, guildId, author.id).avatarUrl ?? avatarUrl(author.id, author.avatar))
          : avatarUrl(author.id, author.avatar),
      isBot: author.bot || message.webhook_id !== undefined,
      isSelf: author.id === state.self?.id,
    },
    content: message.content,
    mentions: mentionNames(state, guildId, message),
    sentAtMs: timeMs(message.timestamp) ?? 0,
    editedAtMs: message.edited_timestamp === null ? null : timeMs(message.edited_timestamp),
    replyToId: replyTarget(message),
    attachments: message.attachments.map((attachment) => ({
      attachmentId: attachment.id,
      fileName: attachment.filename,
      contentType: attachment.content_type,
      sizeBytes: attachment.size,
    })),
    embedCount: message.embeds.length,
    nonce: author.id === state.self?.id ? message.nonce : null,
    system: systemLine(message.type),
  };
}

/** The nickname the message itself brings, else the one we know; webhooks have names of their own. */
function authorName(state: CacheState, guildId: string | null, message: WireMessage): string {
  if (message.webhook_id !== undefined) return message.author.username;
  const known =
    guildId === null ? undefined : state.guilds.get(guildId)?.members.get(message.author.id)?.nick;
  return displayNameOf(message.author, message.member?.nick ?? known);
}

function mentionNames(
  state: CacheState,
  guildId: string | null,
  message: WireMessage,
): Record<string, string> {
  const names: Record<string, string> = {};
  for (const user of message.mentions) {
    const known = guildId === null ? undefined : state.guilds.get(guildId)?.members.get(user.id)?.nick;
    names[user.id] = displayNameOf(user, user.member?.nick ?? known);
  }
  return names;
}

function replyTarget(message: WireMessage): MessageId | null {
  const id = message.type === MESSAGE_TYPE_REPLY ? message.message_reference?.message_id : undefined;
  return id === undefined ? null : MessageId.parse(id);
}

function timeMs(iso: string): number | null {
  const ms = Date.parse(iso);
  return Number.isFinite(ms) ? ms : null;
}

const MESSAGE_TYPE_REPLY = 19;

/** Message types (reference "Message types") that a person wrote; all others are lines of the system. */
const WRITTEN_TYPES: ReadonlySet<number> = new Set([0, 19, 20, 21, 23]);

const SYSTEM_LINES: ReadonlyMap<number, string> = new Map([
  [1, 'added someone'],
  [2, 'removed someone'],
  [3, 'started a call'],
  [4, 'changed the channel name'],
  [5, 'changed the channel icon'],
  [6, 'pinned a message'],
  [7, 'joined'],
  [8, 'boosted the server'],
  [9, 'boosted the server'],
  [10, 'boosted the server'],
  [11, 'boosted the server'],
  [12, 'followed a channel'],
  [18, 'started a thread'],
  [24, 'AutoMod acted on a message'],
  [27, 'started a stage'],
  [28, 'ended the stage'],
  [29, 'became a speaker'],
  [31, 'changed the stage topic'],
  [46, 'ended a poll'],
]);

function systemLine(type: number): string | null {
  return WRITTEN_TYPES.has(type) ? null : (SYSTEM_LINES.get(type) ?? 'system message');
}
