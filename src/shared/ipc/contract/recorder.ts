import { z } from 'zod';
import { ChannelId } from '../../discord/snowflake';
import {
  ClipEstimate,
  ClipFormat,
  ClipSending,
  ConsentLine,
  ContinueOutcome,
  RecorderSettings,
  RecorderSettingsPatch,
  RecorderState,
  SkippedPerson,
  StorageView,
} from '../../models/recorder';
import { ReviewId } from '../../models/review';
import { call, event } from '../define';
import { done, noInput, recordingId } from './inputs';

const maybeRecording = z.object({ recordingId: recordingId.nullable() });

const sendId = z.object({ sendId: ClipSending.shape.sendId.max(64) });
const clip = z.object({ recordingId, markerId: ReviewId, channelId: ChannelId, format: ClipFormat });

/** How recordings are made, who is told of them, what they take on the disk, and clips of them into channels. */
export const recorderContract = {
  library: {
    storage: call(noInput, StorageView),
    /** For good. */
    emptyTrash: call(noInput, StorageView),
    /** How large a clip will be, and what a message into that channel may carry. */
    estimateClip: call(clip, ClipEstimate),
    /** A clip as a file into a channel, through the outbox. */
    sendClip: call(clip.extend({ text: z.string().max(2_000) }), ClipSending),
    /** While it is being made; in the outbox it is taken back there. */
    cancelClip: call(sendId, done),
    clearClip: call(sendId, done),
    clips: call(noInput, z.array(ClipSending)),
    clipChanged: event(ClipSending),
  },
  recorder: {
    state: call(noInput, RecorderState),
    changed: event(RecorderState),
    changeSettings: call(RecorderSettingsPatch, RecorderSettings),
    /** Opens the system's dialog for the clip that is played when a recording starts. */
    pickClip: call(noInput, RecorderSettings),
    removeClip: call(noInput, RecorderSettings),
    /** Never records this person, from this instant on; or does again. */
    setSkipped: call(z.object({ person: SkippedPerson, skipped: z.boolean() }), RecorderSettings),
    /** What the rolling buffer holds, as a session; null when it is off or empty. */
    saveReplay: call(noInput, maybeRecording),
    /** Goes on in a new session at this instant; null when nothing is recorded. */
    splitNow: call(noInput, maybeRecording),
    /** Tells the room once more what it could not be told of the recording that runs. */
    tellAgain: call(noInput, done),
    /** Goes on in a session that was cut off, with the gap marked. */
    continueSession: call(z.object({ recordingId }), ContinueOutcome),
    consentLog: call(z.object({ recordingId }), z.array(ConsentLine)),
  },
};
