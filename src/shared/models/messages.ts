import { z } from 'zod';
import { Component } from '../discord/component';
import { Embed } from '../discord/embed';
import { ChannelId, GuildId, MessageId, UserId } from '../discord/snowflake';
import { AppErrorView } from '../errors/app-error';

export const AttachmentView = z.object({
  attachmentId: z.string(),
  fileName: z.string(),
  description: z.string().nullable(),
  contentType: z.string().nullable(),
  sizeBytes: z.number(),
  /** Discord's address of the file; the window loads it through main (`renderer/api/media`). */
  url: z.string().nullable(),
  /** Pixels; null for what is not a picture or film. */
  width: z.number().nullable(),
  height: z.number().nullable(),
  spoiler: z.boolean(),
});
export type AttachmentView = z.infer<typeof AttachmentView>;

export const EmojiView = z.object({
  /** Null for Unicode. */
  id: z.string().nullable(),
  /** The characters themselves for Unicode. */
  name: z.string(),
  animated: z.boolean(),
});
export type EmojiView = z.infer<typeof EmojiView>;

export const ReactionView = z.object({ emoji: EmojiView, count: z.number().int(), me: z.boolean() });
export type ReactionView = z.infer<typeof ReactionView>;

export const MessageAuthor = z.object({
  /** A webhook's id for what a webhook posted. */
  userId: UserId,
  displayName: z.string(),
  avatarUrl: z.string().nullable(),
  isBot: z.boolean(),
  isSelf: z.boolean(),
  /** 0xRRGGBB of the highest coloured role; null for none. */
  colour: z.number().int().nullable(),
});
export type MessageAuthor = z.infer<typeof MessageAuthor>;

/** The message a reply answers. */
export const ReplyPreview = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('message'),
    messageId: MessageId,
    author: MessageAuthor,
    /** One line of the text; empty when it was only files or embeds. */
    excerpt: z.string(),
    hasAttachments: z.boolean(),
  }),
  z.object({ kind: z.literal('deleted') }),
  /** Discord did not send it along; jumping there loads it. */
  z.object({ kind: z.literal('notLoaded'), messageId: MessageId }),
]);
export type ReplyPreview = z.infer<typeof ReplyPreview>;

/** What is shown of a message, whether it was posted, forwarded or is only being composed. */
export const MessageContent = z.object({
  /** Raw text as Discord stores it, with mentions as `<@id>`; `mentions` names them. */
  content: z.string(),
  attachments: z.array(AttachmentView),
  embeds: z.array(Embed),
  components: z.array(Component),
  componentsV2: z.boolean(),
});
export type MessageContent = z.infer<typeof MessageContent>;

export const MessageView = MessageContent.extend({
  messageId: MessageId,
  channelId: ChannelId,
  guildId: GuildId.nullable(),
  author: MessageAuthor,
  /** Set when a webhook posted it. */
  webhookId: z.string().nullable(),
  /** Names of the users in `content`, by id. */
  mentions: z.record(z.string(), z.string()),
  /** It calls us: by name, by a role of ours, by everyone, or as a reply to us. */
  mentionsSelf: z.boolean(),
  sentAtMs: z.number(),
  editedAtMs: z.number().nullable(),
  reply: ReplyPreview.nullable(),
  forwarded: MessageContent.extend({ sentAtMs: z.number().nullable() }).nullable(),
  /** The message a thread was made from, on the line its thread begins with. */
  starter: MessageContent.extend({
    channelId: ChannelId,
    messageId: MessageId,
    author: MessageAuthor,
    mentions: z.record(z.string(), z.string()),
    sentAtMs: z.number(),
  }).optional(),
  reactions: z.array(ReactionView),
  pinned: z.boolean(),
  /** Announcement channels: already passed on to followers. */
  crossposted: z.boolean(),
  silent: z.boolean(),
  suppressEmbeds: z.boolean(),
  /** The thread that hangs on this message. */
  thread: z.object({ channelId: ChannelId, name: z.string(), messageCount: z.number().int() }).nullable(),
  stickers: z.array(z.string()),
  /** Name of the command this answers, for messages of applications. */
  command: z.string().nullable(),
  /** The nonce we sent it with, to match an outbox entry; null for others' messages. */
  nonce: z.string().nullable(),
  /** A system line ("joined", "pinned") rather than a person's text. */
  system: z.string().nullable(),
});
export type MessageView = z.infer<typeof MessageView>;

/** Somebody who reacted. */
export const Reactor = z.object({
  userId: UserId,
  displayName: z.string(),
  avatarUrl: z.string().nullable(),
});
export type Reactor = z.infer<typeof Reactor>;

