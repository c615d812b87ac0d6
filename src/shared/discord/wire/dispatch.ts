import { z } from 'zod';
import { EmojiRef } from '../emoji';
import { WireStageInstance } from './answers';
import { WireMessagePatch } from './message-patch';
import {
  countDropped,
  isRecord,
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
import {
  quickMember,
  quickMessage,
  quickPresence,
  quickPresenceUpdate,
  quickTyping,
  quickVoiceState,
} from './quick';

/**
 * Gateway dispatches we act on, as a table from event name to schema (reference "Gateway events"). Names that
 * are not here are normal and pass by; a payload that does not fit its schema is malformed and dropped.
 */

const UnavailableGuild = z.object({ id: Snowflake, unavailable: z.boolean().optional() });

const status = z.string().max(20);

/** Somebody's presence as a list inside a guild has it, without the guild's id. */
export const WirePresence = z.object({ user: z.object({ id: Snowflake }), status });
export type WirePresence = z.infer<typeof WirePresence>;

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
  /** Of members that are not offline; only with the presence intent. */
  presences: lenientArray(WirePresence),
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
    /** Which part of the guilds this session carries: [id, count]. */
    shard: z.tuple([z.number().int().nonnegative(), z.number().int().positive()]).nullish(),
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
  /** Since when a voice channel has somebody in it, Unix s; null: nobody. */
  VOICE_CHANNEL_START_TIME_UPDATE: z.object({
    id: Snowflake,
    guild_id: Snowflake,
    voice_start_time: z.number().nullish(),
  }),
  /** The answer to Request Channel Info; only what was asked for and is set. */
  CHANNEL_INFO: z.object({
    guild_id: Snowflake,
    channels: lenientArray(
      z.object({ id: Snowflake, status: z.string().nullish(), voice_start_time: z.number().nullish() }),
    ),
  }),
  /** A part of the answer to Request Guild Members. */
  GUILD_MEMBERS_CHUNK: z.object({
    guild_id: Snowflake,
    members: lenientArray(WireMember),
    chunk_index: z.number().int().nonnegative(),
    chunk_count: z.number().int().positive(),
    not_found: lenientArray(Snowflake),
    presences: lenientArray(WirePresence),
    nonce: z.string().max(100).nullish(),
  }),
  /** A request over the gateway came too soon. */
  RATE_LIMITED: z.object({
    opcode: z.number().int(),
    /** Seconds. */
    retry_after: z.number().nonnegative(),
    meta: z
      .object({ guild_id: Snowflake.optional(), nonce: z.string().max(100).optional() })
      .nullish()
      .catch(null),
  }),
  PRESENCE_UPDATE: WirePresence.extend({ guild_id: Snowflake }),
  /** Somebody changed something that the guild's audit log tells; only with View Audit Log. */
  GUILD_AUDIT_LOG_ENTRY_CREATE: z.object({
    id: Snowflake,
    guild_id: Snowflake,
    /** Reference "Audit Log Events". */
    action_type: z.number().int(),
    user_id: Snowflake.nullish(),
    target_id: z.string().max(100).nullish(),
    reason: z.string().max(2_000).nullish(),
    changes: lenientArray(
      z.object({
        key: z.string().max(100),
        old_value: z.unknown().optional(),
        new_value: z.unknown().optional(),
      }),
    ),
    options: z.record(z.string(), z.unknown()).nullish().catch(null),
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

export type DispatchParse =
  /** `dropped`: unusable elements of its lists that were left out. */
  | { kind: 'dispatch'; dispatch: Dispatch; dropped: number }
  | { kind: 'unknown' }
  | { kind: 'malformed'; reason: string };

/** Whether anybody here acts on a dispatch of this name. */
export function isDispatchName(name: string): name is DispatchName {
  return Object.hasOwn(DISPATCH_SCHEMAS, name);
}

/** Checks one dispatch of the gateway; never throws, whatever `data` is. */
export function parseDispatch(name: string, data: unknown): DispatchParse {
  if (!isDispatchName(name)) return { kind: 'unknown' };
  if (!isLarge(name)) return parseSmall(name, data);
  const steps = parseDispatchInSteps(name, data);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** Dispatches that grow with the guild: to be read in steps. */
const LARGE = ['GUILD_CREATE', 'GUILD_MEMBERS_CHUNK'] as const;

export function isLarge(name: string): name is (typeof LARGE)[number] {
  return name === LARGE[0] || name === LARGE[1];
}

function parseSmall(name: DispatchName, data: unknown): DispatchParse {
  const quick = quickly(name, data);
  return quick ? { kind: 'dispatch', dispatch: quick, dropped: 0 } : parseBySchema(name, data, data);
}

/**
 * The same in steps of a millisecond or so, for whoever must not be kept long: a guild of 20,000 members takes many,
 * nearly everything else one.
 */
export function* parseDispatchInSteps(name: string, data: unknown): Generator<undefined, DispatchParse> {
  if (!isDispatchName(name)) return { kind: 'unknown' };
  if (isLarge(name) && isRecord(data)) return yield* parseWithLists(name, data);
  return parseSmall(name, data);
}

/** `raw` is what came, `data` what of it the schema is to see. */
function parseBySchema(name: DispatchName, data: unknown, raw: unknown): DispatchParse {
  const parsed = DISPATCH_SCHEMAS[name].safeParse(data);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const where = issue ? `${issue.path.join('.') || 'payload'}: ${issue.code}` : 'payload';
    return { kind: 'malformed', reason: where };
  }
  // The table pairs each name with its schema, which the compiler cannot follow through an index by union.
  const dispatch = { t: name, d: parsed.data } as Dispatch;
  return { kind: 'dispatch', dispatch, dropped: countDropped(raw, parsed.data) };
}

/** The hand-written checks; null: there is none for this event, or it is out of the ordinary. */
function quickly(name: DispatchName, data: unknown): Dispatch | null {
  switch (name) {
    case 'VOICE_STATE_UPDATE': {
      const d = quickVoiceState(data);
      return d && { t: name, d };
    }
    case 'MESSAGE_CREATE': {
      const d = quickMessage(data);
      // Elements that lists left out are counted by the long way.
      return d && countDropped(data, d) === 0 ? { t: name, d } : null;
    }
    case 'PRESENCE_UPDATE': {
      const d = quickPresenceUpdate(data);
      return d && { t: name, d };
    }
    case 'TYPING_START': {
      const d = quickTyping(data);
      return d && { t: name, d };
    }
    default:
      return null;
  }
}

/** Lists that grow with the guild, each with its quick check and the schema that has the last word. */
const LONG_LISTS = {
  members: listReader(quickMember, WireMember),
  voice_states: listReader(quickVoiceState, WireVoiceState),
  presences: listReader(quickPresence, WirePresence),
} as const;

/** Elements read in one step. */
const STEP_ELEMENTS = 250;

function* parseWithLists(
  name: 'GUILD_CREATE' | 'GUILD_MEMBERS_CHUNK',
  raw: Record<string, unknown>,
): Generator<undefined, DispatchParse> {
  const rest: Record<string, unknown> = { ...raw };
  const lists: Record<string, unknown[]> = {};
  for (const [key, readElement] of Object.entries(LONG_LISTS)) {
    const list = raw[key];
    if (!Array.isArray(list) || list.length === 0) continue;
    const kept: unknown[] = [];
    for (let at = 0; at < list.length; at += 1) {
      if (at > 0 && at % STEP_ELEMENTS === 0) yield;
      const element = readElement(list[at]);
      if (element !== null) kept.push(element);
    }
    lists[key] = kept;
    rest[key] = [];
    yield;
  }
  const parse = parseBySchema(name, rest, rest);
  if (parse.kind !== 'dispatch') return parse;
  let { dropped } = parse;
  const d = parse.dispatch.d as Record<string, unknown>;
  for (const [key, kept] of Object.entries(lists)) {
    // The form of the payload for a guild in an outage has no lists.
    if (!Array.isArray(d[key])) continue;
    d[key] = kept;
    dropped += (raw[key] as unknown[]).length - kept.length;
  }
  return { ...parse, dropped };
}

function listReader<S extends z.ZodType>(quick: (value: unknown) => z.output<S> | null, schema: S) {
  return (value: unknown): z.output<S> | null => {
    const element = quick(value);
    if (element !== null) return element;
    const parsed = schema.safeParse(value);
    return parsed.success ? parsed.data : null;
  };
}
