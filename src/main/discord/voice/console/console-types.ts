/** What others say to the console and hear of it. */
import type { ConsoleState } from '@shared/models/console';
import type { EchoState } from '@shared/models/live';
import type { Logger } from '../../../support/logger';

/** How loud somebody in the room is in this tick. */
export interface Speech {
  userId: string;
  rmsDbfs: number;
}

/** What goes on air in one tick. */
export interface ProgrammeFrame {
  opus: Buffer;
  /** What the packet sounds like; empty while nobody asks for it (see `listen`). */
  pcm: Int16Array;
}

export type ConsoleEvent =
  | { type: 'console'; console: ConsoleState }
  | { type: 'loudness'; path: string; loudnessLufs: number | null }
  | { type: 'echo'; echo: EchoState };

/** Who wants the sound of what goes out. */
export interface Listeners {
  monitor: boolean;
  levels: boolean;
  recording: boolean;
}

export interface ConsoleOptions {
  logger: Logger;
  bitrateBps: number;
  onEvent(event: ConsoleEvent): void;
}
