import { z } from 'zod';
import { lenientArray, Snowflake, WireChannel, WireMessage } from './objects';

/**
 * What REST answers with beyond Discord's plain objects: pages, lists with a flag, and the few objects that only
 * REST knows. As in `objects.ts`, only what we rely on is checked.
 */

const flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? false);
const nullableText = z
  .string()
  .max(200_000)
  .nullish()
  .transform((value) => value ?? null);

/** One thread and one member of it, as lists of threads and of thread members carry them. */
export const WireThreadMember = z.object({
  /** The thread's id. */
  id: Snowflake.optional(),
  user_id: Snowflake.optional(),
  join_timestamp: z.string().max(100),
  flags: z.number().int(),
});
export type WireThreadMember = z.infer<typeof WireThreadMember>;

/** Active and archived threads; `members` are the bot's own memberships. Active lists have no `has_more`. */
export const WireThreadList = z.object({
  threads: lenientArray(WireChannel),
  members: lenientArray(WireThreadMember),
  has_more: flag,
});
export type WireThreadList = z.infer<typeof WireThreadList>;

/** One page of pins, newest pin first; the next page starts `before` the last item's `pinned_at`. */
export const WirePinsPage = z.object({
  items: lenientArray(z.object({ pinned_at: z.string().max(100), message: WireMessage })),
  has_more: flag,
});
export type WirePinsPage = z.infer<typeof WirePinsPage>;

export const WireStageInstance = z.object({
  id: Snowflake,
  guild_id: Snowflake,
  channel_id: Snowflake,
  topic: z.string().max(1_000),
  privacy_level: z.number().int(),
  guild_scheduled_event_id: Snowflake.nullish().transform((value) => value ?? null),
});
export type WireStageInstance = z.infer<typeof WireStageInstance>;

export const WireVoiceRegion = z.object({
  id: z.string().max(100),
  name: z.string().max(200),
  optimal: flag,
  deprecated: flag,
});
export type WireVoiceRegion = z.infer<typeof WireVoiceRegion>;

/** A forum or media post: the new thread and its first message. */
export const WireForumPost = z.intersection(
  WireChannel,
  z.object({ message: WireMessage.optional().catch(undefined) }),
);
export type WireForumPost = z.infer<typeof WireForumPost>;

/** `GET /guilds/{id}`, without what the gateway tells better. */
export const WireGuildInfo = z.object({
  id: Snowflake,
  name: z.string().max(1_000),
  icon: nullableText,
  owner_id: Snowflake,
  premium_tier: z
    .number()
    .int()
    .nullish()
    .transform((value) => value ?? 0),
  approximate_member_count: z.number().int().optional(),
});
export type WireGuildInfo = z.infer<typeof WireGuildInfo>;

/** What we are to Discord; `flags` tell which privileged intents are switched on. `flags_new` has all bits. */
export const WireApplication = z.object({
  id: Snowflake,
  flags: z.number().int().nullish(),
  flags_new: z.string().max(30).nullish(),
});
export type WireApplication = z.infer<typeof WireApplication>;

export const WireAuditEntry = z.object({
  id: Snowflake,
  target_id: z
    .string()
    .max(100)
    .nullish()
    .transform((value) => value ?? null),
  reason: z
    .string()
    .max(2_000)
    .nullish()
    .transform((value) => value ?? null),
});
export type WireAuditEntry = z.infer<typeof WireAuditEntry>;

/** `GET /guilds/{id}/audit-logs`, without the objects it names. */
export const WireAuditLog = z.object({ audit_log_entries: lenientArray(WireAuditEntry) });
export type WireAuditLog = z.infer<typeof WireAuditLog>;
