import { z } from 'zod';
import { ChannelId, GuildId, RoleId, UserId } from '../discord/snowflake';
import { AppErrorView } from '../errors/app-error';
import { RoomRefusal } from './rooms';
import { RoomKind } from './workspace';

/** Rooms that run themselves: templates, schedules, what was opened from them, and lobbies (requirement B9). */

export const PlanId = z.string().regex(/^[\w:-]{1,100}$/);
export type PlanId = z.infer<typeof PlanId>;

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
export const PLAN_LIMITS = {
  templates: 200,
  schedules: 200,
  lobbies: 50,
  /** Rooms one opening may make. */
  rooms: 50,
  specs: 20,
} as const;

/** A role or category by its id where that exists, else by its name: so a template fits any server. */
const Named = { name: z.string().trim().min(1).max(100) };
export const RoleRef = z.object({ roleId: RoleId.nullable(), ...Named });
export type RoleRef = z.infer<typeof RoleRef>;

export const PlanCategory = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }),
  z.object({ kind: z.literal('existing'), channelId: ChannelId.nullable(), ...Named }),
  /** Made with the rooms and ended with them. The name may hold {date}. */
  z.object({ kind: z.literal('own'), ...Named }),
]);
export type PlanCategory = z.infer<typeof PlanCategory>;

export const PlanAccess = z.object({
  kind: z.enum(['everyone', 'roles', 'viewOnly']),
  roles: z.array(RoleRef).max(100),
});
export type PlanAccess = z.infer<typeof PlanAccess>;

/** Rooms of one kind. `{n}` counts, `{date}` is the day of the opening, `{name}` who it is opened for. */
export const RoomSpec = z.object({
  kind: RoomKind,
  name: z.string().trim().min(1, 'a room needs a name').max(100, 'a name has at most 100 characters'),
  count: z.number().int().min(1).max(PLAN_LIMITS.rooms),
  /** 0 = no limit. */
  userLimit: z.number().int().min(0).max(10_000),
  /** Null takes Discord's default. */
  bitrateBps: z.number().int().min(8_000).max(384_000).nullable(),
  /** Null lets Discord choose. */
  region: z.string().max(64).nullable(),
  access: PlanAccess,
  /** The line below the name; voice rooms only. */
  status: z.string().trim().min(1).max(500).nullable(),
  /** Starts the stage with this topic; stages only. */
  stageTopic: z.string().trim().min(1).max(120).nullable(),
});
export type RoomSpec = z.infer<typeof RoomSpec>;

export const RoomTemplate = z.object({
  templateId: PlanId,
  name: z.string().trim().min(1, 'a template needs a name').max(80, 'a name has at most 80 characters'),
  /** Null: usable in any server. */
  guildId: GuildId.nullable(),
  category: PlanCategory,
  specs: z.array(RoomSpec).min(1).max(PLAN_LIMITS.specs),
  updatedAtMs: z.number(),
});
export type RoomTemplate = z.infer<typeof RoomTemplate>;

export const TemplateDraft = RoomTemplate.omit({ templateId: true, updatedAtMs: true }).refine(
  (draft) => draft.specs.reduce((sum, spec) => sum + spec.count, 0) <= PLAN_LIMITS.rooms,
  `at most ${PLAN_LIMITS.rooms} rooms at once`,
);
export type TemplateDraft = z.infer<typeof TemplateDraft>;

/** When rooms end by themselves. Null at `graceMs` in the window's terms means "not temporary". */
export const Temporary = z.object({
  /** From the moment the last person leaves. */
  graceMs: z
    .number()
    .int()
    .min(1_000)
    .max(7 * DAY_MS),
  /** From the opening, while nobody has come yet. */
  unusedMs: z
    .number()
    .int()
    .min(1_000)
    .max(7 * DAY_MS),
});
export type Temporary = z.infer<typeof Temporary>;

/** When a whole set ends, whoever is inside. */
export const SetEnd = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('never') }),
  z.object({
    kind: z.literal('after'),
    durationMs: z
      .number()
      .int()
      .min(MINUTE_MS)
      .max(31 * DAY_MS),
  }),
  /** The next time the clocks show it. */
  z.object({
    kind: z.literal('at'),
    minuteOfDay: z.number().int().min(0).max(1_439),
    timeZone: z.string().min(1).max(64),
  }),
]);
export type SetEnd = z.infer<typeof SetEnd>;

export const TemplateSource = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('saved'), templateId: PlanId }),
  z.object({ kind: z.literal('draft'), draft: TemplateDraft }),
]);
export type TemplateSource = z.infer<typeof TemplateSource>;

