/** What the engine asks of its sound, and what it says to others. */
import type { LevelsFrame } from '@shared/models/calls';
import type { PersonSignal, SignalAlarm } from '@shared/models/sentinel';
import type { Clock } from '../../support/clock';
import type { Logger } from '../../support/logger';
import type { SpeechLevel } from './receive/receiver';
import type { FurtherRoom } from './room/rooms';
import type { RoomView } from './room/voice-room';
import type { SoundFrame } from './send/sender';
import type { Wire } from './wire/wire';

/** What goes on air, made once for all rooms. */
export interface SoundSource {
  /** The next frame, or null when there is nothing to send in this slot. Never waits. */
  pull(speech: readonly SpeechLevel[]): SoundFrame | null;
  /** A slot in which nothing can go on air: what is for the own ears alone goes on. */
  rest?(): void;
  /** What the own monitor hears of the slot pulled last; left out, it hears what goes on air. */
  monitorPcm?(): Float32Array | null;
  /** What it adds to the levels. */
  takeLevels?(): LevelsFrame['console'];
  /** How much of what goes out is lost on its way, %. */
  setLoss?(percent: number): void;
  /** Who wants to hear and measure what goes out. */
  listen?(listeners: { monitor: boolean; levels: boolean; recording: boolean }): void;
  /** Has `listener` called before a hand on the desk changes what goes on air. */
  onHand?(listener: () => void): void;
  /** The last `frames` frames pulled do not go out after all: goes back, as far as it can, and answers how far. */
  takeBack?(frames: number): number;
  /** Something in it happens now (a microphone) and cannot be pulled ahead. */
  readonly live?: boolean;
  /** Silence would be a fault now: a show is on, and nobody has paused it. */
  readonly onAir?: boolean;
  /** It goes by who speaks in the room (ducking), so that the room has to be decoded for it. */
  readonly hearsRoom?: boolean;
}

export interface EngineStats {
  packetsSent: number;
  framesSent: number;
  packetsReceived: number;
  lost: number;
  malformed: number;
  malformedByReason: Record<string, number>;
  undecryptable: number;
  held: number;
  /** Authentic packets that came a second time, or too old to tell. */
  replayed: number;
  lateTicks: number;
  pingMs: number | null;
}

export type EngineEvent =
  | {
      type: 'signal';
      payload: { guild_id: string; channel_id: string | null; self_mute: boolean; self_deaf: boolean };
    }
  | { type: 'connection'; connection: RoomView }
  | { type: 'broadcast'; rooms: FurtherRoom[] }
  | { type: 'speakers'; speakers: { userId: string; ssrc: number; speaking: boolean }[] }
  | { type: 'stats'; stats: EngineStats }
  | { type: 'alarms'; alarms: SignalAlarm[] }
  | { type: 'signals'; signals: PersonSignal[] };

export interface EngineOptions {
  clock: Clock;
  /** May be shared; whoever made it closes it. */
  wire: Wire;
  sound: SoundSource;
  logger: Logger;
  /** 0 ≤ x < 1: start numbers of the stream, jitter of retries. */
  random?: () => number;
  onEvent(event: EngineEvent): void;
}
