import { z } from 'zod';
import { Snowflake, WireUser } from './objects';

const nullableText = z
  .string()
  .max(1_000)
  .nullish()
  .transform((value) => value ?? null);

/** Kinds of webhook (reference "Webhook Types"); only `incoming` ones have a token to post with. */
export const WEBHOOK_TYPES = { incoming: 1, channelFollower: 2, application: 3 } as const;

/**
 * A webhook as it comes over the wire. `token` is a secret: main takes it out and holds it as such before
 * anything else sees the object. `url`, which repeats it, is dropped here.
 */
export const WireWebhook = z.object({
  id: Snowflake,
  type: z.number().int(),
  guild_id: Snowflake.nullish().transform((value) => value ?? null),
  channel_id: Snowflake.nullish().transform((value) => value ?? null),
  name: nullableText,
  avatar: nullableText,
  application_id: Snowflake.nullish().transform((value) => value ?? null),
  user: WireUser.optional(),
  token: nullableText,
});
export type WireWebhook = z.infer<typeof WireWebhook>;
