import { z } from 'zod';
import { ChannelId, GuildId, RoleId, UserId } from '../discord/snowflake';
import { AppErrorView } from '../errors/app-error';
import { Refusal } from './messages';
import { RoleSummary, RoomAccess, RoomKind, RoomSummary } from './workspace';

/** Rooms, the people in them, and roles: what the window asks for and how it ends. */

/** Written into the guild's audit log; Discord keeps 512 characters. */
export const AuditReason = z.string().trim().max(512).nullable();

/** Discord's refusals as `Refusal` has them, and those that only moderation meets. */
export const RoomRefusal = z.discriminatedUnion('kind', [
  ...Refusal.options,
  /** They left voice in the meantime (40032), or never were in it. */
  z.object({ kind: z.literal('notInVoice') }),
  /** Whom or what it is about stands at or above the bot's highest role; nobody stands above the owner. */
  z.object({ kind: z.literal('outranked'), by: z.enum(['member', 'owner', 'administrator', 'role']) }),
  /** A stage that is live already, or one that is not. */
  z.object({ kind: z.literal('stageState'), live: z.boolean() }),
]);
export type RoomRefusal = z.infer<typeof RoomRefusal>;

export const RoomActionOutcome = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('done') }),
  ...RoomRefusal.options,
]);
export type RoomActionOutcome = z.infer<typeof RoomActionOutcome>;

const roomName = z
  .string()
  .trim()
  .min(1, 'a room needs a name')
  .max(100, 'a name has at most 100 characters');
/** A stage holds up to 10,000 people, a voice room 99; 0 = no limit. */
const userLimit = z.number().int().min(0).max(10_000);
const bitrateBps = z.number().int().min(8_000).max(384_000);
const slowModeMs = z.number().int().min(0).max(21_600_000);
/** Null lets Discord choose. */
const region = z.string().max(64).nullable();

/** Everything a room is made with, besides its name. */
export const RoomSettings = z.object({
  kind: RoomKind.optional(),
  userLimit,
  /** Null takes Discord's default. */
  bitrateBps: bitrateBps.nullable(),
  categoryId: ChannelId.nullable(),
  region: region.optional(),
  slowModeMs: slowModeMs.optional(),
  /** Left out, the room has what its category has. */
  access: RoomAccess.optional(),
});
export type RoomSettings = z.infer<typeof RoomSettings>;

export const CreateRoomInput = RoomSettings.extend({
  guildId: GuildId,
  name: roomName,
  reason: AuditReason.optional(),
});
export type CreateRoomInput = z.infer<typeof CreateRoomInput>;

export const CreateRoomOutcome = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('created'), room: RoomSummary }),
  z.object({ kind: z.literal('missingPermission'), permission: z.string() }),
  z.object({ kind: z.literal('guildFull') }),
  z.object({ kind: z.literal('invalid'), fields: z.record(z.string(), z.string()) }),
]);
export type CreateRoomOutcome = z.infer<typeof CreateRoomOutcome>;

export const EndRoomOutcome = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ended') }),
  z.object({ kind: z.literal('alreadyGone') }),
  z.object({ kind: z.literal('missingPermission'), permission: z.string() }),
]);
export type EndRoomOutcome = z.infer<typeof EndRoomOutcome>;

/** `beforeId` null: last in its category. */
export const PlaceRoomInput = z.object({
  channelId: ChannelId,
  categoryId: ChannelId.nullable(),
  beforeId: ChannelId.nullable(),
});
export type PlaceRoomInput = z.infer<typeof PlaceRoomInput>;

/** What is left out stays as it is. */
export const ModifyRoomInput = z.object({
  channelId: ChannelId,
  name: roomName.optional(),
  userLimit: userLimit.optional(),
  bitrateBps: bitrateBps.optional(),
  categoryId: ChannelId.nullable().optional(),
  region: region.optional(),
  slowModeMs: slowModeMs.optional(),
  access: RoomAccess.optional(),
  reason: AuditReason,
});
export type ModifyRoomInput = z.infer<typeof ModifyRoomInput>;

export const ModifyRoomOutcome = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('done'), room: RoomSummary }),
  ...RoomRefusal.options,
]);
export type ModifyRoomOutcome = z.infer<typeof ModifyRoomOutcome>;

/** At most this many rooms, or people, in one go. */
export const BATCH_LIMIT = 100;

export const CreateManyInput = RoomSettings.extend({
  guildId: GuildId,
  names: z.array(roomName).min(1).max(BATCH_LIMIT),
  reason: AuditReason,
});
export type CreateManyInput = z.infer<typeof CreateManyInput>;

export const VoiceRegion = z.object({ regionId: z.string(), name: z.string(), optimal: z.boolean() });
export type VoiceRegion = z.infer<typeof VoiceRegion>;

/** One step of a batch: a room to make or end, a person to move. */
export const BatchItem = z.object({
  label: z.string(),
  /** The room or person it is about; null for a room that is yet to be made. */
  targetId: z.string().nullable(),
  state: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('waiting') }),
    z.object({ kind: z.literal('running') }),
    z.object({ kind: z.literal('done') }),
    /** It was so already: a room already gone. */
    z.object({ kind: z.literal('already') }),
    z.object({ kind: z.literal('refused'), refusal: RoomRefusal }),
    z.object({ kind: z.literal('failed'), error: AppErrorView }),
    z.object({ kind: z.literal('cancelled') }),
  ]),
});
export type BatchItem = z.infer<typeof BatchItem>;

