import type { ChannelId, GuildId } from '@shared/discord/snowflake';
import type { CallState, JoinCallOutcome } from '@shared/models/calls';
import type { ConsoleState } from '@shared/models/console';
import type { EchoState } from '@shared/models/live';
import type { Occupant, RoomSummary } from '@shared/models/workspace';

/** Being in a room to measure there, and only as long as the person does not make that call their own. */
export interface TrialCall {
  readonly joined: Promise<JoinCallOutcome>;
  readonly lasts: boolean;
  /** Leaves it while it lasts; no other call, ever. */
  leave(): Promise<void>;
}

/** What the go-live check looks at; app.ts hands over the services and the machine. */
export interface CheckNeighbours {
  room(channelId: ChannelId): RoomSummary | null;
  occupants(channelId: ChannelId): readonly Occupant[];
  call(): CallState;
  onCallChanged(listener: () => void): () => void;
  /** A room of a broadcast is in this guild: Discord allows one, and a join would end it. */
  broadcastIn(guildId: GuildId): boolean;
  /** Joins without being heard, while in no room. */
  beginTrial(place: { guildId: GuildId; channelId: ChannelId }): TrialCall;
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
  /** Looks at every file that something on the desk will play. */
  missingFiles(): Promise<MissingFiles>;
}

/** Files that are not where they were, by name. */
export interface MissingFiles {
  /** Played by cues of a show. */
  cues: string[];
  /** In the queue, on decks and pads, as the bed. */
  others: string[];
}
