import type { ChannelId, GuildId, UserId } from '@shared/discord/snowflake';
import type { Occupant, RoomSummary } from '@shared/models/workspace';

/**
 * What a call needs from its neighbours, said by the calls service and fulfilled in app.ts. Services do not
 * know each other.
 */

/** The main gateway as a voice connection sees it (voice-connections, "Retrieving Voice Server Information"). */
export interface VoiceSignalling {
  readonly ownUserId: UserId;
  readonly ownDisplayName: string;
  /** The server is on this computer and speaks plain ws. */
  readonly insecureLoopback: boolean;
  /** Gateway op 4. */
  sendVoiceState(payload: {
    guild_id: string;
    channel_id: string | null;
    self_mute: boolean;
    self_deaf: boolean;
  }): void;
  /** There is reason to doubt the network: finds out at once whether the gateway is still there, and mends it. */
  checkConnection(): void;
  /** Own VOICE_STATE_UPDATE and VOICE_SERVER_UPDATE of any guild. Returns the unsubscribe function. */
  onVoiceState(
    listener: (state: { guildId: string; channelId: string | null; sessionId: string }) => void,
  ): () => void;
  onVoiceServer(
    listener: (server: { guildId: string; token: string; endpoint: string | null }) => void,
  ): () => void;
}

export interface OccupantMove {
  userId: string;
  displayName: string;
  isBot: boolean;
  from: string | null;
  to: string | null;
}

/** Rooms and people as the workspace knows them. */
export interface RoomDirectory {
  room(channelId: ChannelId): RoomSummary | null;
  guildName(guildId: GuildId): string | null;
  occupants(channelId: ChannelId): readonly Occupant[];
  onOccupantMove(listener: (move: OccupantMove) => void): () => void;
  /** What a room is set to is another, or may be. */
  onRoomChanged(listener: () => void): () => void;
}

/** Where recordings are kept. */
export interface RecordingShelf {
  /** A fresh id and folder for a session; the recorder makes the folder. */
  allot(session: { startedAtMs: number; roomName: string }): { recordingId: string; sessionDir: string };
  /** The session's files are complete (or as complete as they will get): list it. */
  finished(recordingId: string): void;
  started(recordingId: string): void;
}
