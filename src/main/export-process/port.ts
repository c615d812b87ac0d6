/** How the rest of the app has exports and imports carried out, wherever that is. */
import type { JobCommand, JobEvent } from './protocol';

/** Implemented by `in-process.ts` (tests, headless) and by `child-host.ts` over a process of its own. */
export interface JobHost {
  /** Ignored after close. */
  send(command: Exclude<JobCommand, { type: 'shutdown' }>): void;
  /** Returns the unsubscribe function. */
  onEvent(listener: (event: JobEvent) => void): () => void;
  /** Cancels what is under way and waits until nothing of it is left on the disk. */
  close(): Promise<void>;
}
