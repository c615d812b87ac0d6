import { z } from 'zod';

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
  for (const [key, value] of Object.entries(parsed)) {
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
});
export type WireRole = z.infer<typeof WireRole>;

export const WireOverwrite = z.object({
  id: Snowflake,
  type: z.number().int(),
  allow: text,
  deny: text,
});
export type WireOverwrite = z.infer<typeof WireOverwrite>;

export const WireChannel = z.object({
  id: Snowflake,
  type: z.number().int(),
  guild_id: Snowflake.optional(),
  name: nullableText,
  position: count(0),
  parent_id: Snowflake.nullish().transform((value) => value ?? null),
  topic: nullableText,
  bitrate: count(64_000),
  user_limit: count(0),
  rate_limit_per_user: count(0),
  permission_overwrites: lenientArray(WireOverwrite),
  /** A voice channel's status line; in GUILD_CREATE and by VOICE_CHANNEL_STATUS_UPDATE. */
  status: nullableText,
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
});
export type WireVoiceState = z.infer<typeof WireVoiceState>;

export const WireAttachment = z.object({
  id: Snowflake,
  filename: text,
  content_type: nullableText,
  size: z.number().nonnegative(),
});
export type WireAttachment = z.infer<typeof WireAttachment>;

const WireMention = WireUser.extend({ member: z.object({ nick: nullableText }).optional() });

export const WireMessage = z.object({
  id: Snowflake,
  channel_id: Snowflake,
  guild_id: Snowflake.optional(),
  author: WireUser,
  member: WireMember.optional(),
  content: text.nullish().transform((value) => value ?? ''),
  timestamp: text,
  edited_timestamp: nullableText,
  mentions: lenientArray(WireMention),
  attachments: lenientArray(WireAttachment),
  embeds: lenientArray(z.unknown()),
  nonce: z
    .union([z.string(), z.number()])
    .nullish()
    .transform((value) => (value === null || value === undefined ? null : String(value))),
  webhook_id: Snowflake.optional(),
  type: z.number().int(),
  message_reference: z
    .object({ message_id: Snowflake.optional() })
    .nullish()
    .transform((value) => value ?? null),
});
export type WireMessage = z.infer<typeof WireMessage>;

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
