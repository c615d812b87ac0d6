import { avatarUrl } from '@shared/discord/cdn';
import { ChannelId, GuildId, MessageId, UserId } from '@shared/discord/snowflake';
import type { WireAttachment, WireMessage, WireReaction, WireUser } from '@shared/discord/wire/objects';
import type {
  AttachmentView,
  MessageAuthor,
  MessageContent,
  MessageView,
  ReactionView,
  ReplyPreview,
} from '@shared/models/messages';
import { type CacheState, displayNameOf, personIn, roleColour } from '../../discord/cache';
import { systemLine } from './system-lines';

/** Flags of a message (reference "Message Flags"). */
export const MESSAGE_FLAG = {
  crossposted: 1 << 0,
  suppressEmbeds: 1 << 2,
  suppressNotifications: 1 << 12,
  componentsV2: 1 << 15,
} as const;
/** Flag of an attachment: hidden until clicked. Older clients say so by the name alone. */
const ATTACHMENT_SPOILER = 1 << 3;
const SPOILER_PREFIX = 'SPOILER_';
const REFERENCE_FORWARD = 1;
/** A reply, and the line a thread begins with, which shows the message it hangs on. */
const REFERRING_TYPES: ReadonlySet<number> = new Set([19, 21]);
const THREAD_STARTER = 21;
const EXCERPT_LENGTH = 160;

type Referenced = NonNullable<WireMessage['referenced_message']>;

/** A message of the wire → what the window shows. Pure. */
export function toMessageView(state: CacheState, message: WireMessage): MessageView {
  const guildId = message.guild_id ?? state.guildOfChannel.get(message.channel_id) ?? null;
  const has = (flag: number) => (message.flags & flag) !== 0;
  return {
    ...contentOf(message),
    messageId: MessageId.parse(message.id),
    channelId: ChannelId.parse(message.channel_id),
    guildId: guildId === null ? null : GuildId.parse(guildId),
    author: authorOf(state, guildId, message),
    webhookId: message.webhook_id ?? null,
    mentions: mentionNames(state, guildId, message),
    mentionsSelf: mentionsSelf(state, message),
    sentAtMs: timeMs(message.timestamp) ?? 0,
    editedAtMs: message.edited_timestamp === null ? null : timeMs(message.edited_timestamp),
    reply: replyOf(state, guildId, message),
    forwarded: forwardOf(message),
    ...starterOf(state, guildId, message),
    reactions: toReactions(message.reactions),
    pinned: message.pinned,
    crossposted: has(MESSAGE_FLAG.crossposted),
    silent: has(MESSAGE_FLAG.suppressNotifications),
    suppressEmbeds: has(MESSAGE_FLAG.suppressEmbeds),
    thread: threadOf(state, guildId, message),
    stickers: message.sticker_items.map((sticker) => sticker.name),
    command: message.interaction_metadata?.name ?? null,
    nonce: message.author.id === state.self?.id ? message.nonce : null,
    system: systemLine(message.type),
  };
}

export function toReactions(reactions: readonly WireReaction[]): ReactionView[] {
  return reactions.map(({ emoji, count, me }) => ({
    emoji: { id: emoji.id, name: emoji.name ?? '', animated: emoji.animated },
    count,
    me,
  }));
}

function contentOf(
  source: Pick<WireMessage, 'content' | 'attachments' | 'embeds' | 'components' | 'flags'>,
): MessageContent {
  return {
    content: source.content,
    attachments: source.attachments.map(toAttachment),
    embeds: source.embeds,
    components: source.components,
    componentsV2: (source.flags & MESSAGE_FLAG.componentsV2) !== 0,
  };
}

function toAttachment(attachment: WireAttachment): AttachmentView {
  return {
    attachmentId: attachment.id,
    fileName: attachment.filename,
    description: attachment.description,
    contentType: attachment.content_type,
    sizeBytes: attachment.size,
    url: attachment.url,
    width: attachment.width,
    height: attachment.height,
    spoiler: (attachment.flags & ATTACHMENT_SPOILER) !== 0 || attachment.filename.startsWith(SPOILER_PREFIX),
  };
}

function authorOf(
  state: CacheState,
  guildId: string | null,
  message: Pick<WireMessage, 'author' | 'member' | 'webhook_id'>,
): MessageAuthor {
  const { author } = message;
  const byWebhook = message.webhook_id !== undefined;
  const known = guildId === null ? undefined : state.guilds.get(guildId)?.members.get(author.id);
  const guild = guildId === null ? undefined : state.guilds.get(guildId);
  const roles = message.member?.roles ?? known?.roles ?? [];
  const own = avatarUrl(author.id, author.avatar);
  return {
    userId: UserId.parse(author.id),
    displayName: byWebhook ? author.username : nameIn(state, guildId, author, message.member?.nick),
    avatarUrl: byWebhook ? own : (personIn(state, guildId, author.id).avatarUrl ?? own),
    isBot: author.bot || byWebhook,
    isSelf: author.id === state.self?.id,
    colour: guild && !byWebhook ? roleColour(guild, roles) : null,
  };
}

