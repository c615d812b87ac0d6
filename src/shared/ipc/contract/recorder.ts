import { z } from 'zod';
import {
  ConsentLine,
  ContinueOutcome,
  RecorderSettings,
  RecorderSettingsPatch,
  RecorderState,
  SkippedPerson,
} from '../../models/recorder';
import { call, event } from '../define';
import { noInput, recordingId } from './inputs';

const maybeRecording = z.object({ recordingId: recordingId.nullable() });

/** How recordings are made, and who is told of them. */
export const recorderContract = {
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
    /** Goes on in a session that was cut off, with the gap marked. */
    continueSession: call(z.object({ recordingId }), ContinueOutcome),
    consentLog: call(z.object({ recordingId }), z.array(ConsentLine)),
  },
};
