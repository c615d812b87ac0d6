import { z } from 'zod';
import { ChannelId, GuildId, UserId } from '../discord/snowflake';

/** Being told of what happens in rooms: rules, quiet hours, and what was told last. */

export const NoticeId = z.string().regex(/^[\w:-]{1,100}$/);

export const NoticeTrigger = z.enum([
  /** Somebody comes into the room. */
  'joins',
  /** The first one comes into an empty room. */
  'firstPerson',
  /** The last one leaves. */
  'empty',
  /** One of the named people comes into the room. */
  'person',
  /** A stage goes live. */
  'stageStarts',
]);
export type NoticeTrigger = z.infer<typeof NoticeTrigger>;

const ruleFields = {
  guildId: GuildId,
  trigger: NoticeTrigger,
  /** Null: every room of the server. */
  channelIds: z.array(ChannelId).max(100).nullable(),
  /** For `person`. */
  people: z.array(z.object({ userId: UserId, name: z.string().max(100) })).max(100),
  /** After one notice, this long nothing more of the rule; what comes meanwhile is counted and told with the next. */
  cooldownMs: z.number().int().min(0).max(86_400_000),
  toast: z.boolean(),
  system: z.boolean(),
  enabled: z.boolean(),
};

export const NoticeRule = z.object({ ruleId: NoticeId, accountKey: z.string(), ...ruleFields });
export type NoticeRule = z.infer<typeof NoticeRule>;
export const NoticeRuleDraft = z.object({ ruleId: NoticeId.nullable(), ...ruleFields });
export type NoticeRuleDraft = z.infer<typeof NoticeRuleDraft>;

/** Between these times of day of this computer, notices are kept and not shown. `from` after `to` goes over midnight. */
export const QuietHours = z.object({
  enabled: z.boolean(),
  fromMinute: z.number().int().min(0).max(1_439),
  toMinute: z.number().int().min(0).max(1_439),
  /** Besides: not to be disturbed until then, Unix ms. Null, or past: as the hours say. */
  untilMs: z.number().nullable().default(null),
});
export type QuietHours = z.infer<typeof QuietHours>;

export const Notice = z.object({
  noticeId: NoticeId,
  ruleId: NoticeId,
  atMs: z.number(),
  trigger: NoticeTrigger,
  guildId: GuildId,
  channelId: ChannelId,
  roomName: z.string(),
  /** Who came; null for an empty room and a stage. */
  person: z.object({ userId: UserId, name: z.string() }).nullable(),
  stageTopic: z.string().nullable(),
  /** How often the rule matched unsaid since the notice before. */
  more: z.number().int(),
  /** Why it was only kept: quiet hours. */
  quiet: z.boolean(),
});
export type Notice = z.infer<typeof Notice>;

export const NoticesState = z.object({
  rules: z.array(NoticeRule),
  quietHours: QuietHours,
  /** Newest first. */
  recent: z.array(Notice),
  /** False where the system shows none. */
  systemAvailable: z.boolean(),
});
export type NoticesState = z.infer<typeof NoticesState>;
