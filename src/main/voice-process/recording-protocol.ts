/**
 * The part of the protocol that is about recording; `protocol.ts` joins it to the rest. How the pieces fit:
 * a recording is `startRecording` … `stopRecording`; each session folder that was begun is reported once as
 * `recordingEnded`, when all of it is on the disk or when it failed. `splitRecording` announces the new session by
 * `recording` at once, and the old one by `recordingEnded` when it is written out; when the new folder cannot be made,
 * `recordingEnded` of the new id carries the error and the old session goes on.
 */

import { AppErrorView } from '@shared/errors/app-error';
import { RecordingState } from '@shared/models/calls';
import { z } from 'zod';

export const VoicePerson = z.object({ userId: z.string(), displayName: z.string() });

const recordingId = z.string().regex(/^[\w-]{1,80}$/);
const userIds = z.array(z.string()).max(500);

/** A session's own folder, absolute; the recorder makes it. */
const sessionDir = z.string().min(1);

/** Lines for the session's journal: what main knows and the voice process does not. */
export const VoiceJournalEntry = z.discriminatedUnion('type', [
  z.object({ type: z.enum(['join', 'leave']), userId: z.string(), displayName: z.string().optional() }),
  z.object({
    type: z.enum(['mute', 'deafen']),
    userId: z.string(),
    on: z.boolean(),
    byServer: z.boolean().optional(),
  }),
  z.object({ type: z.literal('marker'), label: z.string(), userId: z.string().optional() }),
  z.object({
    type: z.literal('chat'),
    messageId: z.string(),
    userId: z.string(),
    displayName: z.string(),
    text: z.string(),
  }),
  z.object({ type: z.literal('chatEdit'), messageId: z.string(), text: z.string() }),
  z.object({ type: z.literal('chatDelete'), messageId: z.string() }),
  /** How many there are of one reaction now; 0 when the last one was taken back. */
  z.object({
    type: z.literal('reaction'),
    messageId: z.string(),
    emoji: z.string(),
    count: z.number().int().min(0),
  }),
  z.object({ type: z.literal('note'), text: z.string() }),
]);
export type VoiceJournalEntry = z.infer<typeof VoiceJournalEntry>;

export const RECORDING_COMMANDS = [
  z.object({
    type: z.literal('startRecording'),
    recordingId,
    sessionDir,
    title: z.string(),
    guildName: z.string(),
    roomName: z.string(),
    people: z.array(VoicePerson),
    /** Nothing these people say is written, as with `setSkipped`. */
    skippedUserIds: userIds,
    /** The microphone before gain, gate and mix becomes a track of its own. */
    rawMicrophone: z.boolean(),
    /** The folder holds a session that was cut off (repaired or not): it goes on there, with the gap marked. */
    continues: z.boolean(),
  }),
  z.object({ type: z.literal('stopRecording') }),
  /** From now on exactly these people are not recorded, nor held by the replay buffer. Holds for later sessions too. */
  z.object({ type: z.literal('setSkipped'), userIds }),
  /** A new session from this instant on; ignored when nothing is being recorded. */
  z.object({ type: z.literal('splitRecording'), recordingId, sessionDir, title: z.string() }),
  /**
   * The rolling buffer: on with so many minutes during a call, off with null. It ends with the call. `folder` is
   * where what does not fit into memory lies, in files without a name that the system deletes with the process.
   * Journal lines are wanted while it is on as well as while recording.
   */
  z.object({
    type: z.literal('setReplay'),
    minutes: z.number().int().min(1).max(120).nullable(),
    folder: z.string().min(1),
  }),
  /** Writes what the buffer holds as a session; it goes on meanwhile. Answered by `replaySaved`. */
  z.object({
    type: z.literal('saveReplay'),
    recordingId,
    sessionDir,
    title: z.string(),
    guildName: z.string(),
    roomName: z.string(),
    people: z.array(VoicePerson),
  }),
  /** Names for tracks; may come at any time, later names replace earlier ones. */
  z.object({ type: z.literal('people'), people: z.array(VoicePerson) }),
  z.object({ type: z.literal('journal'), entry: VoiceJournalEntry }),
] as const;

export const RECORDING_EVENTS = [
  z.object({ type: z.literal('recording'), recording: RecordingState }),
  /** A session's folder is complete, or as complete as its failure let it be. */
  z.object({ type: z.literal('recordingEnded'), recordingId: z.string(), error: AppErrorView.nullable() }),
  /** At most once a second, and when it is switched. */
  z.object({ type: z.literal('replay'), on: z.boolean(), heldMs: z.number() }),
  z.object({ type: z.literal('replaySaved'), recordingId: z.string(), error: AppErrorView.nullable() }),
] as const;
