/** The recording format: what writes a session, reads it and mends it. Layout: docs/notes/recording-format.md. */
export {
  ANNOTATIONS_FILE,
  annotationsWith,
  knownAnnotations,
  NO_ANNOTATIONS,
  notKnown,
  type ReadAnnotations,
  readAnnotations,
  type StoredAnnotations,
} from './annotations';
export { chatLines } from './chat-lines';
export { continueSession, LONGEST_GAP_MS, resumeAt } from './continue-session';
export { copyTrack } from './copy-track';
export { damagedSpans } from './damage';
export { describeSession, type SessionFacts } from './describe-session';
export { type JournalEntry, type ReadJournal, readJournal } from './journal';
export { LaneFacts, speechFromPeaks, speechFromWaveform } from './lanes';
export { type Manifest, missingMs, readManifest, type TrackManifest, writeManifest } from './manifest';
export { isBeside } from './mixed';
export { sessionFolderName } from './names';
export { PRE_ROLL_SAMPLES } from './ogg/opus-headers';
export { isSilencePacket } from './ogg/opus-packets';
export {
  activityOf,
  PEAK_BIN_BYTES,
  PEAK_BIN_MS,
  PEAK_HEADER_BYTES,
  parsePeaks,
  reducePeaks,
  silenceBins,
  silencePeaks,
  soundShares,
} from './peaks';
export { type DecodePacket, rebuildPeaks } from './rebuild-peaks';
export { isLive, type RepairOptions, type RepairOutcome, repairSession } from './repair';
export { ReplayBuffer } from './replay-buffer';
export { createSessionRecorder } from './session-recorder';
export { shownChat, shownMarkers } from './shown';
export { readSmallBytes } from './small-file';
export { joinSpans, lengthOfSpans, type Span, withoutSpans } from './spans';
export { speechOnlySpans, toSessionTime, toSpeechTime } from './speech-map';
export { StandingState } from './standing';
export { type Talker, talkTime } from './talk-time';
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
export { withheldSpans } from './withhold';
export { isImportWorkDir } from './work-dirs';
