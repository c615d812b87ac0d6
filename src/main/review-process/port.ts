/** How the rest of the app reaches the player of recordings, wherever that runs. */
import type { AudioPort, MainMessagePort } from '../support/audio-port';
import type { ReviewCommand, ReviewEvent } from './protocol';

/** Implemented by `in-process.ts` (tests, headless) and by `child-host.ts` over a process of its own. */
export interface ReviewHost {
  /** Commands are carried out in order. Ignored after close. */
  send(command: ReviewCommand): void;
  /** Returns the unsubscribe function. */
  onEvent(listener: (event: ReviewEvent) => void): () => void;
  /** Hands over one end of a port to the playback sink; a second port replaces the first. */
  connectAudio(port: AudioPort | MainMessagePort): void;
  close(): Promise<void>;
}
