/** How recordings are made, who was told of them, and what is left on the disk (M60, B4, B18). */
import { z } from 'zod';
import { AppErrorView } from '../errors/app-error';
import { Refusal } from './messages';

export const SkippedPerson = z.object({
  userId: z.string().regex(/^\d{1,20}$/),
  displayName: z.string().max(100),
});
export type SkippedPerson = z.infer<typeof SkippedPerson>;

export const RecorderSettings = z.object({
  /** A message in the room's own chat when a recording starts. */
  notice: z.object({ enabled: z.boolean(), text: z.string().trim().min(1).max(500) }),
  /** A short message for somebody who comes later, once a person and recording. */
  joinNotice: z.object({ enabled: z.boolean(), text: z.string().trim().min(1).max(500) }),
  /** The room's status says that it is recorded, and is put back afterwards. */
  status: z.object({ enabled: z.boolean(), text: z.string().trim().min(1).max(200) }),
  /** Name of the file that is played into the room when a recording starts; null = none. */
  spokenClip: z.string().max(260).nullable(),
  /** People whose voice is never recorded. */
  skipped: z.array(SkippedPerson).max(500),
  /** Keeps the last minutes while in a room, to be saved after the fact; null = off. */
  replayMinutes: z.number().int().min(1).max(120).nullable(),
  /** A new session after so long; null = never. */
  splitMinutes: z.number().int().min(10).max(1_440).nullable(),
  /** The microphone before gain, gate and mix as a track of its own. */
  rawMicrophone: z.boolean(),
});
export type RecorderSettings = z.infer<typeof RecorderSettings>;

/** The clip is chosen in the system's dialog, never named by the window. */
export const RecorderSettingsPatch = RecorderSettings.omit({ spokenClip: true }).partial();
export type RecorderSettingsPatch = z.infer<typeof RecorderSettingsPatch>;

export const DEFAULT_RECORDER_SETTINGS: RecorderSettings = {
  notice: { enabled: true, text: 'This room is being recorded, each voice on its own track.' },
  joinNotice: { enabled: false, text: 'Welcome, {name}. This room is being recorded.' },
  status: { enabled: true, text: '● Recording' },
  spokenClip: null,
  skipped: [],
  replayMinutes: null,
  splitMinutes: null,
  rawMicrophone: false,
};

/** What of the telling did not work; it never stops a recording. */
export const ConsentTrouble = z.object({
  about: z.enum(['notice', 'joinNotice', 'status', 'restore', 'clip', 'replay']),
  refusal: Refusal.nullable(),
  error: AppErrorView.nullable(),
});
export type ConsentTrouble = z.infer<typeof ConsentTrouble>;

const Step = z.enum(['off', 'pending', 'done', 'failed']);

/** What the room was told of the recording that runs. */
export const ConsentState = z.object({
  recordingId: z.string(),
  notice: Step,
  status: Step,
  clip: Step,
  /** Who came while it was being recorded. */
  joined: z.number().int(),
  troubles: z.array(ConsentTrouble),
  /** When what failed is tried again by itself, Unix ms; null when nothing waits. */
  retryAtMs: z.number().nullable(),
});
export type ConsentState = z.infer<typeof ConsentState>;

export const ReplayState = z.discriminatedUnion('kind', [
  /** `waiting`: switched on, and not in a room. */
  z.object({ kind: z.enum(['off', 'waiting', 'announcing']) }),
  z.object({ kind: z.literal('on'), heldMs: z.number(), saving: z.boolean() }),
  /** The room could not be told, so nothing is kept. */
  z.object({ kind: z.literal('refused'), trouble: ConsentTrouble }),
]);
export type ReplayState = z.infer<typeof ReplayState>;

export const DiskState = z.object({
  freeBytes: z.number(),
  bytesPerHour: z.number(),
  /** False: nothing is being recorded, so it is what ten people talking need. */
  measured: z.boolean(),
  hoursLeft: z.number(),
  /** `low` below an hour, `last` below ten minutes. */
  level: z.enum(['fine', 'low', 'last']),
});
export type DiskState = z.infer<typeof DiskState>;

export const RecorderState = z.object({
  settings: RecorderSettings,
  consent: ConsentState.nullable(),
  /** The status of a room that was recorded could not be put back; it is tried again with the next connection. */
  restoreTrouble: ConsentTrouble.nullable(),
  replay: ReplayState,
  /** When the recording that runs goes on in a new session; Unix ms. */
  splitAtMs: z.number().nullable(),
  /** Null until it was looked at. */
  disk: DiskState.nullable(),
});
export type RecorderState = z.infer<typeof RecorderState>;

/** Who was told what and when (B18). A line of `consent.jsonl` beside the session. */
export const ConsentLine = z.object({
  /** Unix ms. */
  atMs: z.number(),
  kind: z.enum([
    'present',
    'noticePosted',
    'statusSet',
    'statusRestored',
    'statusLeft',
    'clipPlayed',
    'joinedWhileRecording',
    'joinNoticePosted',
    'skipped',
    'unskipped',
    'moved',
    'continued',
    'replayAnnounced',
    'failed',
  ]),
  userId: z.string().max(40).nullable(),
  displayName: z.string().max(200).nullable(),
  text: z.string().max(2_000),
});
export type ConsentLine = z.infer<typeof ConsentLine>;

export const ContinueOutcome = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('continued'), recordingId: z.string() }),
  /** Only what was recorded in this very room can go on in it. */
  z.object({ kind: z.literal('otherRoom'), roomName: z.string() }),
  z.object({ kind: z.literal('notInRoom') }),
  z.object({ kind: z.literal('recordingAlready') }),
  /** It was ended on purpose, is being mended, or cannot be read. */
  z.object({ kind: z.literal('notCutOff') }),
]);
export type ContinueOutcome = z.infer<typeof ContinueOutcome>;

export const StorageView = z.object({
  bytes: z.number(),
  trashBytes: z.number(),
  trashCount: z.number().int(),
  disk: DiskState,
});
export type StorageView = z.infer<typeof StorageView>;

export const ClipFormat = z.enum(['opus', 'mp3', 'm4a']);
export type ClipFormat = z.infer<typeof ClipFormat>;

/** How large a clip will be, about, and what a message may carry. */
export const ClipEstimate = z.object({ durationMs: z.number(), bytes: z.number(), limitBytes: z.number() });
export type ClipEstimate = z.infer<typeof ClipEstimate>;

/** A clip on its way into a channel: made into a file first, then it waits in the outbox. */
export const ClipSending = z.object({
  sendId: z.string(),
  recordingId: z.string(),
  label: z.string(),
  status: z.enum(['making', 'queued', 'tooLarge', 'failed', 'cancelled']),
  /** 0..1 of the making. */
  progress: z.number(),
  entryId: z.string().nullable(),
  bytes: z.number().nullable(),
  problem: z.string().nullable(),
});
export type ClipSending = z.infer<typeof ClipSending>;
