/** How the rest of the app reaches the voice engine, wherever that runs. */
import type { AudioPort, MainMessagePort } from '../support/audio-port';
import type { VoiceCommand, VoiceEvent, VoicePortKind } from './protocol';

export type VoiceLife = 'started' | 'crashed';

/**
 * Implemented by `in-process.ts` (tests, headless) and by the Electron utility process. Commands are carried
 * out in order. Of an engine that has died only `onLife` tells, and the ends of what it was recording (code
 * `voice/engine-crashed`); nobody has left the rooms that it was in.
 */
export interface VoiceHost {
  /** Ignored after close. */
  send(command: VoiceCommand): void;
  /** Starts the engine when there is none; a join does so by itself, every other command is lost without one. */
  start(): void;
  /**
   * `started`: an engine that knows nothing is there; what is sent by listeners comes before everything else.
   * `crashed`: it is gone with all it knew.
   */
  onLife(listener: (life: VoiceLife) => void): () => void;
  /** Returns the unsubscribe function. */
  onEvent(listener: (event: VoiceEvent) => void): () => void;
  /** Hands over one end of a port; a second port of the same kind replaces the first. */
  connectPort(kind: VoicePortKind, port: AudioPort | MainMessagePort): void;
  /** Leaves the call, closes the recording, ends the process if there is one. */
  close(): Promise<void>;
}
