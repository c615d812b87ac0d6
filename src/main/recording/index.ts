/** The recording format: what writes a session, reads it and mends it. Layout: docs/notes/recording-format.md. */
export type { JournalEntry } from './journal';
export type { Manifest, TrackManifest } from './manifest';
export { sessionFolderName } from './names';
export { createSessionRecorder } from './session-recorder';
export type {
  JournalInput,
  RecordedPacket,
  RecordedPcm,
  RecordedPerson,
  RecorderState,
  SessionRecorder,
  SessionRecorderOptions,
} from './types';
