import { z } from 'zod';
import { ChannelId, MessageId } from '../discord/snowflake';
import { AppErrorView } from '../errors/app-error';
import { BodyProblem, Destination, MessageBody } from './message-body';

const entryId = z.string().regex(/^[\w-]{1,64}$/);

/** When a message is sent again. Local time of day is kept across summer time. */
export const Repeat = z.object({
  every: z.enum(['hour', 'day', 'weekday', 'week', 'month']),
  /** IANA name, for `day` and longer. */
  timeZone: z.string().max(60),
  /** Unix ms after which it stops; null = until cancelled. */
  untilMs: z.number().nullable(),
});
export type Repeat = z.infer<typeof Repeat>;

/** Why an entry is not sent, in kinds the window words and can act on. */
export const OutboxProblem = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('missingPermission'), permission: z.string() }),
  z.object({
    kind: z.literal('destinationGone'),
    what: z.enum(['channel', 'thread', 'webhook', 'route', 'user']),
  }),
  z.object({ kind: z.literal('dmClosed') }),
  z.object({ kind: z.literal('threadLocked') }),
  z.object({ kind: z.literal('slowMode'), retryAfterMs: z.number() }),
  z.object({ kind: z.literal('tooLarge'), limitBytes: z.number().nullable() }),
  z.object({ kind: z.literal('invalid'), problems: z.array(BodyProblem) }),
  z.object({ kind: z.literal('fileMissing'), fileName: z.string() }),
  /** Roomtone was closed, or the connection lost, while the answer was on its way: it may have arrived. */
  z.object({ kind: z.literal('uncertain') }),
  /** Its time passed by more than a quarter of an hour while it could not be sent: not sent late unasked. */
  z.object({ kind: z.literal('missed'), dueMs: z.number() }),
  z.object({ kind: z.literal('failed'), error: AppErrorView }),
]);
export type OutboxProblem = z.infer<typeof OutboxProblem>;

export const OutboxState = z.discriminatedUnion('kind', [
  /** Can still be taken back until then. */
  z.object({ kind: z.literal('holding'), untilMs: z.number() }),
  z.object({ kind: z.literal('scheduled'), sendAtMs: z.number() }),
  /** In line; `reason` when something holds it up. */
  z.object({
    kind: z.literal('queued'),
    reason: z.enum(['turn', 'offline', 'slowMode']),
    untilMs: z.number().nullable(),
  }),
  z.object({ kind: z.literal('sending'), sentBytes: z.number(), totalBytes: z.number() }),
  z.object({
    kind: z.literal('sent'),
    atMs: z.number(),
    channelId: ChannelId,
    messageId: MessageId.nullable(),
  }),
  z.object({ kind: z.literal('failed'), atMs: z.number(), problem: OutboxProblem }),
  z.object({ kind: z.literal('cancelled'), atMs: z.number() }),
]);
export type OutboxState = z.infer<typeof OutboxState>;

/** What is posted: a body, or an existing message passed on. */
export const OutgoingContent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('message'), body: MessageBody }),
  z.object({
    type: z.literal('forward'),
    channelId: ChannelId,
    messageId: MessageId,
    excerpt: z.string().max(200),
  }),
]);
export type OutgoingContent = z.infer<typeof OutgoingContent>;

export const OutboxEntry = z.object({
  entryId,
  /** Also Discord's nonce: the message that comes back under it is this one. */
  nonce: z.string().min(1).max(25),
  /** Which account it belongs to: entries of another wait until that one is connected. */
  accountKey: z.string(),
  destination: Destination,
  /** "#general · Harbour", "@Mira", "route alerts": kept for when the place is gone. */
  where: z.string(),
  /** The channel it will land in, once known; the history shows it there. */
  channelId: ChannelId.nullable(),
  content: OutgoingContent,
  repeat: Repeat.nullable(),
  createdAtMs: z.number(),
  /** How often it has been tried. */
  attempts: z.number().int(),
  state: OutboxState,
});
export type OutboxEntry = z.infer<typeof OutboxEntry>;

export const OutboxChanged = z.object({
  upserted: z.array(OutboxEntry),
  removed: z.array(entryId),
});
export type OutboxChanged = z.infer<typeof OutboxChanged>;

export const SubmitInput = z.object({
  destination: Destination,
  content: OutgoingContent,
  /** Null = now. */
  sendAtMs: z.number().nullable(),
  repeat: Repeat.nullable(),
  /** How long it can be taken back before it leaves, ms; 0 = at once. */
  holdMs: z.number().min(0).max(60_000),
});
export type SubmitInput = z.infer<typeof SubmitInput>;

export const SubmitOutcome = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('accepted'), entry: OutboxEntry }),
  z.object({ kind: z.literal('invalid'), problems: z.array(BodyProblem) }),
]);
export type SubmitOutcome = z.infer<typeof SubmitOutcome>;

/** As `draftKeyOf` makes it, or `edit:` and a posted message, with `~…` behind it for the other version after a conflict. */
export const DraftKey = z
  .string()
  .max(100)
  .regex(/^(channel|user|webhook|post|route|edit):[\w:-]*(~[\w-]+)?$/);

/** A kept draft. `revision` grows with each save; saving over a newer one keeps both (`conflict`). */
/** What a post in a forum has besides its message. */
export const PostHead = z.object({
  title: z.string().max(200),
  tagIds: z.array(z.string().regex(/^\d{1,20}$/)).max(5),
});
export type PostHead = z.infer<typeof PostHead>;

export const Draft = z.object({
  key: DraftKey,
  body: MessageBody,
  /** Of a post that was begun; null elsewhere. */
  post: PostHead.nullable().default(null),
  revision: z.number().int(),
  updatedAtMs: z.number(),
});
export type Draft = z.infer<typeof Draft>;

export const Template = z.object({
  templateId: entryId,
  name: z.string().trim().min(1).max(80),
  /** Text may hold `{{variable}}`; `date`, `time`, `channel` and `server` are filled in without asking. */
  body: MessageBody,
  updatedAtMs: z.number(),
});
export type Template = z.infer<typeof Template>;