/** The nickname the message itself brings, else the one we know. */
function nameIn(
  state: CacheState,
  guildId: string | null,
  user: WireUser,
  nick: string | null | undefined,
): string {
  const known = guildId === null ? undefined : state.guilds.get(guildId)?.members.get(user.id)?.nick;
  return displayNameOf(user, nick ?? known);
}

function mentionNames(
  state: CacheState,
  guildId: string | null,
  message: Pick<WireMessage, 'mentions'>,
): Record<string, string> {
  const names: Record<string, string> = {};
  for (const user of message.mentions) names[user.id] = nameIn(state, guildId, user, user.member?.nick);
  return names;
}

/**
 * Whether a message calls us: by name, by everyone, or by a role of ours. Discord lists in `mentions` whom it
 * notifies, the author of the answered message included.
 */
export function mentionsSelf(state: CacheState, message: WireMessage): boolean {
  const selfId = state.self?.id;
  const guildId = message.guild_id ?? state.guildOfChannel.get(message.channel_id) ?? null;
  if (selfId === undefined || message.author.id === selfId) return false;
  if (message.mention_everyone || message.mentions.some((user) => user.id === selfId)) return true;
  if (guildId === null) return false;
  const roles = state.guilds.get(guildId)?.members.get(selfId)?.roles ?? [];
  return message.mention_roles.some((roleId) => roles.includes(roleId));
}

function replyOf(state: CacheState, guildId: string | null, message: WireMessage): ReplyPreview | null {
  if (!REFERRING_TYPES.has(message.type)) return null;
  const { referenced_message: answered, message_reference: reference } = message;
  if (answered === null) return { kind: 'deleted' };
  if (answered === undefined) {
    const id = reference?.message_id;
    return id === undefined ? { kind: 'deleted' } : { kind: 'notLoaded', messageId: MessageId.parse(id) };
  }
  return {
    kind: 'message',
    messageId: MessageId.parse(answered.id),
    author: authorOf(state, guildId, answered),
    excerpt: excerptOf(state, guildId, answered),
    hasAttachments: answered.attachments.length + answered.embeds.length > 0,
  };
}

/** One line, with mentions written out as names. */
function excerptOf(state: CacheState, guildId: string | null, message: Referenced): string {
  const names = mentionNames(state, guildId, message);
  const line = message.content
    .replace(/<@!?(\d{1,20})>/g, (whole, id: string) => (names[id] === undefined ? whole : `@${names[id]}`))
    .replace(/\s+/g, ' ')
    .trim();
  return line.length > EXCERPT_LENGTH ? `${[...line].slice(0, EXCERPT_LENGTH).join('')}…` : line;
}

/** The whole message a thread hangs on; the line itself carries nothing of its own. */
function starterOf(
  state: CacheState,
  guildId: string | null,
  message: WireMessage,
): Pick<MessageView, 'starter'> {
  const { referenced_message: origin } = message;
  if (message.type !== THREAD_STARTER || !origin) return {};
  return {
    starter: {
      ...contentOf(origin),
      channelId: ChannelId.parse(origin.channel_id),
      messageId: MessageId.parse(origin.id),
      author: authorOf(state, guildId, origin),
      mentions: mentionNames(state, guildId, origin),
      sentAtMs: timeMs(origin.timestamp) ?? 0,
    },
  };
}

function forwardOf(message: WireMessage): MessageView['forwarded'] {
  if (message.message_reference?.type !== REFERENCE_FORWARD) return null;
  const snapshot = message.message_snapshots[0]?.message;
  if (!snapshot) return null;
  return {
    ...contentOf(snapshot),
    sentAtMs: snapshot.timestamp === null ? null : timeMs(snapshot.timestamp),
  };
}

/** Sent along, or known: the thread of a message has the message's id. */
function threadOf(state: CacheState, guildId: string | null, message: WireMessage): MessageView['thread'] {
  const live = guildId === null ? undefined : state.guilds.get(guildId)?.threads.get(message.id);
  const thread = live ?? message.thread;
  // The message a forum post begins with has the post's own id, and hangs in it, not it on the message.
  if (!thread || thread.id === message.channel_id) return null;
  return {
    channelId: ChannelId.parse(thread.id),
    name: thread.name ?? '',
    messageCount: thread.message_count,
  };
}

function timeMs(iso: string): number | null {
  const ms = Date.parse(iso);
  return Number.isFinite(ms) ? ms : null;
}
