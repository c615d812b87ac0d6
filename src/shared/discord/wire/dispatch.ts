import { z } from 'zod';
import { EmojiRef } from '../emoji';
import { WireStageInstance } from './answers';
import { WireMessagePatch } from './message-patch';
import {
  countDropped,
  lenientArray,
  Snowflake,
  WireChannel,
  WireEmoji,
  WireMember,
  WireMessage,
  WireRole,
  WireUser,
  WireVoiceState,
} from './objects';

/**
 * Gateway dispatches we act on, as a table from event name to schema (reference "Gateway events"). Names that
 * are not here are normal and pass by; a payload that does not fit its schema is malformed and dropped.
 */

const UnavailableGuild = z.object({ id: Snowflake, unavailable: z.boolean().optional() });

const GuildCreate = z.object({
  id: Snowflake,
  unavailable: z.boolean().optional(),
  name: z.string(),
  icon: z.string().nullish(),
  owner_id: Snowflake,
  member_count: z.number().int().nonnegative().optional(),
  roles: lenientArray(WireRole),
  channels: lenientArray(WireChannel),
  members: lenientArray(WireMember),
  voice_states: lenientArray(WireVoiceState),
  /** Active ones we may see; `member` of each says whether we are in it. */
  threads: lenientArray(WireChannel),
  emojis: lenientArray(WireEmoji),
  /** Stages that are live. */
  stage_instances: lenientArray(WireStageInstance),
  premium_tier: z.number().int().nullish(),
});

const GuildUpdate = z.object({
  id: Snowflake,
  name: z.string(),
  icon: z.string().nullish(),
  owner_id: Snowflake,
  roles: lenientArray(WireRole),
  premium_tier: z.number().int().nullish(),
});

const inMessage = { channel_id: Snowflake, message_id: Snowflake, guild_id: Snowflake.optional() };

const ThreadMembersUpdate = z.object({
  /** The thread's id. */
  id: Snowflake,
  guild_id: Snowflake,
  member_count: z.number().int().nonnegative().optional(),
  added_members: lenientArray(z.object({ user_id: Snowflake.optional(), member: WireMember.optional() })),
  removed_member_ids: lenientArray(Snowflake),
});

const MemberUpdate = WireMember.extend({ guild_id: Snowflake, user: WireUser });

