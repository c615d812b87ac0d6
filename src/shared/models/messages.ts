import { z } from 'zod';
import { ChannelId, MessageId, UserId } from '../discord/snowflake';

export const AttachmentView = z.object({
  attachmentId: z.string(),
  fileName: z.string(),
  contentType: z.string().nullable(),
  sizeBytes: z.number(),
});
export type AttachmentView = z.infer<typeof AttachmentView>;

export const MessageView = z.object({
  messageId: MessageId,
  channelId: ChannelId,
  author: z.object({
    userId: UserId,
    displayName: z.string(),
    avatarUrl: z.string().nullable(),
    isBot: z.boolean(),
    isSelf: z.boolean(),
  }),
  /** Raw text as Discord stores it, with mentions as `<@id>`; `mentions` names them. */
  content: z.string(),
  mentions: z.record(z.string(), z.string()),
  sentAtMs: z.number(),
  editedAtMs: z.number().nullable(),
  replyToId: MessageId.nullable(),
  attachments: z.array(AttachmentView),
  embedCount: z.number().int(),
  /** The nonce we sent it with, to match an optimistic entry; null for others' messages. */
  nonce: z.string().nullable(),
  /** A system line ("joined", "pinned") rather than a person's text. */
  system: z.string().nullable(),
});
export type MessageView = z.infer<typeof MessageView>;

export const MessagePage = z.object({
  /** Oldest first. */
  messages: z.array(MessageView),
  hasOlder: z.boolean(),
});
export type MessagePage = z.infer<typeof MessagePage>;

export const MESSAGE_CONTENT_LIMIT = 2_000;

export const SendMessageInput = z.object({
  channelId: ChannelId,
  content: z.string().min(1).max(MESSAGE_CONTENT_LIMIT),
  nonce: z.string().min(1).max(25),
});
export type SendMessageInput = z.infer<typeof SendMessageInput>;

export const SendOutcome = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('sent'), message: MessageView }),
  z.object({ kind: z.literal('missingPermission'), permission: z.string() }),
  z.object({ kind: z.literal('channelGone') }),
  z.object({ kind: z.literal('slowMode'), retryAfterMs: z.number() }),
  z.object({ kind: z.literal('invalid'), reason: z.string() }),
]);
export type SendOutcome = z.infer<typeof SendOutcome>;

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
]);
export type MessageChange = z.infer<typeof MessageChange>;
