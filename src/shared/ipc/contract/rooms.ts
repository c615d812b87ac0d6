import { z } from 'zod';
import { ChannelId, GuildId, RoleId } from '../../discord/snowflake';
import {
  Notice,
  NoticeId,
  NoticeRule,
  NoticeRuleDraft,
  NoticesState,
  QuietHours,
} from '../../models/notices';
import {
  Lobby,
  LobbyDraft,
  OpeningPreview,
  OpenSetInput,
  OpenSetOutcome,
  PlanId,
  PlanNews,
  RoomPlansState,
  RoomSchedule,
  RoomTemplate,
  ScheduleDraft,
  TemplateDraft,
  Temporary,
} from '../../models/room-plans';
import {
  AuditReason,
  BATCH_LIMIT,
  Batch,
  BatchStarted,
  CreateManyInput,
  CreateRoleInput,
  CreateRoomInput,
  CreateRoomOutcome,
  EndRoomOutcome,
  MemberDetail,
  MemberRef,
  MembersBatchInput,
  MemberVoiceInput,
  ModifyRoleInput,
  ModifyRoomInput,
  ModifyRoomOutcome,
  MoveMemberInput,
  NICKNAME_LIMIT,
  PlaceRoomInput,
  RoleOutcome,
  RoleUsage,
  RoomActionOutcome,
  TimeOutInput,
  VoiceRegion,
} from '../../models/rooms';
import { call, event } from '../define';
import { done, noInput, stageTopic } from './inputs';

