/** What the bench, its server and its clients say to each other over the process channel. */

/** `replay`: 20,000 events at full speed. `guild`: one large guild. `live`: a guild in which things happen. */
export type Scene = 'replay' | 'guild' | 'live';

export type ServerCommand =
  /** Lays out a scene for the connections to come. */
  | { type: 'scene'; scene: Scene }
  /** Sends the events of `replay`, or the guild of `guild`, to the connected client. */
  | { type: 'go' }
  /** `live`: ends the client's connection in one of the ways connections end. */
  | { type: 'cut' }
  /** `live`: nothing happens any more; answers with what is true. */
  | { type: 'truth' };

export type ServerMessage =
  | { type: 'listening'; port: number }
  | { type: 'ready' }
  | { type: 'cut'; atMs: number }
  | { type: 'truth'; truth: LiveTruth };

/** The state of the live guild, as plain data: what a client has to end up with. */
export interface LiveTruth {
  /** Sequence number of the last dispatch. */
  seq: number;
  /** By user: room and flags. */
  voice: Record<string, { channelId: string; selfMute: boolean; mute: boolean }>;
  /** By user: nickname. */
  nicks: Record<string, string>;
  /** By channel: name. */
  names: Record<string, string>;
  /** Ids of all messages, in order. */
  messages: string[];
}

export type ClientCommand =
  | { type: 'replay' }
  /** Waits for the guild; answers when it is settled, and with the memory in use. */
  | { type: 'memory' }
  /** Waits until everything up to `seq` was taken in. */
  | { type: 'store'; seq: number };

export type ClientMessage =
  | { type: 'ready'; atMs: number }
  /** `cpuMs` is of all threads of the process. */
  | { type: 'replay'; events: number; wallMs: number; cpuMs: number }
  | { type: 'memory'; bytes: number }
  | { type: 'store'; store: LiveTruth };

export const REPLAY_EVENTS = 20_000;
/** Content of the last message of a replay. */
export const LAST_WORD = 'that was all';