/** What stands against an opening; only a `missingRole` can be gone past, the room is then made without it. */
export const PlanProblem = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('missingPermission'), permission: z.string(), for: z.string() }),
  z.object({ kind: z.literal('missingRole'), name: z.string() }),
  z.object({ kind: z.literal('missingCategory'), name: z.string() }),
  z.object({ kind: z.literal('guildFull'), has: z.number().int(), wants: z.number().int() }),
  z.object({ kind: z.literal('categoryFull'), has: z.number().int(), wants: z.number().int() }),
  /** Rooms of these names are there already; others will be made beside them. */
  z.object({ kind: z.literal('sameNames'), names: z.array(z.string()) }),
  z.object({ kind: z.literal('bitrateLowered'), toBps: z.number().int() }),
  z.object({ kind: z.literal('guildUnavailable') }),
]);
export type PlanProblem = z.infer<typeof PlanProblem>;

export const OpeningPreview = z.object({
  items: z.array(z.object({ kind: z.enum(['category', 'voice', 'stage']), name: z.string() })),
  permissions: z.array(z.object({ permission: z.string(), has: z.boolean() })),
  problems: z.array(PlanProblem),
  /** False: `problems` holds one that cannot be gone past. */
  canOpen: z.boolean(),
  requests: z.number().int(),
  estimateMs: z.number(),
});
export type OpeningPreview = z.infer<typeof OpeningPreview>;

/** Why a room ended, or is to end. */
export const EndReason = z.enum(['empty', 'unused', 'setEnded', 'byHand', 'cancelled']);
export type EndReason = z.infer<typeof EndReason>;

export const SlotProblem = z.discriminatedUnion('kind', [
  ...RoomRefusal.options,
  z.object({ kind: z.literal('guildFull') }),
  z.object({ kind: z.literal('noCategory') }),
  z.object({ kind: z.literal('failed'), error: AppErrorView }),
]);
export type SlotProblem = z.infer<typeof SlotProblem>;

/** One room (or the category) of an opening. */
export const SlotState = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('waiting') }),
  z.object({ kind: z.literal('creating'), attemptedAtMs: z.number() }),
  /** The answer is missing; Roomtone looks whether it was made before it tries again. */
  z.object({ kind: z.literal('unanswered'), attemptedAtMs: z.number() }),
  /** It cannot be seen whose these are; a person says. Nothing is made or ended meanwhile. */
  z.object({
    kind: z.literal('uncertain'),
    attemptedAtMs: z.number(),
    candidates: z.array(z.object({ channelId: ChannelId, name: z.string() })),
  }),
  z.object({
    kind: z.literal('open'),
    channelId: ChannelId,
    createdAtMs: z.number(),
    /** Null while somebody is inside. */
    emptySinceMs: z.number().nullable(),
    everUsed: z.boolean(),
    /** When it ends unless somebody comes, Unix ms; null = it stays. */
    endsAtMs: z.number().nullable(),
    endsFor: EndReason.nullable(),
  }),
  z.object({ kind: z.literal('ending'), channelId: ChannelId, reason: EndReason }),
  /** Ours to end it no longer: a person keeps it. */
  z.object({ kind: z.literal('kept'), channelId: ChannelId }),
  z.object({
    kind: z.literal('ended'),
    channelId: ChannelId,
    atMs: z.number(),
    /** Null: somebody else ended it. */
    reason: EndReason.nullable(),
  }),
  z.object({ kind: z.literal('failed'), problem: SlotProblem }),
  /** It could not be ended. */
  z.object({
    kind: z.literal('stuck'),
    channelId: ChannelId,
    reason: EndReason,
    problem: SlotProblem,
    retryAtMs: z.number(),
  }),
  z.object({ kind: z.literal('cancelled') }),
]);
export type SlotState = z.infer<typeof SlotState>;

/** What is still to be done with a room after it was made. */
export const FollowUp = z.enum(['status', 'stage', 'move']);
export type FollowUp = z.infer<typeof FollowUp>;

export const RoomSlot = z.object({
  slotId: PlanId,
  kind: z.enum(['category', 'voice', 'stage']),
  name: z.string(),
  temporary: Temporary.nullable(),
  state: SlotState,
  /** What did not go well beside: a status that could not be set. */
  notes: z.array(z.object({ step: FollowUp, problem: SlotProblem })),
});
export type RoomSlot = z.infer<typeof RoomSlot>;

/** All rooms of one opening. */
export const RoomSet = z.object({
  setId: PlanId,
  accountKey: z.string(),
  guildId: GuildId,
  name: z.string(),
  templateId: PlanId.nullable(),
  scheduleId: PlanId.nullable(),
  lobbyId: PlanId.nullable(),
  /** Whom a lobby opened it for. */
  ownerId: UserId.nullable(),
  ownerName: z.string().nullable(),
  openedAtMs: z.number(),
  endsAtMs: z.number().nullable(),
  slots: z.array(RoomSlot),
});
export type RoomSet = z.infer<typeof RoomSet>;

