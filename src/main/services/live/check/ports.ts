import type { ChannelId, GuildId } from '@shared/discord/snowflake';
import type { CallState, JoinCallOutcome } from '@shared/models/calls';
import type { ConsoleState } from '@shared/models/console';
import type { EchoState } from '@shared/models/live';
import type { Occupant, RoomSummary } from '@shared/models/workspace';

/** What the go-live check looks at; app.ts hands over the services and the machine. */
export interface CheckNeighbours {
  room(channelId: ChannelId): RoomSummary | null;
  occupants(channelId: ChannelId): readonly Occupant[];
  call(): CallState;
  onCallChanged(listener: () => void): () => void;
  /** Joins without being heard. */
  joinMuted(place: { guildId: GuildId; channelId: ChannelId }): Promise<JoinCallOutcome>;
  leaveCall(): Promise<void>;
  /** How far our clock is ahead of the server's, ms; rejects when it cannot be asked. */
  clockOffsetMs(signal: AbortSignal): Promise<number>;
  /** Where recordings go. */
  freeDiskBytes(): Promise<number>;
  /** Rejects with `media/ffmpeg-missing`. */
  findFfmpeg(): Promise<unknown>;
}

/** What the desk itself can tell the check. */
export interface CheckDesk {
  console(): ConsoleState;
  echo(): EchoState;
  onEcho(listener: () => void): () => void;
  startEcho(durationMs: number): void;
  stopEcho(): void;
}
