/** What a reviewer adds to a recording and reads out of it. A session itself is never changed; this stands beside it. */
import { z } from 'zod';

export const ReviewId = z.string().regex(/^[\w-]{1,64}$/);
export type ReviewId = z.infer<typeof ReviewId>;

const atMs = z.number().min(0);
const label = z.string().trim().max(200);

/** A place, or with `endMs` a range (a clip). */
export const Marker = z.object({
  markerId: ReviewId,
  atMs,
  endMs: atMs.nullable(),
  label,
  note: z.string().max(4_000),
  /** 0..11, a colour of the app's palette. */
  colourIndex: z.number().int().min(0).max(11),
  /** Dropped while recording, or set afterwards. */
  origin: z.enum(['live', 'review']),
});
export type Marker = z.infer<typeof Marker>;
export const MarkerDraft = Marker.omit({ origin: true }).extend({ markerId: ReviewId.nullable() });
export type MarkerDraft = z.infer<typeof MarkerDraft>;

/** Kept from playback, mix, export and statistics until it is purged (B18). */
export const Withheld = z.object({
  withheldId: ReviewId,
  /** Whose voice; null = everybody's. */
  userId: z.string().nullable(),
  /** Null on both sides = the whole recording. */
  fromMs: atMs.nullable(),
  toMs: atMs.nullable(),
  reason: z.string().max(500),
  setAtMs: z.number(),
  /** Its sound was overwritten then: it cannot be shown again. */
  purgedAtMs: z.number().optional(),
});
export type Withheld = z.infer<typeof Withheld>;

/** Why a lane shows what it shows (B16). Speech is where none of these and no silence is. */
export const LaneState = z.enum([
  'absent',
  'muted',
  'lost',
  'undecryptable',
  'reconnect',
  'drift',
  'withheld',
  'unrecorded',
  /** It was recorded and is not in the file any more. */
  'missing',
  /** Its bytes are there and cannot be read. */
  'damaged',
]);
export type LaneState = z.infer<typeof LaneState>;
export const LaneSpan = z.object({
  state: LaneState,
  fromMs: atMs,
  toMs: atMs,
  /** For `drift`: how much silence was put in there, in one or several places, ms. */
  shiftMs: z.number().optional(),
});
export type LaneSpan = z.infer<typeof LaneSpan>;

export const SpeechSpan = z.tuple([z.number(), z.number()]);

/** As EBU R128 measures a track, what is withheld counting as silence. */
export const TrackLoudness = z.object({
  /** Null: too short or too quiet to be measured. */
  loudnessLufs: z.number().nullable(),
  truePeakDbtp: z.number().nullable(),
});
export type TrackLoudness = z.infer<typeof TrackLoudness>;

export const ReviewLane = z.object({
  trackId: z.string(),
  displayName: z.string(),
  /** In order of time, not overlapping. */
  spans: z.array(LaneSpan),
  /** Where there is sound: [fromMs, toMs], from the recorder's own `sound` lines, silence of 300 ms and more left out. */
  speech: z.array(SpeechSpan),
  /** Integrated loudness and true peak; null until measured (B20). */
  loudnessLufs: z.number().nullable(),
  truePeakDbtp: z.number().nullable(),
  driftPpm: z.number().nullable(),
  lostPackets: z.number().int(),
  /** Its file has been read through: `damaged` spans are all there are. */
  checked: z.boolean(),
});
export type ReviewLane = z.infer<typeof ReviewLane>;

export const ChatLine = z.object({
  atMs,
  messageId: z.string(),
  userId: z.string(),
  displayName: z.string(),
  text: z.string(),
  editedAtMs: atMs.nullable(),
  deletedAtMs: atMs.nullable(),
  reactions: z.array(z.object({ emoji: z.string(), count: z.number().int() })),
});
export type ChatLine = z.infer<typeof ChatLine>;

/** End-to-end encryption as it was: compare the code with what members saw (B19). */
export const EpochLine = z.object({
  atMs,
  epoch: z.number().int().nullable(),
  privacyCode: z.string().nullable(),
});

/** A person who did not want to be recorded, or not all the time; nothing of these stretches is in any file. */
export const SkippedPerson = z.object({
  userId: z.string(),
  displayName: z.string(),
  skipped: z.array(SpeechSpan),
  /** As on a lane, for somebody who has none. */
  spans: z.array(LaneSpan),
});
export type SkippedPerson = z.infer<typeof SkippedPerson>;

export const TalkTime = z.object({
  userId: z.string(),
  displayName: z.string(),
  presentMs: z.number(),
  talkMs: z.number(),
  turns: z.number().int(),
  longestTurnMs: z.number(),
  /** While somebody else spoke too. */
  overlapMs: z.number(),
});
export type TalkTime = z.infer<typeof TalkTime>;

