import { AppError } from '@shared/errors/app-error';
import type { Clock } from '../../support/clock';
import type { VoiceCommand, VoiceJournalEntry } from '../../voice-process/protocol';
import type { CallParts } from './call-state';
import type { OccupantMove, RecordingShelf, RoomDirectory } from './ports';

export interface CallRecordingOptions {
  send: (command: VoiceCommand) => void;
  shelf: RecordingShelf;
  rooms: RoomDirectory;
  clock: Clock;
  /** Asked when a recording begins. */
  choices: () => RecordingChoices;
  /** The engine keeps the last minutes: what happens is wanted without a recording, too. */
  holdsReplay: () => boolean;
}

export interface RecordingChoices {
  skippedUserIds: string[];
  rawMicrophone: boolean;
}

/** A session on disk that a recording goes on in. */
export interface CutOffSession {
  recordingId: string;
  sessionDir: string;
}

/**
 * Recording a call: allots the folder, tells the engine, and writes into the session's journal what only main knows.
 * The engine may still write a recording when its call has ended and the next has begun.
 */
export class CallRecording {
  readonly #options: CallRecordingOptions;
  /** What the engine is still writing: more than one while the first part of a split recording is finished. */
  readonly #writing = new Set<string>();

  constructor(options: CallRecordingOptions) {
    this.#options = options;
  }

  /**
   * Starts it, or answers with the one that runs.
   * @param continues where it goes on, when it is not a new one
   * @throws AppError `voice/disconnected` when the call is not ready.
   */
  start(parts: CallParts, continues?: CutOffSession): { recordingId: string } {
    if (parts.recording.kind === 'recording') return { recordingId: parts.recording.recordingId };
    if (parts.readyAtMs === null) {
      throw new AppError('voice/disconnected', 'The call is not connected yet; record once it is', {
        retryable: true,
      });
    }
    const { clock, shelf, rooms, send } = this.#options;
    const startedAtMs = clock.now();
    const { recordingId, sessionDir } = continues ?? shelf.allot({ startedAtMs, roomName: parts.roomName });
    send({
      type: 'startRecording',
      ...this.#options.choices(),
      continues: continues !== undefined,
      recordingId,
      sessionDir,
      title: parts.roomName,
      guildName: rooms.guildName(parts.room.guildId) ?? '',
      roomName: parts.roomName,
      people: peopleIn(rooms, parts),
    });
    parts.recording = { kind: 'recording', recordingId, startedAtMs, trackCount: 0, bytes: 0 };
    this.#writing.add(recordingId);
    shelf.started(recordingId);
    return { recordingId };
  }

  /** Goes on in a new session from this instant; null when nothing is recorded. */
  split(parts: CallParts): { recordingId: string } | null {
    if (parts.recording.kind !== 'recording') return null;
    const { clock, shelf, send } = this.#options;
    const { recordingId, sessionDir } = shelf.allot({ startedAtMs: clock.now(), roomName: parts.roomName });
    send({ type: 'splitRecording', recordingId, sessionDir, title: parts.roomName });
    this.#writing.add(recordingId);
    shelf.started(recordingId);
    return { recordingId };
  }

  /** Ends it; answers with its id, or null when there was none. */
  stop(parts: CallParts | undefined): { recordingId: string | null } {
    if (parts?.recording.kind !== 'recording') return { recordingId: null };
    this.#options.send({ type: 'stopRecording' });
    return { recordingId: parts.recording.recordingId };
  }

  /** The engine has finished writing this one, or given up. */
  ended(recordingId: string): void {
    if (this.#writing.delete(recordingId)) this.#options.shelf.finished(recordingId);
  }

  /** The engine is gone with all it wrote. */
  allEnded(): void {
    for (const recordingId of [...this.#writing]) this.ended(recordingId);
  }

  mark(label: string): void {
    this.#options.send({ type: 'journal', entry: { type: 'marker', label } });
  }

  /** Something that happened in this room's own chat. */
  note(parts: CallParts | undefined, channelId: string, entry: VoiceJournalEntry): void {
    if (!parts || !this.#isKept(parts) || parts.room.channelId !== channelId) return;
    this.#options.send({ type: 'journal', entry });
  }

  /** Somebody came or went. */
  noteMove(parts: CallParts, { userId, displayName, from, to }: OccupantMove): void {
    if (!this.#isKept(parts) || from === to) return;
    const type = to === parts.room.channelId ? 'join' : 'leave';
    this.#options.send({ type: 'journal', entry: { type, userId, displayName } });
  }

  #isKept({ recording }: CallParts): boolean {
    return recording.kind === 'recording' || this.#options.holdsReplay();
  }
}

/** Who is in the room of a call, by the names their tracks get. */
export function peopleIn(
  rooms: RoomDirectory,
  { room }: CallParts,
): { userId: string; displayName: string }[] {
  return rooms.occupants(room.channelId).map(({ userId, displayName }) => ({ userId, displayName }));
}
