import { z } from 'zod';
import { ChannelId, MessageId, UserId } from '../discord/snowflake';
import { AccountsSnapshot, ConnectBotInput, ConnectOutcome, VaultState } from '../models/accounts';
import { AppInfo, DiagnosticsSnapshot, PracticeState, Settings, SettingsPatch } from '../models/app';
import { CallState, JoinCallInput, JoinCallOutcome, PickedAudio } from '../models/calls';
import { MessageChange, MessagePage, SendMessageInput, SendOutcome } from '../models/messages';
import { PlaybackState, RecordingDetail, RecordingSummary, TrackPeaks } from '../models/recordings';
import {
  CreateRoomInput,
  CreateRoomOutcome,
  EndRoomOutcome,
  WorkspaceChanged,
  WorkspaceSnapshot,
} from '../models/workspace';
import type { ChannelTable } from './channels';
import { call, event, port } from './define';

const noInput = z.undefined();
const done = z.void();
const gainDb = z.number().min(-60).max(12);
const recordingId = z.string().regex(/^[\w-]{1,80}$/);
const trackId = z.string().max(80);

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
    startPractice: call(z.object({ seed: z.number().int().nullable() }), ConnectOutcome),
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
  },
  workspace: {
    snapshot: call(noInput, WorkspaceSnapshot),
    changed: event(WorkspaceChanged),
  },
  rooms: {
    create: call(CreateRoomInput, CreateRoomOutcome),
    end: call(z.object({ channelId: ChannelId }), EndRoomOutcome),
  },
  messages: {
    list: call(
      z.object({
        channelId: ChannelId,
        before: MessageId.nullable(),
        limit: z.number().int().min(1).max(100),
      }),
      MessagePage,
    ),
    send: call(SendMessageInput, SendOutcome),
    changed: event(z.object({ changes: z.array(MessageChange) })),
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