/** Where in a channel to read. */
export const PageFrom = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('newest') }),
  z.object({ kind: z.literal('before'), messageId: MessageId }),
  z.object({ kind: z.literal('after'), messageId: MessageId }),
  z.object({ kind: z.literal('around'), messageId: MessageId }),
]);
export type PageFrom = z.infer<typeof PageFrom>;

export const MessagePage = z.object({
  /** Oldest first, without gaps. */
  messages: z.array(MessageView),
  hasOlder: z.boolean(),
  hasNewer: z.boolean(),
});
export type MessagePage = z.infer<typeof MessagePage>;

export const MessageRef = z.object({ channelId: ChannelId, messageId: MessageId });
export type MessageRef = z.infer<typeof MessageRef>;

/** How a change to a message, channel or member ended, when it was not simply done. */
export const Refusal = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('missingPermission'), permission: z.string() }),
  /** What it was about is no longer there; for deletions that is success and not said. */
  z.object({
    kind: z.literal('gone'),
    what: z.enum(['message', 'channel', 'thread', 'webhook', 'user', 'emoji', 'role']),
  }),
  z.object({ kind: z.literal('dmClosed') }),
  z.object({ kind: z.literal('locked') }),
  z.object({ kind: z.literal('slowMode'), retryAfterMs: z.number() }),
  /** Discord's own ceiling: 50 pins, 20 reactions, 1000 threads … */
  z.object({ kind: z.literal('limitReached'), message: z.string() }),
  /** Form errors by field, `content` or `embeds.0.title`. */
  z.object({ kind: z.literal('invalid'), fields: z.record(z.string(), z.string()) }),
]);
export type Refusal = z.infer<typeof Refusal>;

/** Most actions end like this. */
export const ActionOutcome = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('done') }),
  ...Refusal.options,
]);
export type ActionOutcome = z.infer<typeof ActionOutcome>;

export const EditOutcome = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('done'), message: MessageView }),
  ...Refusal.options,
]);
export type EditOutcome = z.infer<typeof EditOutcome>;

/** A deletion that is announced, can be taken back until `executesAtMs`, and then happens. */
export const PendingDeletion = z.object({
  deletionId: z.string(),
  channelId: ChannelId,
  messageIds: z.array(MessageId),
  executesAtMs: z.number(),
});
export type PendingDeletion = z.infer<typeof PendingDeletion>;

export const MessageChange = z.discriminatedUnion('type', [
  z.object({ type: z.literal('upserted'), message: MessageView }),
  z.object({ type: z.literal('deleted'), channelId: ChannelId, messageIds: z.array(MessageId) }),
  z.object({
    type: z.literal('typing'),
    channelId: ChannelId,
    userId: UserId,
    displayName: z.string(),
    atMs: z.number(),
  }),
  z.object({
    type: z.literal('reactions'),
    channelId: ChannelId,
    messageId: MessageId,
    reactions: z.array(ReactionView),
  }),
  z.object({ type: z.literal('pinsChanged'), channelId: ChannelId }),
  z.object({ type: z.literal('deletionPending'), deletion: PendingDeletion }),
  /** Taken back, or refused: `problem` says why. The messages are to be shown again. */
  z.object({
    type: z.literal('deletionEnded'),
    deletion: PendingDeletion,
    problem: Refusal.nullable(),
    /** A failure rather than a refusal: no network, a broken server. */
    error: AppErrorView.optional(),
  }),
]);
export type MessageChange = z.infer<typeof MessageChange>;

export const PinnedPage = z.object({
  items: z.array(z.object({ message: MessageView, pinnedAtMs: z.number() })),
  hasMore: z.boolean(),
});
export type PinnedPage = z.infer<typeof PinnedPage>;

export const SearchInput = z.object({
  text: z.string().max(200),
  guildId: GuildId.nullable(),
  channelId: ChannelId.nullable(),
  authorId: UserId.nullable(),
  has: z.array(z.enum(['link', 'file', 'image', 'embed', 'pin'])).max(5),
  limit: z.number().int().min(1).max(200),
});
export type SearchInput = z.infer<typeof SearchInput>;

/** Found among what this computer has seen. Newest first. */
export const SearchResult = z.object({
  hits: z.array(MessageView),
  /** How many messages were looked through. */
  searched: z.number().int(),
  truncated: z.boolean(),
});
export type SearchResult = z.infer<typeof SearchResult>;

/** Bots have no read state on Discord, so it is kept here. */
export const ReadState = z.object({
  channelId: ChannelId,
  guildId: GuildId.nullable(),
  lastMessageId: MessageId.nullable(),
  lastReadId: MessageId.nullable(),
  /** Messages seen arriving since it was last read. */
  unread: z.number().int(),
  mentions: z.number().int(),
});
export type ReadState = z.infer<typeof ReadState>;
