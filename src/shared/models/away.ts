import { z } from 'zod';
import { ChannelId, GuildId, UserId } from '../discord/snowflake';

/** What was different after a time in which nobody could tell us what happened. */

/** In the order in which they are told: who is where comes first. */
export const AWAY_KINDS = [
  'joined',
  'left',
  'moved',
  'voice',
  'stageStarted',
  'stageEnded',
  'roomOpened',
  'roomEnded',
  'roomRenamed',
  'channelOpened',
  'channelEnded',
  'channelRenamed',
  'memberJoined',
  'memberLeft',
  'guildLeft',
] as const;
export const AwayKind = z.enum(AWAY_KINDS);
export type AwayKind = z.infer<typeof AwayKind>;

export const AwayItem = z.object({
  kind: AwayKind,
  userId: UserId.nullable(),
  person: z.string().nullable(),
  channelId: ChannelId.nullable(),
  /** The room or channel it is about, as it is called now, or was last. */
  place: z.string().nullable(),
  /** The room somebody came from, the name before, or the topic of a stage. */
  detail: z.string().nullable(),
});
export type AwayItem = z.infer<typeof AwayItem>;

/** More than these are counted and not listed; all of them are in the timeline. */
export const AWAY_ITEMS_LIMIT = 200;

export const AwayDigest = z.object({
  awayId: z.string().max(64),
  guildId: GuildId,
  guildName: z.string(),
  sinceMs: z.number(),
  untilMs: z.number(),
  /** How many of each kind; those that did not happen are left out. */
  counts: z.partialRecord(AwayKind, z.number().int()),
  items: z.array(AwayItem).max(AWAY_ITEMS_LIMIT),
});
export type AwayDigest = z.infer<typeof AwayDigest>;
