/** How the rest of the app reaches the archives, wherever they are kept open. */
import type { ArchiveRequestName, RequestInput, RequestOutput } from '../archive/requests';

export interface AskOptions {
  /** Stops an export; other questions are too short for it. */
  signal?: AbortSignal;
  onProgress?: (rows: number) => void;
}

/** Implemented by `in-process.ts` (tests, headless) and by `child-host.ts` over a process of its own. */
export interface ArchiveHost {
  /**
   * Asks the archive in `file`. Rejects with `AppError`: `archive/disk-full`, `archive/unavailable` (the process does
   * not stay up), `archive/failed`; with the signal's reason when cancelled. A write that has been answered is kept,
   * and one that has not is written once, even when the process dies over it.
   */
  ask<N extends ArchiveRequestName>(
    file: string,
    name: N,
    input: RequestInput<N>,
    options?: AskOptions,
  ): Promise<RequestOutput<N>>;
  close(): Promise<void>;
}
