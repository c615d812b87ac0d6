import { z } from 'zod';
import { EmojiRef } from '../discord/emoji';
import { ChannelId, GuildId, MessageId, RoleId, UserId } from '../discord/snowflake';
import { AccountsSnapshot, ConnectBotInput, ConnectOutcome, VaultState } from '../models/accounts';
import { AppInfo, DiagnosticsSnapshot, PracticeState, Settings, SettingsPatch } from '../models/app';
import {
  ArchivedChannel,
  ArchiveSearchInput,
  ArchiveSearchResult,
  ArchiveSettings,
  ArchiveStatus,
  Attendance,
  AttendanceInput,
  BackfillState,
  ExportFormat,
  ExportState,
  ExportWhat,
  ForgottenPerson,
  PersonalTraces,
  TimelineEvent,
  TimelineInput,
  TimelinePage,
} from '../models/archive';
import { CallState, JoinCallInput, JoinCallOutcome, PickedAudio } from '../models/calls';
import { BlastRadius, Destination, MessageBody, RouteName, StagedFile } from '../models/message-body';
import {
  ActionOutcome,
  EditOutcome,
  MessageChange,
  MessagePage,
  MessageRef,
  MessageView,
  PageFrom,
  PendingDeletion,
  PinnedPage,
  Reactor,
  ReadState,
  Refusal,
  SearchInput,
  SearchResult,
} from '../models/messages';
import { Notice, NoticeId, NoticeRule, NoticeRuleDraft, NoticesState, QuietHours } from '../models/notices';
import {
  Draft,
  DraftKey,
  OutboxChanged,
  OutboxEntry,
  PostHead,
  Repeat,
  SubmitInput,
  SubmitOutcome,
  Template,
} from '../models/outbox';
import { Incident, PracticeSize, Rehearsal } from '../models/practice';
import { StormInput } from '../models/practice-storm';
import { TroubleSettings } from '../models/practice-trouble';
import { PlaybackState, RecordingDetail, RecordingSummary, TrackPeaks } from '../models/recordings';
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
} from '../models/room-plans';
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
  RoleOutcome,
  RoleUsage,
  RoomActionOutcome,
  TimeOutInput,
  VoiceRegion,
} from '../models/rooms';
import { NamedRoute, WebhookMessage, WebhookOutcome, WebhookSummary } from '../models/routes';
import {
  ArchivedThreadsPage,
  CreateThreadInput,
  ModifyThreadInput,
  OpenDirectOutcome,
  PersonSummary,
  ThreadOutcome,
} from '../models/threads';
import { WorkspaceChanged, WorkspaceSnapshot } from '../models/workspace';
import type { ChannelTable } from './channels';
import { call, event, port } from './define';

const noInput = z.undefined();
const done = z.void();
const gainDb = z.number().min(-60).max(12);
const recordingId = z.string().regex(/^[\w-]{1,80}$/);
const trackId = z.string().max(80);
const entryId = OutboxEntry.shape.entryId;
const snowflake = z.string().regex(/^\d{1,20}$/);
/** Shown in the guild's audit log. */
const auditReason = z.string().max(512).nullable();
const stageTopic = z.string().trim().min(1, 'a stage needs a topic').max(120);
const webhookName = z.string().trim().min(1).max(80);
/** Discord's ceiling for a bot's upload; what is larger could not be sent. */
const MAX_PASTE_BYTES = 25 * 1024 * 1024;

/**
 * Everything that crosses between main and the window. Both ends and the test doubles are derived from this
 * value; a new call is three edits: here (and its name in channels.ts), a handler in main/ipc, a caller.
 */
