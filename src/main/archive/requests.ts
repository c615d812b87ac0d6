import {
  ArchiveQuery,
  ArchiveSettings,
  Attendance,
  AttendanceInput,
  ExportFormat,
  ExportWhat,
  ForgottenPerson,
  PersonalTraces,
  TimelineEvent,
  TimelineInput,
  TimelinePage,
} from '@shared/models/archive';
import { z } from 'zod';
import { WireMessageValue } from './wire-message';
import { ArchiveWrite, StoredId } from './writes';

/**
 * What an archive can be asked, by name: what goes in and what comes out. The process that keeps it and the side
 * that asks both check by this table.
 */

const none = z.object({});
const person = z.object({ userId: StoredId });
const request = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O) => ({ input, output });

export const FoundMessage = z.object({
  message: WireMessageValue,
  deletedMs: z.number().nullable(),
  deletedBy: z.object({ userId: z.string(), name: z.string() }).nullable(),
  channelName: z.string(),
  guildName: z.string().nullable(),
  versions: z.array(z.object({ untilMs: z.number(), content: z.string() })),
});
export type FoundMessage = z.infer<typeof FoundMessage>;

export const KeptChannel = z.object({
  channelId: z.string(),
  guildId: z.string().nullable(),
  guildName: z.string().nullable(),
  name: z.string(),
  type: z.number().int(),
  messages: z.number().int(),
  oldestMs: z.number().nullable(),
  newestMs: z.number().nullable(),
  endedMs: z.number().nullable(),
  /** Null: never asked for. */
  backfill: z
    .object({
      wanted: z.boolean(),
      fetched: z.number().int(),
      stopped: z.string().nullable(),
      /** Nothing is missing between its beginning and the last time we were connected. */
      complete: z.boolean(),
    })
    .nullable(),
});
export type KeptChannel = z.infer<typeof KeptChannel>;

export const ARCHIVE_REQUESTS = {
  /** Batches of a writer count up; one that came before is not taken in again. */
  write: request(
    z.object({
      writer: z.string().max(64),
      batch: z.number().int().positive(),
      nowMs: z.number(),
      writes: z.array(ArchiveWrite).max(5_000),
    }),
    z.object({ events: z.array(TimelineEvent) }),
  ),
  search: request(
    z.object({
      query: ArchiveQuery,
      before: StoredId.nullable(),
      limit: z.number().int().min(1).max(500),
    }),
    z.object({ hits: z.array(FoundMessage), hasMore: z.boolean(), tookMs: z.number() }),
  ),
  channels: request(z.object({ nowMs: z.number() }), z.array(KeptChannel)),
  status: request(
    none,
    z.object({
      messages: z.number().int(),
      events: z.number().int(),
      voiceSessions: z.number().int(),
      bytes: z.number(),
      sinceMs: z.number().nullable(),
      notices: z.array(z.string()),
    }),
  ),
  timeline: request(TimelineInput, TimelinePage),
  attendance: request(AttendanceInput.extend({ nowMs: z.number() }), Attendance),
  /** What of a channel's history is missing up to `hi`, the newest first. */
  gaps: request(
    z.object({ channelId: StoredId, hi: StoredId }),
    z.array(z.object({ lo: StoredId, hi: StoredId })),
  ),
  /** Channels whose history is wanted. */
  wanted: request(none, z.array(z.object({ channelId: StoredId, fetched: z.number().int() }))),
  traces: request(person, PersonalTraces),
  forget: request(person.extend({ nowMs: z.number() }), PersonalTraces),
  /** Keeps what they write from now on again. */
  remember: request(person, none),
  forgotten: request(none, z.array(ForgottenPerson)),
  settings: request(none, ArchiveSettings),
  setSettings: request(ArchiveSettings, none),
  sweep: request(z.object({ nowMs: z.number() }), z.object({ deleted: z.number().int(), more: z.boolean() })),
  export: request(
    z.object({
      what: ExportWhat,
      format: ExportFormat,
      path: z.string().min(1).max(4_096),
      title: z.string().max(300),
      nowMs: z.number(),
    }),
    z.object({ rows: z.number().int() }),
  ),
} as const;

export type ArchiveRequestName = keyof typeof ARCHIVE_REQUESTS;
export type RequestInput<N extends ArchiveRequestName> = z.output<(typeof ARCHIVE_REQUESTS)[N]['input']>;
export type RequestOutput<N extends ArchiveRequestName> = z.output<(typeof ARCHIVE_REQUESTS)[N]['output']>;