export const DISPATCH_SCHEMAS = {
  READY: z.object({
    user: WireUser,
    session_id: z.string().min(1),
    resume_gateway_url: z.string().nullish(),
    guilds: lenientArray(UnavailableGuild),
  }),
  RESUMED: z.unknown().transform(() => null),
  USER_UPDATE: WireUser,
  GUILD_CREATE: z.union([GuildCreate, UnavailableGuild.extend({ unavailable: z.literal(true) })]),
  GUILD_UPDATE: GuildUpdate,
  GUILD_DELETE: UnavailableGuild,
  GUILD_ROLE_CREATE: z.object({ guild_id: Snowflake, role: WireRole }),
  GUILD_ROLE_UPDATE: z.object({ guild_id: Snowflake, role: WireRole }),
  GUILD_ROLE_DELETE: z.object({ guild_id: Snowflake, role_id: Snowflake }),
  CHANNEL_CREATE: WireChannel,
  CHANNEL_UPDATE: WireChannel,
  CHANNEL_DELETE: z.object({ id: Snowflake, guild_id: Snowflake.optional() }),
  CHANNEL_PINS_UPDATE: z.object({ channel_id: Snowflake, guild_id: Snowflake.optional() }),
  THREAD_CREATE: WireChannel,
  THREAD_UPDATE: WireChannel,
  THREAD_DELETE: z.object({ id: Snowflake, guild_id: Snowflake.optional() }),
  /** The active threads of `channel_ids`, or of the whole guild without them; replaces what was known. */
  THREAD_LIST_SYNC: z.object({
    guild_id: Snowflake,
    channel_ids: z.array(Snowflake).optional(),
    threads: lenientArray(WireChannel),
    members: lenientArray(z.object({ id: Snowflake.optional() })),
  }),
  /** Our own membership of a thread. */
  THREAD_MEMBER_UPDATE: z.object({ id: Snowflake.optional(), guild_id: Snowflake.optional() }),
  THREAD_MEMBERS_UPDATE: ThreadMembersUpdate,
  GUILD_EMOJIS_UPDATE: z.object({ guild_id: Snowflake, emojis: lenientArray(WireEmoji) }),
  WEBHOOKS_UPDATE: z.object({ guild_id: Snowflake, channel_id: Snowflake }),
  VOICE_CHANNEL_STATUS_UPDATE: z.object({
    id: Snowflake,
    guild_id: Snowflake,
    status: z.string().nullish(),
  }),
  STAGE_INSTANCE_CREATE: WireStageInstance,
  STAGE_INSTANCE_UPDATE: WireStageInstance,
  STAGE_INSTANCE_DELETE: WireStageInstance,
  GUILD_MEMBER_ADD: MemberUpdate,
  GUILD_MEMBER_UPDATE: MemberUpdate,
  GUILD_MEMBER_REMOVE: z.object({ guild_id: Snowflake, user: z.object({ id: Snowflake }) }),
  VOICE_STATE_UPDATE: WireVoiceState,
  VOICE_SERVER_UPDATE: z.object({
    token: z.string(),
    guild_id: Snowflake,
    endpoint: z.string().nullish(),
  }),
  MESSAGE_CREATE: WireMessage,
  /** Discord may send only what changed. */
  MESSAGE_UPDATE: WireMessagePatch,
  MESSAGE_DELETE: z.object({ id: Snowflake, channel_id: Snowflake, guild_id: Snowflake.optional() }),
  MESSAGE_DELETE_BULK: z.object({
    ids: lenientArray(Snowflake),
    channel_id: Snowflake,
    guild_id: Snowflake.optional(),
  }),
  MESSAGE_REACTION_ADD: z.object({
    ...inMessage,
    user_id: Snowflake,
    member: WireMember.optional(),
    emoji: EmojiRef,
  }),
  MESSAGE_REACTION_REMOVE: z.object({ ...inMessage, user_id: Snowflake, emoji: EmojiRef }),
  MESSAGE_REACTION_REMOVE_ALL: z.object(inMessage),
  MESSAGE_REACTION_REMOVE_EMOJI: z.object({ ...inMessage, emoji: EmojiRef }),
  TYPING_START: z.object({
    channel_id: Snowflake,
    guild_id: Snowflake.optional(),
    user_id: Snowflake,
    timestamp: z.number(),
    member: WireMember.optional(),
  }),
} as const;

export type DispatchName = keyof typeof DISPATCH_SCHEMAS;
export type DispatchData<N extends DispatchName> = z.output<(typeof DISPATCH_SCHEMAS)[N]>;

/** A checked dispatch: switch on `t`. */
export type Dispatch = { [N in DispatchName]: { t: N; d: DispatchData<N> } }[DispatchName];

export type GuildCreateData = z.output<typeof GuildCreate>;

export type DispatchParse =
  /** `dropped`: unusable elements of its lists that were left out. */
  | { kind: 'dispatch'; dispatch: Dispatch; dropped: number }
  | { kind: 'unknown' }
  | { kind: 'malformed'; reason: string };

/** Checks one dispatch of the gateway; never throws, whatever `data` is. */
export function parseDispatch(name: string, data: unknown): DispatchParse {
  if (!isDispatchName(name)) return { kind: 'unknown' };
  const parsed = DISPATCH_SCHEMAS[name].safeParse(data);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const where = issue ? `${issue.path.join('.') || 'payload'}: ${issue.code}` : 'payload';
    return { kind: 'malformed', reason: where };
  }
  // The table pairs each name with its schema, which the compiler cannot follow through an index by union.
  const dispatch = { t: name, d: parsed.data } as Dispatch;
  return { kind: 'dispatch', dispatch, dropped: countDropped(data, parsed.data) };
}

function isDispatchName(name: string): name is DispatchName {
  return Object.hasOwn(DISPATCH_SCHEMAS, name);
}
