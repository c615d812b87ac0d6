import type { CallState } from '@shared/models/calls';
import type { Occupant } from '@shared/models/workspace';
import type { ChatEntry } from './chat-journal';

/** What the recorder needs of its neighbours; app.ts gives it. Services do not know each other. */

export interface CallPort {
  readonly state: CallState;
  onChanged(listener: (state: CallState) => void): () => void;
  startRecording(continues?: { recordingId: string; sessionDir: string }): { recordingId: string };
  splitRecording(): { recordingId: string } | null;
  /** A line for the journal of the room, when its sound is kept. */
  journal(channelId: string, entry: ChatEntry): void;
}

export interface RoomPort {
  occupants(channelId: string): readonly Occupant[];
  roomName(channelId: string): string;
  guildName(guildId: string): string;
  onOccupantMove(listener: () => void): () => void;
}

/** Where recordings are kept. */
export interface ShelfPort {
  allot(session: { startedAtMs: number; roomName: string }): { recordingId: string; sessionDir: string };
  started(recordingId: string): void;
  finished(recordingId: string): void;
  folderOf(recordingId: string): string;
}