/** What a check of the session's files found. */
export const IntegrityReport = z.object({
  state: z.enum(['whole', 'repaired', 'damaged', 'recording']),
  /** The most that can be missing at the end of what was cut off; lanes tell what else is not there. */
  lostMs: z.number(),
  notes: z.array(z.string()),
  /** Parts recorded one after the other in this session, with what lies between them. */
  cuts: z.array(z.object({ fromMs: atMs, toMs: atMs, cause: z.string() })),
});

export const TrackMix = z.object({ trackId: z.string(), gainDb: z.number().min(-60).max(12) });

/** What is beside the session in `annotations.json`. */
export const Annotations = z.object({
  version: z.literal(1),
  tags: z.array(z.string().trim().min(1).max(40)).max(50),
  markers: z.array(Marker).max(10_000),
  withheld: z.array(Withheld).max(1_000),
  mix: z.array(TrackMix).max(500),
  /** All speakers at the same loudness. */
  levelMatching: z.boolean(),
});
export type Annotations = z.infer<typeof Annotations>;

export const ReviewSession = z.object({
  recordingId: z.string(),
  annotations: Annotations,
  lanes: z.array(ReviewLane),
  chat: z.array(ChatLine),
  epochs: z.array(EpochLine),
  talkTime: z.array(TalkTime),
  skipped: z.array(SkippedPerson),
  integrity: IntegrityReport,
  /** How long it is when silence that all tracks share is left out. */
  speechMs: z.number(),
});
export type ReviewSession = z.infer<typeof ReviewSession>;

/** How a recording is played; `recordings.playback` carries the position. */
export const PlaybackChoices = z.object({
  speed: z.number().min(0.5).max(3),
  /** Silence that all tracks share is left out. */
  speechOnly: z.boolean(),
  loop: z.object({ fromMs: atMs, toMs: atMs }).nullable(),
});
export type PlaybackChoices = z.infer<typeof PlaybackChoices>;

export const ExportFormat = z.enum(['flac', 'wav', 'opus', 'mp3', 'm4a']);
export type ExportFormat = z.infer<typeof ExportFormat>;

export const ExportRequest = z.object({
  recordingId: z.string(),
  what: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('mix'), trackIds: z.array(z.string()).min(1) }),
    z.object({ kind: z.literal('tracks'), trackIds: z.array(z.string()).min(1) }),
    /** Each clip as a file of its own. */
    z.object({ kind: z.literal('clips'), markerIds: z.array(ReviewId).min(1) }),
    z.object({ kind: z.literal('project'), app: z.enum(['audacity', 'reaper']) }),
    z.object({ kind: z.literal('labels'), as: z.enum(['txt', 'srt', 'vtt', 'cue']) }),
    z.object({ kind: z.literal('chat'), as: z.enum(['txt', 'json', 'html']) }),
    z.object({ kind: z.literal('talkTime'), as: z.enum(['csv', 'md']) }),
  ]),
  format: ExportFormat,
  /** Null = the whole recording. */
  range: z.object({ fromMs: atMs, toMs: atMs }).nullable(),
  /** EBU R128 target of the mix or of each track; null leaves the level as it is. */
  targetLufs: z.number().min(-40).max(-6).nullable(),
  /** Silence that all tracks share is left out. */
  speechOnly: z.boolean(),
});
export type ExportRequest = z.infer<typeof ExportRequest>;

export const ExportJob = z.object({
  exportId: z.string(),
  recordingId: z.string(),
  title: z.string(),
  what: ExportRequest.shape.what,
  format: ExportFormat,
  status: z.enum(['waiting', 'running', 'verifying', 'done', 'failed', 'cancelled']),
  /** 0..1. */
  progress: z.number(),
  folder: z.string(),
  files: z.array(
    z.object({
      name: z.string(),
      bytes: z.number(),
      durationMs: z.number().nullable(),
      sha256: z.string(),
      /** Its packets are the recording's own: nothing was encoded again. */
      copied: z.boolean(),
    }),
  ),
  /** What is to be known of it although it went well. */
  notes: z.array(z.string()),
  problem: z.string().nullable(),
});
export type ExportJob = z.infer<typeof ExportJob>;

export const ImportJob = z.object({
  importId: z.string(),
  name: z.string(),
  status: z.enum(['waiting', 'reading', 'running', 'done', 'failed', 'cancelled']),
  progress: z.number(),
  recordingId: z.string().nullable(),
  problem: z.string().nullable(),
  /** Files left out, with the reason. */
  skipped: z.array(z.object({ name: z.string(), reason: z.string() })),
});
export type ImportJob = z.infer<typeof ImportJob>;
