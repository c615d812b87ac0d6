import { z } from 'zod';

/** What clients send to the main gateway (reference "Gateway Events", send). Unknown keys are ignored. */
const id = z.string().regex(/^\d{1,20}$/);

export const Frame = z.object({ op: z.number().int(), d: z.unknown().optional() });

export const Presence = z.object({
  status: z.enum(['online', 'dnd', 'idle', 'invisible', 'offline']),
  activities: z.array(z.looseObject({ name: z.string() })).optional(),
  since: z.number().nullish(),
  afk: z.boolean().optional(),
});

export const Identify = z.object({
  token: z.string(),
  intents: z.number(),
  properties: z.record(z.string(), z.unknown()),
  compress: z.boolean().optional(),
  large_threshold: z.number().int().min(50).max(250).optional(),
  shard: z.tuple([z.number().int(), z.number().int()]).optional(),
  presence: Presence.optional(),
});
export type Identify = z.infer<typeof Identify>;

export const Resume = z.object({ token: z.string(), session_id: z.string(), seq: z.number().int().min(0) });
export type Resume = z.infer<typeof Resume>;

export const Heartbeat = z.number().int().nullish();

export const VoiceStateUpdate = z.object({
  guild_id: id,
  channel_id: id.nullable(),
  self_mute: z.boolean().default(false),
  self_deaf: z.boolean().default(false),
});
export type VoiceStateUpdate = z.infer<typeof VoiceStateUpdate>;

const guildOrSingle = z.union([
  id,
  z
    .array(id)
    .length(1)
    .transform((ids) => ids[0] ?? ''),
]);

export const RequestGuildMembers = z.object({
  guild_id: guildOrSingle,
  query: z.string().optional(),
  limit: z.number().int().min(0).optional(),
  presences: z.boolean().optional(),
  user_ids: z.union([id.transform((one) => [one]), z.array(id).max(100)]).optional(),
  nonce: z.string().optional(),
});
export type RequestGuildMembers = z.infer<typeof RequestGuildMembers>;

export const RequestSoundboardSounds = z.object({ guild_ids: z.array(id) });

export const RequestChannelInfo = z.object({
  guild_id: id,
  fields: z.array(z.string()),
});
