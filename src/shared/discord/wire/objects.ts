import { z } from 'zod';
import { Component } from '../component';
import { Embed } from '../embed';
import { EmojiRef } from '../emoji';

/**
 * The part of Discord's objects that we rely on, as schemas: what passes has these fields with these types,
 * other fields are dropped. Names and spelling are Discord's. Optional and null are accepted wherever Discord's
 * documentation or practice knows them, so that only truly unusable objects are refused. A type test holds that
 * each real object of `discord-api-types` passes.
 */

export const Snowflake = z.string().regex(/^\d{1,20}$/);

const text = z.string().max(200_000);
const nullableText = text.nullish().transform((value) => value ?? null);
const flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? false);
const count = (fallback: number) =>
  z
    .number()
    .int()
    .nullish()
    .transform((value) => value ?? fallback);

/** An array of which unusable elements are left out instead of refusing the whole; see `countDropped`. */
export function lenientArray<S extends z.ZodType>(element: S) {
  return z
    .array(z.unknown())
    .nullish()
    .transform((items) => {
      const kept: z.output<S>[] = [];
      for (const item of items ?? []) {
        const parsed = element.safeParse(item);
        if (parsed.success) kept.push(parsed.data);
      }
      return kept;
    });
}

/** How many elements lenient arrays left out, from the raw value and what it was parsed to (top level only). */
export function countDropped(raw: unknown, parsed: unknown): number {
  if (!isRecord(raw) || !isRecord(parsed)) return 0;
  let dropped = 0;
  for (const key in parsed) {
    const value = parsed[key];
    const before = raw[key];
    if (Array.isArray(value) && Array.isArray(before)) dropped += before.length - value.length;
  }
  return dropped;
}

/** A JSON object, not null and not a list. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export const WireUser = z.object({
  id: Snowflake,
  username: text,
  global_name: nullableText,
  avatar: nullableText,
  bot: flag,
});
export type WireUser = z.infer<typeof WireUser>;

export const WireMember = z.object({
  user: WireUser.optional(),
  nick: nullableText,
  avatar: nullableText,
  roles: lenientArray(Snowflake),
  communication_disabled_until: nullableText,
});
export type WireMember = z.infer<typeof WireMember>;

export const WireRole = z.object({
  id: Snowflake,
  name: text,
  position: count(0),
  permissions: text,
  /** 0xRRGGBB; 0 = none. */
  color: count(0),
  mentionable: flag,
  hoist: flag,
  managed: flag,
});
export type WireRole = z.infer<typeof WireRole>;

export const WireOverwrite = z.object({
  id: Snowflake,
  type: z.number().int(),
  allow: text,
  deny: text,
});
export type WireOverwrite = z.infer<typeof WireOverwrite>;

const nullableId = Snowflake.nullish().transform((value) => value ?? null);

export const WireForumTag = z.object({
  id: Snowflake,
  name: text,
  moderated: flag,
  emoji_id: nullableId,
  emoji_name: nullableText,
});
export type WireForumTag = z.infer<typeof WireForumTag>;

export const WireThreadMetadata = z.object({
  archived: flag,
  locked: flag,
  invitable: z
    .boolean()
    .nullish()
    .transform((value) => value ?? null),
  /** Minutes: 60, 1440, 4320 or 10080. */
  auto_archive_duration: count(1_440),
  archive_timestamp: nullableText,
  create_timestamp: nullableText,
});
export type WireThreadMetadata = z.infer<typeof WireThreadMetadata>;

/** Any channel: of a guild, a thread, or a direct message. */
export const WireChannel = z.object({
  id: Snowflake,
  type: z.number().int(),
  guild_id: Snowflake.optional(),
  name: nullableText,
  position: count(0),
  parent_id: nullableId,
  topic: nullableText,
  nsfw: flag,
  bitrate: count(64_000),
  user_limit: count(0),
  rtc_region: nullableText,
  rate_limit_per_user: count(0),
  permission_overwrites: lenientArray(WireOverwrite),
  last_message_id: nullableId,
  /** A voice channel's status line; in GUILD_CREATE and by VOICE_CHANNEL_STATUS_UPDATE. */
  status: nullableText,
  /** Forum and media channels; `flags` bit 4 of such a channel asks every post for a tag. */
  available_tags: lenientArray(WireForumTag),
  flags: count(0),
  /** Threads only from here on; `member` is there when we are in it. */
  owner_id: nullableId,
  message_count: count(0),
  member_count: count(0),
  applied_tags: lenientArray(Snowflake),
  thread_metadata: WireThreadMetadata.nullish().transform((value) => value ?? null),
  member: z
    .unknown()
    .optional()
    .transform((value) => value !== null && value !== undefined),
  /** Direct messages only. */
  recipients: lenientArray(WireUser),
});
export type WireChannel = z.infer<typeof WireChannel>;

