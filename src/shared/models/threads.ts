import { z } from 'zod';
import { ChannelId, GuildId, MessageId, UserId } from '../discord/snowflake';
import { Refusal } from './messages';
import { ThreadSummary } from './workspace';

/** Minutes after which a quiet thread leaves the list; Discord knows these four. */
export const AutoArchive = z.union([z.literal(60), z.literal(1_440), z.literal(4_320), z.literal(10_080)]);
export type AutoArchive = z.infer<typeof AutoArchive>;

export const CreateThreadInput = z.object({
  channelId: ChannelId,
  /** The message it hangs on; null = on its own. */
  messageId: MessageId.nullable(),
  name: z.string().trim().min(1, 'a thread needs a name').max(100, 'a name has at most 100 characters'),
  kind: z.enum(['public', 'private']),
  autoArchiveMinutes: AutoArchive,
});
export type CreateThreadInput = z.infer<typeof CreateThreadInput>;

export const ThreadOutcome = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('done'), thread: ThreadSummary }),
  ...Refusal.options,
]);
export type ThreadOutcome = z.infer<typeof ThreadOutcome>;

export const ModifyThreadInput = z.object({
  threadId: ChannelId,
  name: z.string().trim().min(1).max(100).optional(),
  archived: z.boolean().optional(),
  locked: z.boolean().optional(),
  autoArchiveMinutes: AutoArchive.optional(),
  slowModeMs: z.number().min(0).max(21_600_000).optional(),
  appliedTagIds: z.array(z.string()).max(5).optional(),
});
export type ModifyThreadInput = z.infer<typeof ModifyThreadInput>;

export const ArchivedThreadsPage = z.object({
  /** Latest archived first. */
  threads: z.array(ThreadSummary),
  hasMore: z.boolean(),
  /** `beforeMs` for the page after this one: when its last thread was archived. Null when there is none. */
  nextBeforeMs: z.number().nullable(),
});
export type ArchivedThreadsPage = z.infer<typeof ArchivedThreadsPage>;

/** Someone of a guild, as pickers and mention lists show them. */
export const PersonSummary = z.object({
  userId: UserId,
  guildId: GuildId,
  displayName: z.string(),
  username: z.string(),
  avatarUrl: z.string().nullable(),
  isBot: z.boolean(),
  roleIds: z.array(z.string()),
  /** Unix ms until which they are timed out; null when they are not. */
  timedOutUntilMs: z.number().nullable(),
});
export type PersonSummary = z.infer<typeof PersonSummary>;

export const OpenDirectOutcome = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('done'), channelId: ChannelId }),
  ...Refusal.options,
]);
export type OpenDirectOutcome = z.infer<typeof OpenDirectOutcome>;