export const contract = {
  app: {
    info: call(noInput, AppInfo),
    settings: call(noInput, Settings),
    updateSettings: call(SettingsPatch, Settings),
    diagnostics: call(noInput, DiagnosticsSnapshot),
    /** The window's own errors and warnings, so that one log tells the whole story. */
    log: call(
      z.object({
        level: z.enum(['warn', 'error']),
        area: z.string().max(80),
        message: z.string().max(4_000),
      }),
      done,
    ),
  },
  accounts: {
    snapshot: call(noInput, AccountsSnapshot),
    changed: event(AccountsSnapshot),
    startPractice: call(
      z.object({ seed: z.number().int().nullable(), size: PracticeSize.optional() }),
      ConnectOutcome,
    ),
    connectBot: call(ConnectBotInput, ConnectOutcome),
    connectSaved: call(z.object({ accountId: z.string() }), ConnectOutcome),
    forget: call(z.object({ accountId: z.string() }), done),
    signOut: call(noInput, done),
    createPassphraseVault: call(z.object({ passphrase: z.string().min(8).max(512) }), VaultState),
    unlockVault: call(z.object({ passphrase: z.string().min(1).max(512) }), VaultState),
  },
  practice: {
    state: call(noInput, PracticeState),
    changed: event(PracticeState),
    stop: call(noInput, done),
    /** What goes wrong on the practice server: its trouble dial, and a storm that may be on. */
    rehearsal: call(noInput, Rehearsal),
    rehearsalChanged: event(Rehearsal),
    /** Replaces all trouble; a part that is left out is calm. */
    setTrouble: call(TroubleSettings, Rehearsal),
    calm: call(noInput, Rehearsal),
    incident: call(Incident, done),
    startStorm: call(StormInput, Rehearsal),
    stopStorm: call(noInput, Rehearsal),
  },
  workspace: {
    snapshot: call(noInput, WorkspaceSnapshot),
    changed: event(WorkspaceChanged),
  },
  rooms: {
    create: call(CreateRoomInput, CreateRoomOutcome),
    modify: call(ModifyRoomInput, ModifyRoomOutcome),
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
  messages: {
    list: call(
      z.object({ channelId: ChannelId, from: PageFrom, limit: z.number().int().min(1).max(100) }),
      MessagePage,
    ),
    /** One message; null when it is gone. */
    get: call(MessageRef, MessageView.nullable()),
    edit: call(
      MessageRef.extend({ body: MessageBody, keepAttachmentIds: z.array(z.string()).max(10) }),
      EditOutcome,
    ),
    /** Takes effect after the undo window; several at once become a bulk deletion where Discord allows it. */
    delete: call(
      z.object({ channelId: ChannelId, messageIds: z.array(MessageId).min(1).max(100), reason: auditReason }),
      PendingDeletion,
    ),
    undoDelete: call(z.object({ deletionId: z.string().max(64) }), z.object({ undone: z.boolean() })),
    setReaction: call(MessageRef.extend({ emoji: EmojiRef, on: z.boolean() }), ActionOutcome),
    /** Somebody else's reaction; needs Manage Messages. `userId` null: this emoji's altogether. `emoji` null: all. */
    clearReactions: call(
      MessageRef.extend({ emoji: EmojiRef.nullable(), userId: UserId.nullable() }),
      ActionOutcome,
    ),
    reactors: call(
      MessageRef.extend({ emoji: EmojiRef, after: UserId.nullable() }),
      z.object({ people: z.array(Reactor), hasMore: z.boolean() }),
    ),
    setPinned: call(MessageRef.extend({ pinned: z.boolean(), reason: auditReason }), ActionOutcome),
    pins: call(z.object({ channelId: ChannelId, beforeMs: z.number().nullable() }), PinnedPage),
    crosspost: call(MessageRef, ActionOutcome),
    setEmbedsSuppressed: call(MessageRef.extend({ suppressed: z.boolean() }), ActionOutcome),
    /** Says that we are writing; at most every ten seconds, more often is ignored. */
    typing: call(z.object({ channelId: ChannelId }), done),
    search: call(SearchInput, SearchResult),
    readStates: call(noInput, z.array(ReadState)),
    markRead: call(z.object({ channelId: ChannelId, messageId: MessageId }), done),
    readStatesChanged: event(z.object({ states: z.array(ReadState) })),
    changed: event(z.object({ changes: z.array(MessageChange) })),
  },
  threads: {
    create: call(CreateThreadInput, ThreadOutcome),
    modify: call(ModifyThreadInput, ThreadOutcome),
    delete: call(z.object({ threadId: ChannelId, reason: auditReason }), ActionOutcome),
    setJoined: call(z.object({ threadId: ChannelId, joined: z.boolean() }), ActionOutcome),
    setMember: call(z.object({ threadId: ChannelId, userId: UserId, present: z.boolean() }), ActionOutcome),
    members: call(z.object({ threadId: ChannelId }), z.array(PersonSummary)),
    archived: call(
      z.object({
        channelId: ChannelId,
        kind: z.enum(['public', 'private']),
        beforeMs: z.number().nullable(),
      }),
      ArchivedThreadsPage,
    ),
  },
  people: {
    /** By beginning of name, nickname or user name; at most 25. */
    search: call(z.object({ guildId: GuildId, text: z.string().max(100) }), z.array(PersonSummary)),
    get: call(z.object({ guildId: GuildId, userId: UserId }), PersonSummary.nullable()),
    openDirect: call(z.object({ userId: UserId }), OpenDirectOutcome),
  },
  files: {
    /** Opens the system's file dialog; empty when the person cancels. */
    pick: call(noInput, z.array(StagedFile)),
    /** A file dropped on the window; the preload turns the File into a path that only main sees. */
    stageDropped: call(z.object({ path: z.string().min(1).max(4_096) }), StagedFile),
    /** Something pasted, which has no path. */
    stagePasted: call(
      z.object({
        bytes: z
          .instanceof(Uint8Array)
          .refine((bytes) => bytes.byteLength <= MAX_PASTE_BYTES, 'too large to paste'),
        fileName: z.string().min(1).max(260),
        contentType: z.string().max(200),
      }),
      StagedFile,
    ),
    /** A small picture of a staged picture as a data URL; null for anything else. */
    thumbnail: call(z.object({ fileId: z.string().max(64) }), z.string().nullable()),
  },
  outbox: {
    list: call(noInput, z.array(OutboxEntry)),
    changed: event(OutboxChanged),
    submit: call(SubmitInput, SubmitOutcome),
    /** Before sending: who is notified, what it costs, what is wrong. */
    preview: call(z.object({ destination: Destination, body: MessageBody }), BlastRadius),
    /** Stops what has not left; an upload under way is cut off. The entry stays, cancelled, with its content. */
    cancel: call(z.object({ entryId }), z.object({ cancelled: z.boolean() })),
    retry: call(z.object({ entryId }), done),
    /** Another time, or null for now. */
    reschedule: call(
      z.object({ entryId, sendAtMs: z.number().nullable(), repeat: Repeat.nullable() }),
      z.object({ changed: z.boolean() }),
    ),
    /** Forgets a settled entry. */
    dismiss: call(z.object({ entryIds: z.array(entryId).max(1_000) }), done),
  },
  drafts: {
    list: call(noInput, z.array(Draft)),
    /** `baseRevision`: the one this grew from. If another was saved since, both are kept and the answer says so. */
    save: call(
      z.object({
        key: DraftKey,
        body: MessageBody,
        post: PostHead.nullable().optional(),
        baseRevision: z.number().int(),
      }),
      z.object({ draft: Draft, conflict: Draft.nullable() }),
    ),
    discard: call(z.object({ key: DraftKey }), done),
  },
  templates: {
    list: call(noInput, z.array(Template)),
    changed: event(z.object({ templates: z.array(Template) })),
    save: call(
      Template.omit({ updatedAtMs: true, templateId: true }).extend({ templateId: entryId.nullable() }),
      Template,
    ),
    remove: call(z.object({ templateId: entryId }), done),
  },
  routes: {
    list: call(noInput, z.array(NamedRoute)),
    changed: event(z.object({ routes: z.array(NamedRoute) })),
    /** `previousName` when it is renamed; an existing other route of that name is refused. */
    save: call(
      NamedRoute.pick({ name: true, target: true, identity: true }).extend({
        previousName: RouteName.nullable(),
      }),
      z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('saved'), route: NamedRoute }),
        z.object({ kind: z.literal('nameTaken') }),
      ]),
    ),
    remove: call(z.object({ name: RouteName }), done),
    /** Looks whether it would work, without posting anything. Null = all. */
    check: call(z.object({ name: RouteName.nullable() }), z.array(NamedRoute)),
  },
  webhooks: {
    /** Of a channel, or all we may see in a guild. */
    list: call(
      z.object({ guildId: GuildId, channelId: ChannelId.nullable() }),
      z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('listed'), webhooks: z.array(WebhookSummary) }),
        z.object({ kind: z.literal('missingPermission'), permission: z.string() }),
      ]),
    ),
    /** Those we can post with, wherever they are. */
    usable: call(noInput, z.array(WebhookSummary)),
    create: call(z.object({ channelId: ChannelId, name: webhookName, reason: auditReason }), WebhookOutcome),
    modify: call(
      z.object({
        webhookId: snowflake,
        name: webhookName.optional(),
        channelId: ChannelId.optional(),
        reason: auditReason,
      }),
      WebhookOutcome,
    ),
    delete: call(z.object({ webhookId: snowflake, reason: auditReason }), ActionOutcome),
    /** A webhook's link holds its token: it goes to the vault and never comes back. */
    importLink: call(z.object({ link: z.string().max(500) }), WebhookOutcome),
    /** A posted message by its link, opened for editing. */
    openMessage: call(
      z.object({ webhookId: snowflake, messageLink: z.string().max(300) }),
      z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('opened'), message: WebhookMessage }),
        z.object({ kind: z.literal('notOurs') }),
        ...Refusal.options,
      ]),
    ),
    editMessage: call(
      WebhookMessage.pick({ webhookId: true, threadId: true, messageId: true, body: true }).extend({
        keepAttachmentIds: z.array(z.string()).max(10),
      }),
      ActionOutcome,
    ),
    deleteMessage: call(
      WebhookMessage.pick({ webhookId: true, threadId: true, messageId: true }),
      ActionOutcome,
    ),
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
  archive: {
    status: call(noInput, ArchiveStatus),
    statusChanged: event(ArchiveStatus),
    /** Works signed out too; rejects with `archive/empty` before anything was kept. */
    search: call(ArchiveSearchInput, ArchiveSearchResult),
    channels: call(noInput, z.array(ArchivedChannel)),
    timeline: call(TimelineInput, TimelinePage),
    /** New events as they are kept, oldest first, unfiltered. */
    timelineGrew: event(z.object({ events: z.array(TimelineEvent) })),
    attendance: call(AttendanceInput, Attendance),
    /** Fetches the history of a channel, and what is missed while away, until it is paused. */
    startBackfill: call(z.object({ channelId: ChannelId }), done),
    pauseBackfill: call(z.object({ channelId: ChannelId }), done),
    backfillChanged: event(z.object({ channelId: ChannelId, state: BackfillState })),
    settings: call(noInput, ArchiveSettings),
    /** What is older than allowed is deleted at once. */
    setSettings: call(ArchiveSettings, ArchiveSettings),
    traces: call(z.object({ userId: UserId }), PersonalTraces),
    /** Deletes everything of a person for good; answers with what there was. */
    forget: call(z.object({ userId: UserId }), PersonalTraces),
    /** What a forgotten person does from now on is kept again. */
    remember: call(z.object({ userId: UserId }), done),
    forgotten: call(noInput, z.array(ForgottenPerson)),
    /** Opens the system's save dialog; null when the person cancels. */
    export: call(
      z.object({ what: ExportWhat, format: ExportFormat, title: z.string().trim().min(1).max(200) }),
      z.object({ exportId: z.string() }).nullable(),
    ),
    cancelExport: call(z.object({ exportId: z.string().max(64) }), z.object({ cancelled: z.boolean() })),
    exportChanged: event(ExportState),
  },
  calls: {
    state: call(noInput, CallState),
    changed: event(CallState),
    join: call(JoinCallInput, JoinCallOutcome),
    leave: call(noInput, done),
    setSelfMute: call(z.object({ muted: z.boolean() }), done),
    /** Opens the system's file dialog; null when the person cancels. */
    pickAudio: call(noInput, PickedAudio.nullable()),
    /** A file dropped on the window; the preload turns the File into a path that only main sees. */
    openDroppedAudio: call(z.object({ path: z.string().min(1).max(4_096) }), PickedAudio),
    play: call(z.object({ sourceId: z.string(), gainDb, loop: z.boolean() }), done),
    pause: call(noInput, done),
    resume: call(noInput, done),
    seek: call(z.object({ positionMs: z.number().min(0) }), done),
    stop: call(noInput, done),
    setLoop: call(z.object({ loop: z.boolean() }), done),
    setProgrammeGain: call(z.object({ gainDb }), done),
    setSpeakerVolume: call(z.object({ userId: UserId, gainDb, muted: z.boolean() }), done),
    setMonitor: call(z.object({ enabled: z.boolean(), gainDb }), done),
    startRecording: call(noInput, z.object({ recordingId })),
    stopRecording: call(noInput, z.object({ recordingId: recordingId.nullable() })),
    addMarker: call(z.object({ text: z.string().trim().max(200) }), done),
    levels: port(),
    monitor: port(),
  },
  recordings: {
    list: call(noInput, z.array(RecordingSummary)),
    changed: event(z.object({ recordings: z.array(RecordingSummary) })),
    open: call(z.object({ recordingId }), RecordingDetail),
    peaks: call(z.object({ recordingId, trackId, bucketMs: z.number().min(1).max(60_000) }), TrackPeaks),
    rename: call(z.object({ recordingId, title: z.string().trim().min(1).max(120) }), RecordingSummary),
    trash: call(z.object({ recordingId }), done),
    restore: call(z.object({ recordingId }), RecordingSummary),
    showInFolder: call(z.object({ recordingId }), done),
    playback: event(PlaybackState),
    openPlayback: call(z.object({ recordingId }), PlaybackState),
    play: call(noInput, done),
    pause: call(noInput, done),
    seek: call(z.object({ positionMs: z.number().min(0) }), done),
    setSolo: call(z.object({ trackId, solo: z.boolean() }), done),
    setMute: call(z.object({ trackId, muted: z.boolean() }), done),
    closePlayback: call(noInput, done),
    audio: port(),
  },
} satisfies ChannelTable;

export type AppContract = typeof contract;
