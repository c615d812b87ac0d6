import { AppError } from '@shared/errors/app-error';
import type { RecordingState } from '@shared/models/calls';
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

/** A session and its folder: one that a recording goes on in, or that is being written. */
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
  readonly #writing = new Map<string, CutOffSession>();
  /** What the engine's crash cut off and the next one goes on with; the library leaves it alone until then. */
  #cutOff: CutOffSession | undefined;

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
    const { clock, shelf } = this.#options;
    const startedAtMs = clock.now();
    const session = continues ?? shelf.allot({ startedAtMs, roomName: parts.roomName });
    const { recordingId } = session;
    this.#tellStart(parts, session, continues !== undefined);
    parts.recording = { kind: 'recording', recordingId, startedAtMs, trackCount: 0, bytes: 0 };
    shelf.started(recordingId);
    return { recordingId };
  }

  #tellStart(parts: CallParts, session: CutOffSession, continues: boolean): void {
    const { rooms, send } = this.#options;
    send({
      type: 'startRecording',
      ...this.#options.choices(),
      continues,
      ...session,
      title: parts.roomName,
      guildName: rooms.guildName(parts.room.guildId) ?? '',
      roomName: parts.roomName,
      people: peopleIn(rooms, parts),
    });
    this.#writing.set(session.recordingId, session);
  }

  /** Goes on in a new session from this instant; null when nothing is recorded. */
  split(parts: CallParts): { recordingId: string } | null {
    if (parts.recording.kind !== 'recording' || this.#cutOff) return null;
    const { clock, shelf, send } = this.#options;
    const session = shelf.allot({ startedAtMs: clock.now(), roomName: parts.roomName });
    const { recordingId } = session;
    send({ type: 'splitRecording', ...session, title: parts.roomName });
    this.#writing.set(recordingId, session);
    shelf.started(recordingId);
    return { recordingId };
  }

  /** Ends it; answers with its id, or null when there was none. */
  stop(parts: CallParts | undefined): { recordingId: string | null } {
    if (parts?.recording.kind !== 'recording') return { recordingId: null };
    const { recordingId } = parts.recording;
    // Nobody writes what was cut off, so nobody would say that it has ended.
    if (this.#cutOff) parts.recording = { kind: 'off' };
    this.leave();
    return { recordingId };
  }

  /** The room is left: what is recorded of it is finished. */
  leave(): void {
    if (this.#cutOff) this.letGo();
    else this.#options.send({ type: 'stopRecording' });
  }

  /** The engine has finished writing this one, or given up. */
  ended(recordingId: string): void {
    if (this.#writing.delete(recordingId)) this.#options.shelf.finished(recordingId);
  }

  /**
   * The engine is gone with all it wrote.
   * @param returning the call whose recording goes on when the next engine is in its room
   */
  engineGone(returning: CallParts | null): void {
    const now = returning?.recording;
    if (now?.kind === 'recording') this.#cutOff ??= this.#writing.get(now.recordingId);
    for (const recordingId of [...this.#writing.keys()]) {
      if (recordingId === this.#cutOff?.recordingId) this.#writing.delete(recordingId);
      else this.ended(recordingId);
    }
    if (!returning) this.letGo();
  }

  /** We are back in the room: goes on in the session that was cut off, if there is one, with the gap marked. */
  goOn(parts: CallParts): void {
    const session = this.#cutOff;
    if (!session) return;
    this.#cutOff = undefined;
    this.#tellStart(parts, session, true);
  }

  /** What was cut off will not be gone on with: it is left to the library, which mends it. */
  letGo(): void {
    const session = this.#cutOff;
    this.#cutOff = undefined;
    if (session) this.#options.shelf.finished(session.recordingId);
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

/** An engine that goes on in a session tells when it did: to whoever looks it began when it was begun. */
export function sinceItBegan(before: RecordingState, now: RecordingState): RecordingState {
  if (before.kind !== 'recording' || now.kind !== 'recording') return now;
  return before.recordingId === now.recordingId ? { ...now, startedAtMs: before.startedAtMs } : now;
}

/** Who is in the room of a call, by the names their tracks get. */
export function peopleIn(
  rooms: RoomDirectory,
  { room }: CallParts,
): { userId: string; displayName: string }[] {
  return rooms.occupants(room.channelId).map(({ userId, displayName }) => ({ userId, displayName }));
}
