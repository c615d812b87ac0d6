import { z } from 'zod';
import { isRecord, Snowflake, WireMessage } from './objects';

/**
 * MESSAGE_UPDATE carries at least the ids, and otherwise whatever Discord thinks has changed: a resolved embed may
 * come alone (reference "Message Update"). What is absent must stay as it was, so that a patch holds the fields
 * that were sent and no defaults.
 */
export interface WireMessagePatch {
  id: string;
  channel_id: string;
  guild_id?: string | undefined;
  /** The fields that came and are of the right kind. */
  fields: Partial<WireMessage>;
}

const ids = z.looseObject({ id: Snowflake, channel_id: Snowflake, guild_id: Snowflake.optional() });

export const WireMessagePatch: z.ZodType<WireMessagePatch> = ids.transform((raw) => {
  const fields: Record<string, unknown> = {};
  for (const [key, schema] of Object.entries(WireMessage.shape)) {
    if (!Object.hasOwn(raw, key)) continue;
    const parsed = schema.safeParse(raw[key]);
    if (parsed.success) fields[key] = parsed.data;
  }
  // Each value was parsed by the schema of its own key, which the compiler cannot follow through the loop.
  return {
    id: raw.id,
    channel_id: raw.channel_id,
    guild_id: raw.guild_id,
    fields: fields as Partial<WireMessage>,
  };
});

/** The message after a patch; null when it was not known and the patch is not a whole message. */
export function patchedMessage(before: WireMessage | undefined, patch: WireMessagePatch): WireMessage | null {
  if (before) return { ...before, ...patch.fields };
  const { author, timestamp, type } = patch.fields;
  if (author === undefined || timestamp === undefined || type === undefined) return null;
  const whole = WireMessage.safeParse(withoutUndefined(patch.fields));
  return whole.success ? whole.data : null;
}

function withoutUndefined(value: unknown): Record<string, unknown> {
  if (!isRecord(value)) return {};
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined));
}
