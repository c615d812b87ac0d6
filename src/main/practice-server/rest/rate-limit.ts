import { createHash } from 'node:crypto';

/** How often a bucket may be used: `limit` requests in each window of `windowMs`. */
export interface BucketRule {
  name: string;
  limit: number;
  windowMs: number;
  /** False: answers carry no X-RateLimit headers, so the limit shows only when it is met. */
  told?: boolean;
  /** A limit inside another one (channel names, webhooks of a channel): met by a 429, never in headers. */
  inner?: true;
}

export interface BucketState {
  limit: number;
  remaining: number;
  /** Ms until the window ends and the bucket is full again. */
  resetAfterMs: number;
  /** The opaque id in X-RateLimit-Bucket: the same for every resource of a route. */
  hash: string;
  told: boolean;
}

export type Verdict =
  | { kind: 'allowed'; bucket: BucketState }
  | { kind: 'exceeded'; bucket: BucketState; retryAfterMs: number };

interface Window {
  startMs: number;
  used: number;
}

const SWEEP_EVERY = 1000;

/**
 * Fixed windows per bucket and major resource (guild, channel, webhook): the first request opens a window,
 * the window's end fills the bucket. Times are monotonic ms handed in, so that tests own the clock.
 */
export class RateLimiter {
  readonly #windows = new Map<string, Window & { windowMs: number }>();
  #sinceSweep = 0;

  take(rule: BucketRule, major: string, nowMs: number): Verdict {
    this.#sweep(nowMs);
    const key = `${rule.name}:${major}`;
    let window = this.#windows.get(key);
    if (!window || nowMs - window.startMs >= rule.windowMs) {
      window = { startMs: nowMs, used: 0, windowMs: rule.windowMs };
      this.#windows.set(key, window);
    }
    const resetAfterMs = window.startMs + rule.windowMs - nowMs;
    const shown = { limit: rule.limit, resetAfterMs, hash: bucketHash(rule.name), told: rule.told ?? true };
    if (window.used >= rule.limit) {
      return { kind: 'exceeded', retryAfterMs: resetAfterMs, bucket: { ...shown, remaining: 0 } };
    }
    window.used += 1;
    return { kind: 'allowed', bucket: { ...shown, remaining: rule.limit - window.used } };
  }

  /** Every bucket is full again. */
  clear(): void {
    this.#windows.clear();
  }

  #sweep(nowMs: number): void {
    this.#sinceSweep += 1;
    if (this.#sinceSweep < SWEEP_EVERY) return;
    this.#sinceSweep = 0;
    for (const [key, window] of this.#windows) {
      if (nowMs - window.startMs >= window.windowMs) this.#windows.delete(key);
    }
  }
}

const hashes = new Map<string, string>();

export function bucketHash(name: string): string {
  let hash = hashes.get(name);
  if (hash === undefined) {
    hash = createHash('md5').update(name).digest('hex');
    hashes.set(name, hash);
  }
  return hash;
}
