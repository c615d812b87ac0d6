/** The recording format: what writes a session, reads it and mends it. Layout: docs/notes/recording-format.md. */
export { type JournalEntry, readJournal } from './journal';
export { type Manifest, readManifest, type TrackManifest, writeManifest } from './manifest';
export { sessionFolderName } from './names';
export { PRE_ROLL_SAMPLES } from './ogg/opus-headers';
export { isSilencePacket } from './ogg/opus-packets';
export { activityOf, PEAK_BIN_MS, parsePeaks, reducePeaks } from './peaks';
export { type DecodePacket, rebuildPeaks } from './rebuild-peaks';
export { isLive, type RepairOptions, type RepairOutcome, repairSession } from './repair';
export { createSessionRecorder } from './session-recorder';
export { openTrack, type TimedPacket, TrackReader } from './track-reader';
export type {
  JournalInput,
  RecordedPacket,
  RecordedPcm,
  RecordedPerson,
  RecorderState,
  SessionRecorder,
  SessionRecorderOptions,
} from './types';
