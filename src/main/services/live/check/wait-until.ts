import type { Clock } from '../../../support/clock';

export interface WaitOptions<T> {
  /** Undefined: not yet. */
  read: () => T | undefined;
  /** Tells when it is worth reading again. */
  onChanged: (listener: () => void) => () => void;
  clock: Clock;
  timeoutMs: number;
  signal: AbortSignal;
}

/** Resolves with the first value that `read` gives, null after the time; rejects when cancelled. */
export function waitUntil<T>(options: WaitOptions<T>): Promise<T | null> {
  const { read, onChanged, clock, timeoutMs, signal } = options;
  return new Promise((resolve, reject) => {
    const end = (settle: () => void) => {
      stop();
      cancelTimer();
      signal.removeEventListener('abort', onAbort);
      settle();
    };
    const onAbort = () => end(() => reject(signal.reason));
    const look = () => {
      const value = read();
      if (value !== undefined) end(() => resolve(value));
    };
    const stop = onChanged(look);
    const cancelTimer = clock.setTimer(() => end(() => resolve(null)), timeoutMs);
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    else look();
  });
}
