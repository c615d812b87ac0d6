import { AppError } from '@shared/errors/app-error';
import type { Clock } from '../../support/clock';
import type { VoiceCommand } from '../../voice-process/protocol';
import type { CallParts } from './call-state';
import type { OccupantMove, RecordingShelf, RoomDirectory } from './ports';

export interface CallRecordingOptions {
  send: (command: VoiceCommand) => void;
  shelf: RecordingShelf;
  rooms: RoomDirectory;
  clock: Clock;
}

export interface ChatLine {
  channelId: string;
  messageId: string;
  userId: string;
  displayName: string;
  text: string;
}

/**
 * Recording a call: allots the folder, tells the engine, and writes into the session's journal what only main knows.
 * The engine may still write a recording when its call has ended and the next has begun.
 */
export class CallRecording {
  readonly #options: CallRecordingOptions;
  /** What the engine is still writing. */
  #writing: string | undefined;

  constructor(options: CallRecordingOptions) {
    this.#options = options;
  }

  /** Starts it, or answers with the one that runs. @throws AppError `voice/disconnected` when the call is not ready. */
  start(parts: CallParts): { recordingId: string } {
    if (parts.recording.kind === 'recording') return { recordingId: parts.recording.recordingId };
    if (parts.readyAtMs === null) {
      throw new AppError('voice/disconnected', 'The call is not connected yet; record once it is', {
        retryable: true,
      });
    }
    const { clock, shelf, rooms, send } = this.#options;
    const startedAtMs = clock.now();
    const { recordingId, sessionDir } = shelf.allot({ startedAtMs, roomName: parts.roomName });
    send({
      type: 'startRecording',
      skippedUserIds: [],
      rawMicrophone: false,
      continues: false,
      recordingId,
      sessionDir,
      title: parts.roomName,
      guildName: rooms.guildName(parts.room.guildId) ?? '',
      roomName: parts.roomName,
      people: peopleIn(rooms, parts),
    });
    parts.recording = { kind: 'recording', recordingId, startedAtMs, trackCount: 0, bytes: 0 };
    this.#writing = recordingId;
    shelf.started(recordingId);
    return { recordingId };
  }

  /** Ends it; answers with its id, or null when there was none. */
  stop(parts: CallParts | undefined): { recordingId: string | null } {
    if (parts?.recording.kind !== 'recording') return { recordingId: null };
    this.#options.send({ type: 'stopRecording' });
    return { recordingId: parts.recording.recordingId };
  }

  /** The engine has finished writing, or given up. */
  ended(): void {
    if (this.#writing !== undefined) this.#options.shelf.finished(this.#writing);
    this.#writing = undefined;
  }

  mark(label: string): void {
    this.#options.send({ type: 'journal', entry: { type: 'marker', label } });
  }

  /** A message in the room's own chat. */
  noteChat(parts: CallParts | undefined, { channelId, ...line }: ChatLine): void {
    if (parts?.recording.kind !== 'recording' || parts.room.channelId !== channelId) return;
    this.#options.send({ type: 'journal', entry: { type: 'chat', ...line } });
  }

  /** Somebody came or went. */
  noteMove(parts: CallParts, { userId, displayName, from, to }: OccupantMove): void {
    if (parts.recording.kind !== 'recording' || from === to) return;
    const type = to === parts.room.channelId ? 'join' : 'leave';
    this.#options.send({ type: 'journal', entry: { type, userId, displayName } });
  }
}

/** Who is in the room of a call, by the names their tracks get. */
export function peopleIn(
  rooms: RoomDirectory,
  { room }: CallParts,
): { userId: string; displayName: string }[] {
  return rooms.occupants(room.channelId).map(({ userId, displayName }) => ({ userId, displayName }));
}
