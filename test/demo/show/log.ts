import type { BroadcastRoom } from '../../../src/shared/models/live';
import { type MachineLog, NO_PROBE } from './machine';

/** What was done during a show, and when (Unix ms): what the recording is held against. */
export interface ShowLog {
  /** A fade between the decks was asked for. */
  fades: { to: 'a' | 'b'; atMs: number; durationMs: number }[];
  pads: { piece: 'pad' | 'gong'; atMs: number }[];
  /** The microphone was open. */
  talks: { fromMs: number; toMs: number }[];
  /** Ducking was on, and by how much. */
  ducks: { fromMs: number; toMs: number; depthDb: number }[];
  /** Members were asked to come or go. */
  moves: { kind: 'join' | 'leave'; atMs: number }[];
  cuts: Cut[];
  samples: Sample[];
  /** How a bare loop beside it did. */
  machine: MachineLog;
}

export interface Cut {
  name: string;
  atMs: number;
  /** When the call was up and encrypted again, as the recording's journal says; null when it never was. */
  backAtMs: number | null;
}

/** How the call stood at a moment. */
export interface Sample {
  atMs: number;
  phase: string;
  epoch: number | null;
  undecryptable: number;
  packetsSent: number;
  packetsReceived: number;
  alarms: string[];
  broadcast: Pick<BroadcastRoom, 'roomName' | 'guildName' | 'phase' | 'packetsSent' | 'listeners'>[];
}

export function emptyLog(): ShowLog {
  return { fades: [], pads: [], talks: [], ducks: [], moves: [], cuts: [], samples: [], machine: NO_PROBE };
}