/** Several things of one kind, done one after the other under Discord's limits. */
export const Batch = z.object({
  batchId: z.string(),
  kind: z.enum([
    'createRooms',
    'endRooms',
    'moveMembers',
    'disconnectMembers',
    'muteMembers',
    'unmuteMembers',
  ]),
  guildId: GuildId,
  items: z.array(BatchItem),
  startedAtMs: z.number(),
  /** Null while it runs. */
  endedAtMs: z.number().nullable(),
});
export type Batch = z.infer<typeof Batch>;
export type BatchKind = Batch['kind'];

export const BatchStarted = z.object({ batchId: z.string() });

const ofMember = { guildId: GuildId, userId: UserId };
export const MemberRef = z.object(ofMember);
export type MemberRef = z.infer<typeof MemberRef>;

/** `channelId` null takes them out of voice. */
export const MoveMemberInput = z.object({
  ...ofMember,
  channelId: ChannelId.nullable(),
  reason: AuditReason.optional(),
});
export type MoveMemberInput = z.infer<typeof MoveMemberInput>;

/** A moderator's mute and deafen; what is left out stays. */
export const MemberVoiceInput = z.object({
  ...ofMember,
  mute: z.boolean().optional(),
  deaf: z.boolean().optional(),
  reason: AuditReason.optional(),
});
export type MemberVoiceInput = z.infer<typeof MemberVoiceInput>;

export const MembersBatchInput = z.object({
  guildId: GuildId,
  userIds: z.array(UserId).min(1).max(BATCH_LIMIT),
  action: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('move'), channelId: ChannelId }),
    z.object({ kind: z.literal('disconnect') }),
    z.object({ kind: z.literal('mute'), mute: z.boolean() }),
  ]),
  reason: AuditReason,
});
export type MembersBatchInput = z.infer<typeof MembersBatchInput>;

/** Discord's ceiling for a time-out. */
export const TIME_OUT_LIMIT_MS = 28 * 24 * 3_600_000;

export const TimeOutInput = z.object({
  ...ofMember,
  /** From now; null lifts it. */
  durationMs: z.number().int().min(1_000).max(TIME_OUT_LIMIT_MS).nullable(),
  reason: AuditReason,
});
export type TimeOutInput = z.infer<typeof TimeOutInput>;

export const NICKNAME_LIMIT = 32;

/** What stands in the way of an action, known before it is tried. */
export const Obstacle = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('missingPermission'), permission: z.string() }),
  z.object({ kind: z.literal('outranked'), by: z.enum(['member', 'owner', 'administrator', 'role']) }),
]);
export type Obstacle = z.infer<typeof Obstacle>;

/** One member as the dialog about them shows it. */
export const MemberDetail = z.object({
  ...ofMember,
  displayName: z.string(),
  username: z.string(),
  nickname: z.string().nullable(),
  avatarUrl: z.string().nullable(),
  isBot: z.boolean(),
  isSelf: z.boolean(),
  isOwner: z.boolean(),
  roleIds: z.array(RoleId),
  /** Unix ms; null when not timed out, or no longer. */
  timedOutUntilMs: z.number().nullable(),
  /** Null: it can be tried. */
  obstacles: z.object({
    timeOut: Obstacle.nullable(),
    nickname: Obstacle.nullable(),
    roles: Obstacle.nullable(),
  }),
});
export type MemberDetail = z.infer<typeof MemberDetail>;

const roleFields = {
  name: z.string().trim().min(1, 'a role needs a name').max(100, 'a name has at most 100 characters'),
  /** 0xRRGGBB; null = none. */
  colour: z.number().int().min(0).max(0xff_ff_ff).nullable(),
  hoist: z.boolean(),
  mentionable: z.boolean(),
  /** Bits as a decimal number. */
  permissions: z.string().regex(/^\d{1,20}$/),
};

export const CreateRoleInput = z.object({ guildId: GuildId, ...roleFields, reason: AuditReason });
export type CreateRoleInput = z.infer<typeof CreateRoleInput>;

export const ModifyRoleInput = z
  .object(roleFields)
  .partial()
  .extend({ guildId: GuildId, roleId: RoleId, reason: AuditReason });
export type ModifyRoleInput = z.infer<typeof ModifyRoleInput>;

export const RoleOutcome = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('done'), role: RoleSummary }),
  ...RoomRefusal.options,
]);
export type RoleOutcome = z.infer<typeof RoleOutcome>;

/** Who has a role and what hangs on it; what deleting it would break. */
export const RoleUsage = z.object({
  /** Among the members this computer knows of. */
  memberCount: z.number().int(),
  /** A few of their names. */
  memberNames: z.array(z.string()),
  /** Channels whose permissions name the role. */
  channelIds: z.array(ChannelId),
});
export type RoleUsage = z.infer<typeof RoleUsage>;
