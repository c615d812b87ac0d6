import { z } from 'zod';
import { ChannelId, GuildId, MessageId, UserId } from '../discord/snowflake';
import { MessageView } from './messages';

/** What the window knows of the archive: what is kept, what happened, who was there. */

export const ArchiveStatus = z.object({
  /** off: no account has ever been connected. recording: connected and writing. reading: signed out. */
  state: z.enum(['off', 'recording', 'reading', 'failed']),
  accountKey: z.string().nullable(),
  /** Sentences for the person: a file that was set aside, a disk that is full. */
  notices: z.array(z.string()),
  messages: z.number().int(),
  events: z.number().int(),
  voiceSessions: z.number().int(),
  bytes: z.number(),
  /** When something was first kept. */
  sinceMs: z.number().nullable(),
  /** What came faster than it could be kept; 0 in all but the worst hours. */
  dropped: z.number().int(),
});
export type ArchiveStatus = z.infer<typeof ArchiveStatus>;

export const ArchiveHas = z.enum(['link', 'file', 'image', 'embed', 'pin']);

const filters = {
  guildId: GuildId.nullable(),
  channelId: ChannelId.nullable(),
  fromMs: z.number().nullable(),
  toMs: z.number().nullable(),
};

export const ArchiveQuery = z.object({
  ...filters,
  /** Words, beginnings of words (from three letters on) and "phrases". Empty: everything that fits the rest. */
  text: z.string().max(200),
  authorId: UserId.nullable(),
  has: z.array(ArchiveHas).max(5),
  includeDeleted: z.boolean(),
});
export type ArchiveQuery = z.infer<typeof ArchiveQuery>;

export const ArchiveSearchInput = ArchiveQuery.extend({
  /** Older than this one: the last of the page before. */
  before: MessageId.nullable(),
  limit: z.number().int().min(1).max(200),
});
export type ArchiveSearchInput = z.infer<typeof ArchiveSearchInput>;

export const ArchivedMessage = z.object({
  message: MessageView,
  channelName: z.string(),
  guildName: z.string().nullable(),
  deletedAtMs: z.number().nullable(),
  /** Null: it is there, or nobody told who deleted it. */
  deletedBy: z.object({ userId: UserId, name: z.string() }).nullable(),
  /** What it said before, oldest first. */
  versions: z.array(z.object({ untilMs: z.number(), content: z.string() })),
});
export type ArchivedMessage = z.infer<typeof ArchivedMessage>;

export const ArchiveSearchResult = z.object({
  /** Newest first. */
  hits: z.array(ArchivedMessage),
  hasMore: z.boolean(),
  tookMs: z.number(),
});
export type ArchiveSearchResult = z.infer<typeof ArchiveSearchResult>;

export const BackfillState = z.discriminatedUnion('kind', [
  /** Never asked for: only what was seen live is here. */
  z.object({ kind: z.literal('none') }),
  z.object({ kind: z.literal('waiting') }),
  /** `oldestMs`: how far back it has come. */
  z.object({ kind: z.literal('running'), fetched: z.number().int(), oldestMs: z.number().nullable() }),
  z.object({ kind: z.literal('paused'), fetched: z.number().int() }),
  z.object({ kind: z.literal('stopped'), fetched: z.number().int(), reason: z.string() }),
  z.object({ kind: z.literal('complete'), fetched: z.number().int() }),
]);
export type BackfillState = z.infer<typeof BackfillState>;

export const ArchivedChannel = z.object({
  channelId: ChannelId,
  guildId: GuildId.nullable(),
  guildName: z.string().nullable(),
  name: z.string(),
  /** Discord's number for the type of a channel. */
  type: z.number().int(),
  messages: z.number().int(),
  oldestMs: z.number().nullable(),
  newestMs: z.number().nullable(),
  endedAtMs: z.number().nullable(),
  backfill: BackfillState,
});
export type ArchivedChannel = z.infer<typeof ArchivedChannel>;

export const TIMELINE_KINDS = [
  'joined',
  'left',
  'moved',
  'muted',
  'unmuted',
  'deafened',
  'undeafened',
  'streamStarted',
  'streamEnded',
  'cameraOn',
  'cameraOff',
  'roomOpened',
  'roomEnded',
  'roomRenamed',
  'roomStatus',
  'stageStarted',
  'stageTopic',
  'stageEnded',
  'messageEdited',
  'messageDeleted',
  'memberJoined',
  'memberLeft',
  'threadOpened',
  'threadEnded',
  'deed',
  'away',
] as const;
export const TimelineKind = z.enum(TIMELINE_KINDS);
export type TimelineKind = z.infer<typeof TimelineKind>;

