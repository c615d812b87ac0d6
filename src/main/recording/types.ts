import type { AppError } from '@shared/errors/app-error';
import type { AlarmKind } from '@shared/models/sentinel';

/** What the voice process hands to the recorder for each Opus packet, after transport and DAVE are opened. */
export interface RecordedPacket {
  userId: string;
  /** Left out: what the room hears of them. The own microphone before anything is done to it is a track of its own. */
  source?: 'microphone';
  ssrc: number;
  /** RTP sequence number, 16 bits, wraps. */
  sequence: number;
  /** RTP timestamp, 32 bits at 48 kHz, wraps. */
  rtpTimestamp: number;
  /** When it arrived (or was sent, for the own programme), on the recorder's monotonic clock. */
  arrivalMs: number;
  /** One Opus packet. Copied by the recorder, the caller may reuse its memory. */
  opus: Uint8Array;
}

/** Decoded sound of a packet that was given to `onPacket` before; only feeds the waveform. */
export interface RecordedPcm {
  userId: string;
  source?: 'microphone';
  ssrc: number;
  rtpTimestamp: number;
  /** Interleaved stereo at 48 kHz. Not kept. */
  pcm: Int16Array;
}

export interface RecordedPerson {
  userId: string;
  displayName: string;
  /** True for the account that records; its track is the own programme. */
  self?: boolean;
}

/** Something that happened, on the session clock. `type` says what; the fields beside it are free but plain. */
export type JournalInput =
  | { type: 'join' | 'leave'; userId: string; displayName?: string }
  | { type: 'speaking'; userId: string; speaking: boolean }
  | { type: 'mute' | 'deafen'; userId: string; on: boolean; byServer?: boolean }
  | { type: 'marker'; label: string; userId?: string }
  | { type: 'chat'; messageId: string; userId: string; displayName: string; text: string }
  | { type: 'chatEdit'; messageId: string; text: string }
  | { type: 'chatDelete'; messageId: string }
  /** How many there are of one reaction now; 0 when the last one was taken back. */
  | { type: 'reaction'; messageId: string; emoji: string; count: number }
  /** Nothing this person says is recorded from now on (`on`), or is again. */
  | { type: 'skipped'; userId: string; on: boolean }
  | { type: 'connection'; state: 'lost' | 'resumed' }
  /** End-to-end encryption has other keys; nulls: it is off, or its group is being formed. */
  | { type: 'epoch'; epoch: number | null; privacyCode: string | null }
  /** What the signal sentinel has found: begun (`raised`) or over. `figure` counts as in `SignalAlarm`. */
  | {
      type: 'alarm';
      direction: 'out' | 'in';
      userId?: string;
      kind: AlarmKind;
      raised: boolean;
      figure: number;
    }
  | { type: 'note'; text: string };

export interface RecorderState {
  kind: 'recording' | 'stopped' | 'failed';
  elapsedMs: number;
  tracks: number;
  /** Bytes handed to the disk so far, all files of the session. */
  bytes: number;
  /** Packets that could not be used: malformed Opus, late, duplicates. */
  droppedPackets: number;
  /** Why recording ended by itself; what was written until then stays readable. */
  error?: AppError;
}

export interface SessionRecorderOptions {
  /** The session's own folder; the recorder makes it. Its name is the session's id. */
  sessionDir: string;
  title: string;
  guild: { id: string; name: string };
  channel: { id: string; name: string };
  people?: readonly RecordedPerson[];
}

export interface SessionRecorder {
  readonly sessionDir: string;
  readonly state: RecorderState;
  /** Never throws: bad packets are counted, disk failures become the state `failed`. Does no I/O itself. */
  onPacket(packet: RecordedPacket): void;
  onPcm(pcm: RecordedPcm): void;
  /** Notes an event at `atMs` of the monotonic clock, now when left out. */
  journal(entry: JournalInput, atMs?: number): void;
  /** Adds or renames people; a track takes its name from here. */
  people(people: readonly RecordedPerson[]): void;
  /** Calls back on changes, and about once a second with fresh figures. Returns the unsubscribe function. */
  onState(listener: (state: RecorderState) => void): () => void;
  /** Writes out everything, closes the files. The state afterwards is `stopped`, or `failed` as it was. */
  stop(): Promise<RecorderState>;
  /** Resolves when all that was given is with the system, and others had a turn of the event loop. */
  settle(): Promise<void>;
  /** Resolves as `stop` does, without asking for it. */
  readonly ended: Promise<RecorderState>;
  /**
   * Begins another session at this very instant and ends this one there: the manifests name each other. From the call
   * on everything is to be given to the session that it resolves with, what came meanwhile first and in its order;
   * each packet goes to the session its sound belongs to. This one closes by itself some seconds later, or by `stop`.
   * Rejects as `createSessionRecorder` does, and with `recording/just-split` in the first 2.5 s of a session that goes on from
   * another; then this one goes on and takes what came meanwhile.
   */
  split(next: { sessionDir: string; title: string }): Promise<SessionRecorder>;
}
