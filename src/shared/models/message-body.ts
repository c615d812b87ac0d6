import { z } from 'zod';
import { Component } from '../discord/component';
import { Embed } from '../discord/embed';
import { ChannelId, GuildId, MessageId, UserId } from '../discord/snowflake';

export { DEFAULT_MENTIONS, draftKeyOf, EMPTY_BODY, NO_MENTIONS } from './body-basics';

/**
 * A message as it is composed, kept as a draft or template, and waiting in the outbox. Lengths here only stop
 * the absurd: what Discord allows is told by `shared/discord/message-rules`, because a draft may be over a limit
 * and must not be lost for it.
 */

const MAX_DRAFT_TEXT = 40_000;

/** A file main has copied aside, so that what is to be sent no longer depends on the original. */
export const StagedFile = z.object({
  fileId: z.string().regex(/^[\w-]{1,64}$/),
  fileName: z.string().min(1).max(260),
  contentType: z.string().max(200).nullable(),
  sizeBytes: z.number().int().nonnegative(),
  /** Pixels; null for what is not a picture. */
  width: z.number().nullable(),
  height: z.number().nullable(),
  /** Alternative text. */
  description: z.string().max(1_024).nullable(),
  spoiler: z.boolean(),
});
export type StagedFile = z.infer<typeof StagedFile>;

/** What the message may notify (Discord's `allowed_mentions`); all off is the safe default of templates. */
export const AllowedMentions = z.object({
  everyone: z.boolean(),
  roles: z.boolean(),
  users: z.boolean(),
  repliedUser: z.boolean(),
});
export type AllowedMentions = z.infer<typeof AllowedMentions>;

/** Name and picture of a webhook's message; null = the webhook's own. */
export const WebhookIdentity = z.object({
  username: z.string().max(200).nullable(),
  avatarUrl: z.string().max(2_048).nullable(),
});
export type WebhookIdentity = z.infer<typeof WebhookIdentity>;

export const MessageBody = z.object({
  content: z.string().max(MAX_DRAFT_TEXT),
  embeds: z.array(Embed).max(50),
  components: z.array(Component).max(100),
  /** The layout of Components V2: no content, no embeds. */
  componentsV2: z.boolean(),
  files: z.array(StagedFile).max(50),
  allowedMentions: AllowedMentions,
  /** `@silent`: no push or desktop notification. */
  silent: z.boolean(),
  suppressEmbeds: z.boolean(),
  replyTo: z
    .object({
      channelId: ChannelId,
      messageId: MessageId,
      authorName: z.string().max(200),
      excerpt: z.string().max(200),
    })
    .nullable(),
  /** Only for webhooks. */
  identity: WebhookIdentity,
});
export type MessageBody = z.infer<typeof MessageBody>;

export const ROUTE_NAME = /^[a-z0-9][a-z0-9_-]{0,31}$/;
export const RouteName = z
  .string()
  .regex(ROUTE_NAME, 'a route name is 1–32 of a–z, 0–9, - and _, beginning with a letter or digit');

/** Where a message goes when it is not by name. */
export const DirectDestination = z.discriminatedUnion('kind', [
  /** A text channel, a room's chat, a thread, or an open DM. */
  z.object({ kind: z.literal('channel'), channelId: ChannelId }),
  /** Opens the DM first. */
  z.object({ kind: z.literal('user'), userId: UserId }),
  z.object({
    kind: z.literal('webhook'),
    webhookId: z.string().regex(/^\d{1,20}$/),
    /** Into a thread of the webhook's channel. */
    threadId: ChannelId.nullable(),
    /** A new post, when the channel is a forum. */
    threadName: z.string().max(100).nullable(),
  }),
  z.object({
    kind: z.literal('forumPost'),
    channelId: ChannelId,
    title: z.string().max(200),
    tagIds: z.array(z.string().regex(/^\d{1,20}$/)).max(5),
  }),
]);
export type DirectDestination = z.infer<typeof DirectDestination>;

export const Destination = z.discriminatedUnion('kind', [
  ...DirectDestination.options,
  z.object({ kind: z.literal('route'), name: RouteName }),
]);
export type Destination = z.infer<typeof Destination>;

/** Something wrong with a body, found before sending or told by Discord. `path` as in the JSON: `embeds.0.title`. */
export const BodyProblem = z.object({
  path: z.string(),
  message: z.string(),
  /** For lengths and counts. */
  limit: z.number().nullable(),
  actual: z.number().nullable(),
});
export type BodyProblem = z.infer<typeof BodyProblem>;

/** Who a message would reach, what it costs, and what stands against it. Answered before sending. */
export const BlastRadius = z.object({
  where: z.string(),
  guildId: GuildId.nullable(),
  /** `@everyone` or `@here` in the text: whether it would notify, and about how many people see the channel. */
  everyone: z
    .object({ mention: z.enum(['@everyone', '@here']), notifies: z.boolean(), people: z.number() })
    .nullable(),
  roles: z.array(
    z.object({ roleId: z.string(), name: z.string(), notifies: z.boolean(), people: z.number() }),
  ),
  users: z.array(z.object({ userId: UserId, name: z.string(), notifies: z.boolean() })),
  /** Distinct people notified, an estimate where the members are not all known (`peopleExact` false). */
  people: z.number(),
  peopleExact: z.boolean(),
  requests: z.number().int(),
  uploadBytes: z.number(),
  /** How long it takes under the limits as they stand, ms. */
  estimatedMs: z.number(),
  problems: z.array(BodyProblem),
  /** Not an error, but worth a thought: "nobody is notified although you wrote @everyone". */
  warnings: z.array(z.string()),
});
export type BlastRadius = z.infer<typeof BlastRadius>;
