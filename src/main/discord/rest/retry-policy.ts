import { type BackoffPolicy, backoffDelayMs } from '../../support/backoff';
import type { Repeatability } from './routes';

/** When a failed request is sent again (requirement M32): three times at most, and only where that is safe. */
export const RETRY_BACKOFF: BackoffPolicy = { minMs: 400, maxMs: 3_200, jitter: 0.5 };
export const MAX_RETRIES = 3;
/** A 429 says when to come back; after this many in a row for one request something else is wrong. */
export const MAX_RATE_LIMIT_RETRIES = 5;

/** `unsent`: no connection could be made, so the server cannot have seen the request. */
export type Failure = { kind: 'status'; status: number } | { kind: 'network' } | { kind: 'unsent' };

/** Delay before sending again in ms, or null to give up. `attempt` is 0 after the first failure. */
export function retryDelayMs(
  failure: Failure,
  repeat: Repeatability,
  attempt: number,
  random: () => number,
): number | null {
  if (attempt >= MAX_RETRIES) return null;
  if (failure.kind !== 'unsent' && repeat !== 'safe') return null;
  if (failure.kind === 'status' && failure.status < 500) return null;
  return backoffDelayMs(RETRY_BACKOFF, attempt, random);
}
