/**
 * What main and the review process say to each other. Commands go down, events come up, both are parsed at the
 * receiving end. Sound does not travel here but over an audio port (`src/shared/audio/pcm-stream.ts`).
 */
import { OpenPlayback } from '@shared/models/recordings';
import { PlaybackChoices, SpeechSpan, TrackLoudness } from '@shared/models/review';
import { z } from 'zod';

/** Level matching may add to what a person has set. */
const gainDb = z.number().min(-80).max(40);
const spans = z.array(SpeechSpan);
const trackId = z.string().max(80);

export const ReviewCommand = z.discriminatedUnion('type', [
  /** Opens a session, paused at its beginning; closes the one before. Answered by `state` or `failed`. */
  z.object({
    type: z.literal('open'),
    recordingId: z.string(),
    sessionDir: z.string().min(1),
    durationMs: z.number().min(0),
    tracks: z.array(
      z.object({
        trackId,
        path: z.string().min(1),
        /** Never heard, ms. */
        withheld: spans.optional(),
        gainDb: gainDb.optional(),
        /** Silent until somebody wants to hear it. */
        muted: z.boolean().optional(),
      }),
    ),
    /** Where it begins. */
    positionMs: z.number().min(0).optional(),
  }),
  z.object({ type: z.literal('play') }),
  z.object({ type: z.literal('pause') }),
  /** Beyond the end means the end. */
  z.object({ type: z.literal('seek'), positionMs: z.number().min(0) }),
  z.object({ type: z.literal('setSolo'), trackId, solo: z.boolean() }),
  z.object({ type: z.literal('setMute'), trackId, muted: z.boolean() }),
  z.object({ type: z.literal('setGain'), trackId, gainDb }),
  /** Speed, silence left out, loop: how it is played from now on, also what is opened later. */
  z.object({ type: z.literal('setChoices'), choices: PlaybackChoices }),
  /** Where the tracks of an open session have speech and what of them is withheld, ms. Others are left as they are. */
  z.object({
    type: z.literal('setSpans'),
    recordingId: z.string(),
    tracks: z.array(z.object({ trackId, speech: spans, withheld: spans })),
  }),
  z.object({ type: z.literal('close') }),
  /** Mends a session that was cut off, here because it may mean decoding hours. Answered by `repaired`. */
  z.object({ type: z.literal('repair'), requestId: z.number().int(), sessionDir: z.string().min(1) }),
  /** Overwrites parts (ms) of tracks and of their waveforms with silence, for good. Answered by `purged`. */
  z.object({
    type: z.literal('purge'),
    requestId: z.number().int(),
    recordingId: z.string(),
    tracks: z.array(
      z.object({
        trackId,
        path: z.string().min(1),
        peaksPath: z.string().min(1),
        spans,
        tags: z.object({ title: z.string(), artist: z.string(), album: z.string(), date: z.string() }),
      }),
    ),
  }),
  /** Loudness of a track as it can be heard, and what of it cannot be read, away from the player: `measured`. */
  z.object({
    type: z.literal('measure'),
    requestId: z.number().int(),
    path: z.string().min(1),
    durationSamples: z.number().int().min(0),
    withheld: spans,
  }),
  /** Makes the waveform of a track again. Answered by `redrawn`. */
  z.object({
    type: z.literal('redraw'),
    requestId: z.number().int(),
    path: z.string().min(1),
    peaksPath: z.string().min(1),
  }),
  /** A stretch of a track so close that it has to be decoded. Answered by `closeUp`. */
  z.object({
    type: z.literal('closeUp'),
    requestId: z.number().int(),
    path: z.string().min(1),
    withheld: spans,
    fromSamples: z.number().int().min(0),
    toSamples: z.number().int().min(0),
    bucketSamples: z.number().int().min(1),
  }),
  z.object({ type: z.literal('shutdown') }),
]);
export type ReviewCommand = z.infer<typeof ReviewCommand>;

export const ReviewState = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('closed') }),
  OpenPlayback.extend({
    /** Tracks that cannot be read, with the reason; the others play. */
    unreadable: z.array(z.object({ trackId: z.string(), reason: z.string() })),
  }),
]);
export type ReviewState = z.infer<typeof ReviewState>;

export const ReviewEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('state'), state: ReviewState }),
  z.object({ type: z.literal('failed'), recordingId: z.string(), reason: z.string() }),
  z.object({
    type: z.literal('repaired'),
    requestId: z.number().int(),
    outcome: z.enum(['whole', 'live', 'repaired', 'damaged', 'failed']),
    reason: z.string(),
  }),
  /** `reason` is null when all of it is gone. */
  z.object({ type: z.literal('purged'), requestId: z.number().int(), reason: z.string().nullable() }),
  /** `reason` is null when the waveform is there. */
  z.object({ type: z.literal('redrawn'), requestId: z.number().int(), reason: z.string().nullable() }),
  /** Least and greatest sample of each bucket; null when the track cannot be read. */
  z.object({
    type: z.literal('closeUp'),
    requestId: z.number().int(),
    values: z.instanceof(Int8Array<ArrayBuffer>).nullable(),
    reason: z.string(),
  }),
  /** Null: it could not be measured, or not be looked through. `damaged` in ms. */
  z.object({
    type: z.literal('measured'),
    requestId: z.number().int(),
    loudness: TrackLoudness.nullable(),
    damaged: spans.nullable(),
  }),
]);
export type ReviewEvent = z.infer<typeof ReviewEvent>;

/** The envelope of the process border; a port rides along with its announcement. */
export const ReviewHostMessage = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('command'), command: ReviewCommand }),
  z.object({ kind: z.literal('port') }),
]);
export type ReviewHostMessage = z.infer<typeof ReviewHostMessage>;
