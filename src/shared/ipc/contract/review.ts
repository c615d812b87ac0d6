import { z } from 'zod';
import {
  Annotations,
  MarkerDraft,
  PlaybackChoices,
  ReviewId,
  ReviewLane,
  ReviewSession,
} from '../../models/review';
import { call, event } from '../define';
import { gainDb, noInput, recordingId, trackId } from './inputs';

const marker = z.object({ recordingId, markerId: ReviewId });

/** The review desk beyond playing: what is read out of a recording, what is added to it, how it is played. */
export const reviewContract = {
  review: {
    session: call(z.object({ recordingId }), ReviewSession),
    /** Annotations after any change of them. */
    annotated: event(z.object({ recordingId, annotations: Annotations })),
    /** A lane is another one: it was measured, or something of it is withheld or shown again. */
    laneMeasured: event(z.object({ recordingId, lane: ReviewLane })),
    saveMarker: call(z.object({ recordingId, marker: MarkerDraft }), Annotations),
    removeMarker: call(marker, Annotations),
    setTags: call(
      z.object({ recordingId, tags: z.array(z.string().trim().min(1).max(40)).max(50) }),
      Annotations,
    ),
    withhold: call(
      z.object({
        recordingId,
        userId: z.string().max(40).nullable(),
        fromMs: z.number().min(0).nullable(),
        toMs: z.number().min(0).nullable(),
        reason: z.string().max(500),
      }),
      Annotations,
    ),
    /** Shows again what is withheld and not purged. */
    release: call(z.object({ recordingId, withheldId: ReviewId }), Annotations),
    /** Overwrites what is withheld with silence, for good. */
    purge: call(z.object({ recordingId, withheldId: ReviewId }), Annotations),
    setTrackGain: call(z.object({ recordingId, trackId, gainDb }), Annotations),
    setLevelMatching: call(z.object({ recordingId, enabled: z.boolean() }), Annotations),
    choices: call(noInput, PlaybackChoices),
    setChoices: call(PlaybackChoices.partial(), PlaybackChoices),
  },
};
