import { z } from 'zod';
import { WireMessageValue } from './wire-message';

/**
 * What can be written into an archive, as values: main makes them of dispatches and of answers, the archive's
 * process takes them in, a batch at a time. Both ends know them from here.
 */

const LARGEST = 9_223_372_036_854_775_807n;
/** Ids are kept as 64-bit integers with a sign. */
export const StoredId = z
  .string()
  .regex(/^\d{1,19}$/)
  .refine((id) => BigInt(id) <= LARGEST, 'larger than an id can be');

const atMs = z.number().int();
const name = z.string().max(1_000);

export const VOICE_FLAG = {
  selfMute: 1,
  selfDeaf: 2,
  mute: 4,
  deaf: 8,
  stream: 16,
  video: 32,
  suppress: 64,
} as const;

export const StoredVoice = z.object({
  userId: StoredId,
  channelId: StoredId,
  /** Bits of VOICE_FLAG. */
  flags: z.number().int(),
  /** Since when they are there, if that was seen; else null. */
  sinceMs: atMs.nullable(),
});

export const StoredUser = z.object({
  userId: StoredId,
  username: name,
  globalName: name.nullable(),
  avatar: z.string().max(200).nullable(),
  bot: z.boolean(),
});
export type StoredUser = z.infer<typeof StoredUser>;

export const StoredChannel = z.object({
  channelId: StoredId,
  guildId: StoredId.nullable(),
  type: z.number().int(),
  name,
  parentId: StoredId.nullable(),
  status: name.nullable(),
});
export type StoredChannel = z.infer<typeof StoredChannel>;

export const EventWrite = z.object({
  t: z.literal('event'),
  atMs,
  kind: z.string().max(40),
  guildId: StoredId.nullable(),
  channelId: StoredId.nullable(),
  userId: StoredId.nullable(),
  actorId: StoredId.nullable(),
  detail: z.string().max(2_000).nullable(),
});

export const ArchiveWrite = z.discriminatedUnion('t', [
  /**
   * The account came on air without what happened before. `fresh`: for the first time since the app runs or signed
   * in, so that nobody watched meanwhile; else after a cut that could not be resumed.
   */
  z.object({ t: z.literal('connected'), atMs, fresh: z.boolean() }),
  z.object({ t: z.literal('heartbeat'), atMs }),
  z.object({ t: z.literal('guild'), guildId: StoredId, name, icon: z.string().max(200).nullable() }),
  /** `opened`: it was made just now. */
  z.object({ t: z.literal('channel'), atMs, channel: StoredChannel, opened: z.boolean() }),
  z.object({ t: z.literal('channelGone'), atMs, channelId: StoredId }),
  /** All channels and threads there are; what is not among them has ended unseen. */
  z.object({ t: z.literal('channelsOf'), atMs, guildId: StoredId, channelIds: z.array(StoredId) }),
  z.object({ t: z.literal('user'), user: StoredUser }),
  z.object({ t: z.literal('member'), guildId: StoredId, userId: StoredId, nick: name.nullable() }),
  z.object({ t: z.literal('message'), atMs, guildId: StoredId.nullable(), message: WireMessageValue }),
  /** The fields that came, as Discord names them; checked again when they are applied. */
  z.object({
    t: z.literal('messagePatch'),
    atMs,
    messageId: StoredId,
    channelId: StoredId,
    guildId: StoredId.nullable(),
    fields: z.record(z.string(), z.unknown()),
  }),
  z.object({
    t: z.literal('messagesGone'),
    atMs,
    channelId: StoredId,
    guildId: StoredId.nullable(),
    messageIds: z.array(StoredId),
    actorId: StoredId.nullable(),
  }),
  z.object({
    t: z.literal('reaction'),
    atMs,
    messageId: StoredId,
    emoji: z.object({ id: z.string().nullable(), name: z.string().nullable(), animated: z.boolean() }),
    userId: StoredId,
    on: z.boolean(),
    isSelf: z.boolean(),
  }),
  /** `emoji` null: all of them. */
  z.object({
    t: z.literal('reactionsCleared'),
    atMs,
    messageId: StoredId,
    emoji: z.object({ id: z.string().nullable(), name: z.string().nullable() }).nullable(),
  }),
  /** `channelId` null: left. */
  z.object({
    t: z.literal('voice'),
    atMs,
    guildId: StoredId,
    userId: StoredId,
    channelId: StoredId.nullable(),
    flags: z.number().int(),
  }),
  /** Everybody who is in voice there now; who is not among them has gone unseen. */
  z.object({ t: z.literal('voicesOf'), atMs, guildId: StoredId, states: z.array(StoredVoice) }),
  EventWrite,
  /** Somebody did something; `kinds` are the lines of the timeline it explains, the ids what those must name. */
  z.object({
    t: z.literal('deed'),
    atMs,
    guildId: StoredId.nullable(),
    actorId: StoredId,
    /** In one word, as the window's sentences know it. */
    verb: z.string().regex(/^\w{1,40}$/),
    /** What it was about, where that is neither room nor person: a role, a webhook. */
    name: name.nullable(),
    reason: z.string().max(2_000).nullable(),
    kinds: z.array(z.string().max(40)).max(10),
    channelId: StoredId.nullable(),
    userId: StoredId.nullable(),
    messageId: StoredId.nullable(),
    /** How many lines it explains. */
    count: z.number().int().min(1).max(10_000),
    /** When no line fits yet: wait and become a line in the end, only wait, or nothing. */
    otherwise: z.enum(['line', 'wait', 'drop']),
  }),
  /** A page of history is here: everything from `lo` to `hi`, both included. */
  z.object({
    t: z.literal('covered'),
    atMs,
    channelId: StoredId,
    lo: StoredId,
    hi: StoredId,
    fetched: z.number().int(),
  }),
  z.object({
    t: z.literal('backfill'),
    atMs,
    channelId: StoredId,
    wanted: z.boolean(),
    /** Why it cannot go on; null: it can. */
    stopped: z.string().max(500).nullable(),
  }),
]);
export type ArchiveWrite = z.infer<typeof ArchiveWrite>;
export type WriteOf<T extends ArchiveWrite['t']> = Extract<ArchiveWrite, { t: T }>;