export const WireVoiceState = z.object({
  guild_id: Snowflake.optional(),
  channel_id: Snowflake.nullish().transform((value) => value ?? null),
  user_id: Snowflake,
  member: WireMember.optional(),
  session_id: z.string().max(200),
  deaf: flag,
  mute: flag,
  self_deaf: flag,
  self_mute: flag,
  self_stream: flag,
  self_video: flag,
  suppress: flag,
  /** On a stage: since when they ask to speak. */
  request_to_speak_timestamp: nullableText,
});
export type WireVoiceState = z.infer<typeof WireVoiceState>;

export const WireEmoji = z.object({
  id: nullableId,
  name: nullableText,
  animated: flag,
  available: z
    .boolean()
    .nullish()
    .transform((value) => value ?? true),
});
export type WireEmoji = z.infer<typeof WireEmoji>;

export const WireAttachment = z.object({
  id: Snowflake,
  filename: text,
  title: nullableText,
  description: nullableText,
  content_type: nullableText,
  size: z.number().nonnegative(),
  url: nullableText,
  proxy_url: nullableText,
  width: z
    .number()
    .nullish()
    .transform((value) => value ?? null),
  height: z
    .number()
    .nullish()
    .transform((value) => value ?? null),
  flags: count(0),
});
export type WireAttachment = z.infer<typeof WireAttachment>;

const WireMention = WireUser.extend({ member: z.object({ nick: nullableText }).optional() });

export const WireReaction = z.object({
  count: count(1),
  me: flag,
  emoji: EmojiRef,
});
export type WireReaction = z.infer<typeof WireReaction>;

const contentShape = {
  content: text.nullish().transform((value) => value ?? ''),
  attachments: lenientArray(WireAttachment),
  embeds: lenientArray(Embed),
  components: lenientArray(Component),
  flags: count(0),
};

/** What a forward carries of the original. */
const WireSnapshot = z.object({ message: z.object({ ...contentShape, timestamp: nullableText }) });

const messageShape = {
  ...contentShape,
  id: Snowflake,
  channel_id: Snowflake,
  guild_id: Snowflake.optional(),
  author: WireUser,
  member: WireMember.optional(),
  timestamp: text,
  edited_timestamp: nullableText,
  mentions: lenientArray(WireMention),
  mention_roles: lenientArray(Snowflake),
  mention_everyone: flag,
  pinned: flag,
  reactions: lenientArray(WireReaction),
  nonce: z
    .union([z.string(), z.number()])
    .nullish()
    .transform((value) => (value === null || value === undefined ? null : String(value))),
  webhook_id: Snowflake.optional(),
  type: z.number().int(),
  message_reference: z
    .object({
      /** 0 reply, 1 forward. */
      type: count(0),
      message_id: Snowflake.optional(),
      channel_id: Snowflake.optional(),
    })
    .nullish()
    .transform((value) => value ?? null),
  message_snapshots: lenientArray(WireSnapshot),
  thread: WireChannel.nullish().transform((value) => value ?? null),
  sticker_items: lenientArray(z.object({ id: Snowflake, name: text })),
  interaction_metadata: z
    .object({ user: WireUser.optional(), name: text.optional() })
    .nullish()
    .catch(null)
    .transform((value) => value ?? null),
};

/** The message a reply answers, without what that one answers. */
const WireReferencedMessage = z.object(messageShape);

export const WireMessage = z.object({
  ...messageShape,
  /** Absent when Discord did not look; null when the message was deleted. */
  referenced_message: WireReferencedMessage.nullable().optional().catch(undefined),
});
export type WireMessage = z.infer<typeof WireMessage>;

export const WireWebhook = z.object({
  id: Snowflake,
  /** 1 incoming, 2 channel follower, 3 application. */
  type: z.number().int(),
  guild_id: nullableId,
  channel_id: nullableId,
  name: nullableText,
  avatar: nullableText,
  /** Who made it; only when asked for with a bot token. */
  user: WireUser.optional(),
  application_id: nullableId,
  /** A secret: there for incoming webhooks we may manage. Never leaves main. */
  token: z.string().max(200).optional(),
});
export type WireWebhook = z.infer<typeof WireWebhook>;

export const WireGatewayBot = z.object({
  url: text,
  shards: z.number().int(),
  session_start_limit: z.object({
    total: z.number().int(),
    remaining: z.number().int(),
    reset_after: z.number(),
    max_concurrency: z.number().int(),
  }),
});
export type WireGatewayBot = z.infer<typeof WireGatewayBot>;
