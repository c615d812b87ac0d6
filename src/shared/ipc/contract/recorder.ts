import { z } from 'zod';
import { ChannelId } from '../../discord/snowflake';
import { ConsentLine, RecorderSettings, RecorderSettingsPatch, ReviewId } from '../../models/review';
import { call } from '../define';
import { done, noInput, recordingId } from './inputs';

/**
 * How recordings are made and kept, and clips into chats. Not part of the contract yet: its services are still to be
 * written, and a call is joined together with its handler.
 */
export const recorderContract = {
  library: {
    /** A clip as a file into a channel, through the outbox. */
    sendClip: call(
      z.object({ recordingId, markerId: ReviewId, channelId: ChannelId }),
      z.object({ entryId: z.string() }),
    ),

    storage: call(
      noInput,
      z.object({
        bytes: z.number(),
        trashBytes: z.number(),
        freeBytes: z.number(),
        /** At what ten speakers talking need. */
        hoursLeft: z.number(),
      }),
    ),
    emptyTrash: call(noInput, done),
  },
  recorder: {
    settings: call(noInput, RecorderSettings),
    changeSettings: call(RecorderSettingsPatch, RecorderSettings),
    /** What the rolling buffer holds, as a session; null when it is off or empty. */
    saveReplay: call(noInput, z.object({ recordingId: recordingId.nullable() })),
    /** Goes on in a session that was cut off, with the gap marked. */
    continueSession: call(z.object({ recordingId }), z.object({ recordingId })),
    consentLog: call(z.object({ recordingId }), z.array(ConsentLine)),
  },
};
