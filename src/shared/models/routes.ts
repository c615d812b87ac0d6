import { z } from 'zod';
import { ChannelId, GuildId, MessageId } from '../discord/snowflake';
import { DirectDestination, MessageBody, RouteName, WebhookIdentity } from './message-body';

export const RouteHealth = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('unknown') }),
  z.object({ kind: z.literal('ok'), checkedAtMs: z.number() }),
  z.object({
    kind: z.literal('broken'),
    checkedAtMs: z.number(),
    reason: z.enum([
      'channelGone',
      'webhookGone',
      'guildGone',
      'dmClosed',
      'missingPermission',
      'threadLocked',
    ]),
    /** The permission by Discord's name for it, when that is what is missing. */
    permission: z.string().nullable(),
  }),
]);
export type RouteHealth = z.infer<typeof RouteHealth>;

/** A name for a place to post to: `alerts`, `standup` (M18). */
export const NamedRoute = z.object({
  name: RouteName,
  target: DirectDestination,
  identity: WebhookIdentity,
  /** "#alerts · Harbour": what the target was called when last seen. */
  where: z.string(),
  health: RouteHealth,
  updatedAtMs: z.number(),
});
export type NamedRoute = z.infer<typeof NamedRoute>;

export const WebhookSummary = z.object({
  webhookId: z.string().regex(/^\d{1,20}$/),
  guildId: GuildId.nullable(),
  channelId: ChannelId.nullable(),
  name: z.string(),
  avatarUrl: z.string().nullable(),
  kind: z.enum(['incoming', 'follower', 'application']),
  createdBy: z.string().nullable(),
  /** Whether we hold its token and can post with it. The token itself never comes here. */
  canPost: z.boolean(),
  /** Added by its link rather than found in a channel. */
  imported: z.boolean(),
});
export type WebhookSummary = z.infer<typeof WebhookSummary>;

export const WebhookOutcome = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('done'), webhook: WebhookSummary }),
  z.object({ kind: z.literal('missingPermission'), permission: z.string() }),
  z.object({ kind: z.literal('gone') }),
  z.object({ kind: z.literal('tooMany') }),
  z.object({ kind: z.literal('invalid'), reason: z.string() }),
]);
export type WebhookOutcome = z.infer<typeof WebhookOutcome>;

/** A message a webhook of ours posted, opened for editing from its link. */
export const WebhookMessage = z.object({
  webhookId: z.string(),
  channelId: ChannelId,
  threadId: ChannelId.nullable(),
  messageId: MessageId,
  body: MessageBody,
  /** Name and picture it was posted with; they stay whatever the webhook is called now. */
  author: z.object({ name: z.string(), avatarUrl: z.string().nullable() }),
  /** Files already on it; leaving one out of `keepAttachmentIds` removes it. */
  attachments: z.array(z.object({ attachmentId: z.string(), fileName: z.string(), sizeBytes: z.number() })),
});
export type WebhookMessage = z.infer<typeof WebhookMessage>;
