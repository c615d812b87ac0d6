/**
 * What main and the review process say to each other. Commands go down, events come up, both are parsed at the
 * receiving end. Sound does not travel here but over an audio port (`src/shared/audio/pcm-stream.ts`).
 */
import { OpenPlayback } from '@shared/models/recordings';
import { z } from 'zod';

const gainDb = z.number().min(-60).max(12);
const trackId = z.string().max(80);

export const ReviewCommand = z.discriminatedUnion('type', [
  /** Opens a session, paused at its beginning; closes the one before. Answered by `state` or `failed`. */
  z.object({
    type: z.literal('open'),
    recordingId: z.string(),
    sessionDir: z.string().min(1),
    durationMs: z.number().min(0),
    tracks: z.array(z.object({ trackId, path: z.string().min(1) })),
  }),
  z.object({ type: z.literal('play') }),
  z.object({ type: z.literal('pause') }),
  /** Beyond the end means the end. */
  z.object({ type: z.literal('seek'), positionMs: z.number().min(0) }),
  z.object({ type: z.literal('setSolo'), trackId, solo: z.boolean() }),
  z.object({ type: z.literal('setMute'), trackId, muted: z.boolean() }),
  z.object({ type: z.literal('setGain'), trackId, gainDb }),
  z.object({ type: z.literal('close') }),
  /** Mends a session that was cut off, here because it may mean decoding hours. Answered by `repaired`. */
  z.object({ type: z.literal('repair'), requestId: z.number().int(), sessionDir: z.string().min(1) }),
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
]);
export type ReviewEvent = z.infer<typeof ReviewEvent>;

/** The envelope of the process border; a port rides along with its announcement. */
export const ReviewHostMessage = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('command'), command: ReviewCommand }),
  z.object({ kind: z.literal('port') }),
]);
export type ReviewHostMessage = z.infer<typeof ReviewHostMessage>;