/** Rooms and who is in them, roles, rooms that run themselves, and notices of both. */
export const roomsContract = {
  rooms: {
    create: call(CreateRoomInput, CreateRoomOutcome),
    modify: call(ModifyRoomInput, ModifyRoomOutcome),
    /** Among the rooms of a category, or of none: directly before another one, or last. */
    place: call(PlaceRoomInput, RoomActionOutcome),
    end: call(z.object({ channelId: ChannelId, reason: AuditReason.optional() }), EndRoomOutcome),
    /** Several at once; how each goes is announced as `batchChanged`. */
    createMany: call(CreateManyInput, BatchStarted),
    endMany: call(
      z.object({
        guildId: GuildId,
        channelIds: z.array(ChannelId).min(1).max(BATCH_LIMIT),
        reason: AuditReason,
      }),
      BatchStarted,
    ),
    batches: call(noInput, z.array(Batch)),
    /** Stops what waits; what is under way is cut off where that is possible. */
    cancelBatch: call(z.object({ batchId: z.string().max(64) }), z.object({ cancelled: z.boolean() })),
    batchChanged: event(Batch),
    /** The line below a room's name; null takes it away. */
    setStatus: call(
      z.object({ channelId: ChannelId, status: z.string().trim().min(1).max(500).nullable() }),
      RoomActionOutcome,
    ),
    startStage: call(
      z.object({ channelId: ChannelId, topic: stageTopic, notify: z.boolean(), reason: AuditReason }),
      RoomActionOutcome,
    ),
    setStageTopic: call(
      z.object({ channelId: ChannelId, topic: stageTopic, reason: AuditReason }),
      RoomActionOutcome,
    ),
    endStage: call(z.object({ channelId: ChannelId, reason: AuditReason }), RoomActionOutcome),
    regions: call(z.object({ guildId: GuildId }), z.array(VoiceRegion)),
  },
  members: {
    get: call(MemberRef, MemberDetail.nullable()),
    move: call(MoveMemberInput, RoomActionOutcome),
    setVoice: call(MemberVoiceInput, RoomActionOutcome),
    /** On a stage: false invites to speak, true moves to the audience. */
    setSuppressed: call(
      MemberRef.extend({ channelId: ChannelId, suppressed: z.boolean() }),
      RoomActionOutcome,
    ),
    actOnMany: call(MembersBatchInput, BatchStarted),
    timeOut: call(TimeOutInput, RoomActionOutcome),
    /** Null takes it away. */
    setNickname: call(
      MemberRef.extend({
        nickname: z.string().trim().min(1).max(NICKNAME_LIMIT).nullable(),
        reason: AuditReason,
      }),
      RoomActionOutcome,
    ),
    setRole: call(
      MemberRef.extend({ roleId: RoleId, has: z.boolean(), reason: AuditReason }),
      RoomActionOutcome,
    ),
  },
  roles: {
    create: call(CreateRoleInput, RoleOutcome),
    modify: call(ModifyRoleInput, RoleOutcome),
    /** Directly above another one; null = lowest of all. */
    move: call(
      z.object({ guildId: GuildId, roleId: RoleId, aboveRoleId: RoleId.nullable(), reason: AuditReason }),
      RoomActionOutcome,
    ),
    delete: call(z.object({ guildId: GuildId, roleId: RoleId, reason: AuditReason }), RoomActionOutcome),
    /** Who has it and what hangs on it, as far as this computer knows. */
    usage: call(z.object({ guildId: GuildId, roleId: RoleId }), RoleUsage),
  },
  roomPlans: {
    state: call(noInput, RoomPlansState),
    changed: event(RoomPlansState),
    news: event(PlanNews),
    saveTemplate: call(z.object({ templateId: PlanId.nullable(), draft: TemplateDraft }), RoomTemplate),
    /** Its schedules and lobbies stay and say that it is missing. */
    removeTemplate: call(z.object({ templateId: PlanId }), done),
    /** A template that would make these rooms again; nothing is saved. */
    templateFrom: call(
      z.object({ guildId: GuildId, channelIds: z.array(ChannelId).min(1).max(BATCH_LIMIT) }),
      TemplateDraft,
    ),
    /** What an opening would make, what it needs and how long it takes. */
    preview: call(OpenSetInput, OpeningPreview.nullable()),
    /** Begins; each room's outcome is announced as `changed`. */
    open: call(OpenSetInput, OpenSetOutcome),
    /** What is not made yet is not made. */
    cancelOpening: call(z.object({ setId: PlanId }), done),
    /** Ends all rooms of a set that Roomtone made and nobody keeps. */
    endSet: call(z.object({ setId: PlanId }), done),
    /** What failed is tried again. */
    retry: call(z.object({ setId: PlanId }), done),
    /** Takes a set off the list; rooms that are still there stay and are nobody's to end any more. */
    forgetSet: call(z.object({ setId: PlanId }), done),
    keep: call(z.object({ setId: PlanId, slotId: PlanId }), done),
    setTemporary: call(z.object({ setId: PlanId, slotId: PlanId, temporary: Temporary.nullable() }), done),
    /** Whose an uncertain room is: this one, or (null) none of them, and it is made again. */
    settle: call(z.object({ setId: PlanId, slotId: PlanId, channelId: ChannelId.nullable() }), done),
    saveSchedule: call(ScheduleDraft, RoomSchedule),
    removeSchedule: call(z.object({ scheduleId: PlanId }), done),
    pauseSchedule: call(z.object({ scheduleId: PlanId, paused: z.boolean() }), done),
    /** Leaves the next time out, or takes that back. */
    skipNext: call(z.object({ scheduleId: PlanId, skip: z.boolean() }), done),
    runNow: call(z.object({ scheduleId: PlanId }), OpenSetOutcome),
    saveLobby: call(LobbyDraft, Lobby),
    removeLobby: call(z.object({ lobbyId: PlanId }), done),
    pauseLobby: call(z.object({ lobbyId: PlanId, paused: z.boolean() }), done),
  },
  notices: {
    state: call(noInput, NoticesState),
    changed: event(NoticesState),
    /** One to show in the window. */
    shown: event(Notice),
    /** Somebody clicked a notice of the system. */
    roomWanted: event(z.object({ guildId: GuildId, channelId: ChannelId })),
    saveRule: call(NoticeRuleDraft, NoticeRule),
    removeRule: call(z.object({ ruleId: NoticeId }), done),
    setQuietHours: call(QuietHours, done),
    clearRecent: call(noInput, done),
  },
};