export const ScheduleRepeat = z.object({
  weekdays: z.array(z.number().int().min(0).max(6)).min(1).max(7),
  minuteOfDay: z.number().int().min(0).max(1_439),
  timeZone: z.string().min(1).max(64),
  untilMs: z.number().nullable(),
});
export type ScheduleRepeat = z.infer<typeof ScheduleRepeat>;

export const ScheduleWhen = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('once'), atMs: z.number() }),
  z.object({ kind: z.literal('weekly'), repeat: ScheduleRepeat }),
]);
export type ScheduleWhen = z.infer<typeof ScheduleWhen>;

const scheduleFields = {
  name: z.string().trim().min(1).max(80),
  guildId: GuildId,
  templateId: PlanId,
  when: ScheduleWhen,
  end: SetEnd,
  temporary: Temporary.nullable(),
  /** Opened late when no more than this has passed; else it is left out and said. */
  lateMs: z.number().int().min(0).max(DAY_MS),
};

/** How one time of a schedule went. */
export const OccurrenceOutcome = z.object({
  dueMs: z.number(),
  kind: z.enum(['opened', 'openedLate', 'missed', 'skipped', 'templateGone', 'blocked']),
  setId: PlanId.nullable(),
  /** What stood against it, in words. */
  detail: z.string().nullable(),
});
export type OccurrenceOutcome = z.infer<typeof OccurrenceOutcome>;

export const RoomSchedule = z.object({
  scheduleId: PlanId,
  accountKey: z.string(),
  ...scheduleFields,
  paused: z.boolean(),
  /** A time that is left out, Unix ms. */
  skipMs: z.number().nullable(),
  /** The next times, those left out not among them; empty when paused or over. */
  nextMs: z.array(z.number()),
  /** Newest first. */
  outcomes: z.array(OccurrenceOutcome),
});
export type RoomSchedule = z.infer<typeof RoomSchedule>;
export const ScheduleDraft = z.object({ scheduleId: PlanId.nullable(), ...scheduleFields });
export type ScheduleDraft = z.infer<typeof ScheduleDraft>;

const lobbyFields = {
  guildId: GuildId,
  channelId: ChannelId,
  templateId: PlanId,
  temporary: Temporary,
  /** Rooms one person may have open at once. */
  perPerson: z.number().int().min(1).max(5),
  /** Rooms of this lobby open at once, of all people. */
  atOnce: z.number().int().min(1).max(50),
};
/** Whoever enters the room gets one of their own and is moved there. */
export const Lobby = z.object({
  lobbyId: PlanId,
  accountKey: z.string(),
  ...lobbyFields,
  paused: z.boolean(),
  /** Why the last one who entered got no room; null when they did. */
  trouble: z.string().nullable(),
});
export type Lobby = z.infer<typeof Lobby>;
export const LobbyDraft = z.object({ lobbyId: PlanId.nullable(), ...lobbyFields });
export type LobbyDraft = z.infer<typeof LobbyDraft>;

/** Of the connected account; templates are everybody's. */
export const RoomPlansState = z.object({
  templates: z.array(RoomTemplate),
  schedules: z.array(RoomSchedule),
  /** Newest first. */
  sets: z.array(RoomSet),
  lobbies: z.array(Lobby),
});
export type RoomPlansState = z.infer<typeof RoomPlansState>;

/** Something that the desk says aloud. */
export const PlanNews = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('endingSoon'),
    setId: PlanId,
    slotId: PlanId,
    channelId: ChannelId,
    name: z.string(),
    endsAtMs: z.number(),
    reason: EndReason,
  }),
  z.object({ kind: z.literal('ended'), setId: PlanId, name: z.string(), reason: EndReason }),
  z.object({ kind: z.literal('opened'), setId: PlanId, name: z.string(), late: z.boolean() }),
  z.object({ kind: z.literal('missed'), scheduleId: PlanId, name: z.string(), dueMs: z.number() }),
  z.object({ kind: z.literal('blocked'), name: z.string(), detail: z.string() }),
  z.object({ kind: z.literal('uncertain'), setId: PlanId, name: z.string() }),
]);
export type PlanNews = z.infer<typeof PlanNews>;

export const OpenSetInput = z.object({
  source: TemplateSource,
  guildId: GuildId,
  temporary: Temporary.nullable(),
  end: SetEnd,
});
export type OpenSetInput = z.infer<typeof OpenSetInput>;

export const OpenSetOutcome = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('opening'), setId: PlanId }),
  z.object({ kind: z.literal('blocked'), problems: z.array(PlanProblem) }),
  z.object({ kind: z.literal('templateGone') }),
]);
export type OpenSetOutcome = z.infer<typeof OpenSetOutcome>;