export const TimelineEvent = z.object({
  eventId: z.number().int(),
  atMs: z.number(),
  kind: TimelineKind,
  guildId: GuildId.nullable(),
  channelId: ChannelId.nullable(),
  channelName: z.string().nullable(),
  userId: UserId.nullable(),
  userName: z.string().nullable(),
  /** Who did it to them, when that is known. */
  actorId: UserId.nullable(),
  actorName: z.string().nullable(),
  messageId: MessageId.nullable(),
  /** A name before, a status, a topic; for `deed` its verb and what it was about; for `away` nothing. */
  detail: z.string().nullable(),
  /** What who did it gave as the reason. */
  reason: z.string().nullable(),
  /** `away`: since when nobody watched. */
  sinceMs: z.number().nullable(),
  /** False: it happened while nobody watched, and is dated by when we looked. */
  certain: z.boolean(),
});
export type TimelineEvent = z.infer<typeof TimelineEvent>;

export const TimelineQuery = z.object({
  ...filters,
  userId: UserId.nullable(),
  /** Empty: all. */
  kinds: z.array(TimelineKind).max(TIMELINE_KINDS.length),
});
export type TimelineQuery = z.infer<typeof TimelineQuery>;

export const TimelineInput = TimelineQuery.extend({
  /** Older than this one. */
  before: z.number().int().nullable(),
  limit: z.number().int().min(1).max(500),
});
export type TimelineInput = z.infer<typeof TimelineInput>;

/** Newest first. */
export const TimelinePage = z.object({ events: z.array(TimelineEvent), hasMore: z.boolean() });
export type TimelinePage = z.infer<typeof TimelinePage>;

export const AttendanceInput = z.object({
  guildId: GuildId,
  channelId: ChannelId.nullable(),
  fromMs: z.number(),
  toMs: z.number(),
});
export type AttendanceInput = z.infer<typeof AttendanceInput>;

export const Attendance = z.object({
  fromMs: z.number(),
  toMs: z.number(),
  people: z.array(
    z.object({
      userId: UserId,
      name: z.string(),
      totalMs: z.number(),
      visits: z.number().int(),
      rooms: z.number().int(),
      firstMs: z.number(),
      lastMs: z.number(),
      /** Part of it was not seen from beginning to end. */
      certain: z.boolean(),
    }),
  ),
  rooms: z.array(
    z.object({
      channelId: ChannelId,
      name: z.string(),
      totalMs: z.number(),
      visits: z.number().int(),
      people: z.number().int(),
      peak: z.number().int(),
      peakAtMs: z.number(),
    }),
  ),
  /** Everybody at once, over all the rooms asked for. */
  peak: z.object({ people: z.number().int(), atMs: z.number().nullable() }),
  /** Who shared a room for how long; the longest first. */
  overlaps: z.array(
    z.object({
      userIds: z.tuple([UserId, UserId]),
      names: z.tuple([z.string(), z.string()]),
      ms: z.number(),
    }),
  ),
});
export type Attendance = z.infer<typeof Attendance>;

export const ArchiveSettings = z.object({
  /** Days after which messages and events are deleted; null: never. */
  keepDays: z.number().int().min(1).max(36_500).nullable(),
  guilds: z.array(
    z.object({
      guildId: GuildId,
      enabled: z.boolean(),
      /** Instead of `keepDays`; null: as everywhere. */
      keepDays: z.number().int().min(1).max(36_500).nullable(),
    }),
  ),
});
export type ArchiveSettings = z.infer<typeof ArchiveSettings>;
export const DEFAULT_ARCHIVE_SETTINGS: ArchiveSettings = { keepDays: null, guilds: [] };

/** How much of a person is kept, or was deleted. */
export const PersonalTraces = z.object({
  messages: z.number().int(),
  versions: z.number().int(),
  reactions: z.number().int(),
  voiceSessions: z.number().int(),
  events: z.number().int(),
});
export type PersonalTraces = z.infer<typeof PersonalTraces>;

export const ForgottenPerson = z.object({ userId: UserId, atMs: z.number() });
export type ForgottenPerson = z.infer<typeof ForgottenPerson>;

export const ExportWhat = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('messages'), query: ArchiveQuery }),
  z.object({ kind: z.literal('timeline'), query: TimelineQuery }),
  z.object({ kind: z.literal('attendance'), query: AttendanceInput }),
]);
export type ExportWhat = z.infer<typeof ExportWhat>;
export const ExportFormat = z.enum(['json', 'csv', 'html', 'text', 'markdown']);
export type ExportFormat = z.infer<typeof ExportFormat>;

export const ExportState = z.object({
  exportId: z.string(),
  title: z.string(),
  state: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('running'), done: z.number().int() }),
    z.object({ kind: z.literal('written'), rows: z.number().int(), fileName: z.string() }),
    z.object({ kind: z.literal('cancelled') }),
    z.object({ kind: z.literal('failed'), reason: z.string() }),
  ]),
});
export type ExportState = z.infer<typeof ExportState>;
