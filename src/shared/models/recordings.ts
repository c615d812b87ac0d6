import { z } from 'zod';

export const RecordingHealth = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ok') }),
  z.object({ kind: z.literal('recording') }),
  /** Was cut off and mended at a later start; `lostMs` is the most that can be missing at its end (more may be gone: its lanes tell). */
  z.object({ kind: z.literal('repaired'), lostMs: z.number(), note: z.string() }),
  z.object({ kind: z.literal('damaged'), reason: z.string() }),
]);
export type RecordingHealth = z.infer<typeof RecordingHealth>;

export const RecordingPerson = z.object({ userId: z.string(), displayName: z.string(), isSelf: z.boolean() });
export type RecordingPerson = z.infer<typeof RecordingPerson>;

export const RecordingSummary = z.object({
  recordingId: z.string(),
  title: z.string(),
  guildName: z.string().nullable(),
  roomName: z.string().nullable(),
  startedAtMs: z.number(),
  durationMs: z.number(),
  trackCount: z.number().int(),
  people: z.array(RecordingPerson),
  bytes: z.number(),
  health: RecordingHealth,
  /** What a reviewer called it by; those of everything in the library make its filters. */
  tags: z.array(z.string()),
});
export type RecordingSummary = z.infer<typeof RecordingSummary>;

/** So many equal parts of a recording its small picture is made of. */
export const ACTIVITY_PARTS = 96;

/** The small picture of a recording: for each speaker how much of each part is sound, 0..255; what is withheld is not. */
export const RecordingActivity = z.object({
  recordingId: z.string(),
  /** In the order of the tracks; who is withheld altogether is not among them. */
  lanes: z.array(
    z.object({
      trackId: z.string(),
      userId: z.string(),
      displayName: z.string(),
      /** As on the time line. */
      colourIndex: z.number().int(),
      /** `ACTIVITY_PARTS` of them. */
      values: z.instanceof(Uint8Array),
    }),
  ),
});
export type RecordingActivity = z.infer<typeof RecordingActivity>;

/** A line of a recording in which words were found. */
export const RecordingHit = z.object({
  kind: z.enum(['title', 'room', 'person', 'tag', 'marker', 'chat']),
  text: z.string(),
  /** Its place in the recording; null when it is about all of it. */
  atMs: z.number().nullable(),
});
export type RecordingHit = z.infer<typeof RecordingHit>;

/** A recording in which all the words were found. */
export const RecordingHits = z.object({
  recordingId: z.string(),
  hits: z.array(RecordingHit),
  /** How many there are besides those. */
  more: z.number().int(),
});
export type RecordingHits = z.infer<typeof RecordingHits>;

export const RecordingTrack = z.object({
  trackId: z.string(),
  userId: z.string(),
  displayName: z.string(),
  isSelf: z.boolean(),
  /** What it holds of them: what the room heard (left out), or the own microphone before anything was done to it. */
  source: z.literal('microphone').optional(),
  /** 0..11: the speaker's colour, constant across the app. */
  colourIndex: z.number().int(),
  /** When the first real packet stands on the session clock, ms. */
  firstSoundMs: z.number(),
  durationMs: z.number(),
  /** Speech share of the session, 0..1, from the waveform. */
  activity: z.number(),
});
export type RecordingTrack = z.infer<typeof RecordingTrack>;

/** A line of the session's journal, on the session clock (ms from its start). */
export const JournalEntryView = z.object({
  atMs: z.number(),
  kind: z.enum(['started', 'stopped', 'joined', 'left', 'muted', 'unmuted', 'message', 'marker', 'trouble']),
  userId: z.string().nullable(),
  text: z.string(),
});
export type JournalEntryView = z.infer<typeof JournalEntryView>;

export const RecordingDetail = z.object({
  summary: RecordingSummary,
  tracks: z.array(RecordingTrack),
  journal: z.array(JournalEntryView),
});
export type RecordingDetail = z.infer<typeof RecordingDetail>;

/**
 * Waveform of one track: `values` holds min and max of each bucket as signed 8-bit pairs
 * (−128..127 for −1..1), `bucketMs` apart, from session time 0.
 */
export const TrackPeaks = z.object({
  trackId: z.string(),
  bucketMs: z.number(),
  values: z.instanceof(Int8Array),
});
export type TrackPeaks = z.infer<typeof TrackPeaks>;

/** The same for a stretch of a track, from `fromMs` on: `bucketMs` may be less than a millisecond. */
export const TrackCloseUp = TrackPeaks.extend({ fromMs: z.number() });
export type TrackCloseUp = z.infer<typeof TrackCloseUp>;

/** A stretch of a track that is asked for, ms of the session. */
export const TrackStretch = z.object({
  recordingId: z.string().regex(/^[\w-]{1,80}$/),
  trackId: z.string().max(80),
  fromMs: z.number().min(0),
  toMs: z.number().min(0),
  bucketMs: z.number().min(0.02).max(60_000),
});
export type TrackStretch = z.infer<typeof TrackStretch>;

/** A recording on the player, playing or not. */
export const OpenPlayback = z.object({
  kind: z.enum(['paused', 'playing', 'ended']),
  recordingId: z.string(),
  /** What the listener hears, not what has been read; ms on the session clock. */
  positionMs: z.number(),
  durationMs: z.number(),
  soloTrackIds: z.array(z.string()),
  mutedTrackIds: z.array(z.string()),
});

export const PlaybackState = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('closed') }),
  OpenPlayback,
  z.object({ kind: z.literal('failed'), recordingId: z.string(), reason: z.string() }),
]);
export type PlaybackState = z.infer<typeof PlaybackState>;
