/**
 * Rate-limit accounting (reference "Rate limits"), pure: times come in as monotonic ms, nothing waits or sends
 * here. It answers one question, "may this request leave now, and if not, when", and learns from the headers of
 * every answer.
 *
 * A bucket is counted per hash (which several routes may share) and per top-level resource. Until a route's
 * hash is known, one request at a time explores it. Requests in flight count as spent, because their answer's
 * headers are not here yet; so a burst never overdraws what the server said was left.
 */

export interface RateLimitPolicy {
  /** Requests per window over all routes; Discord gives every bot 50 a second. */
  globalLimit: number;
  globalWindowMs: number;
}

export const DISCORD_RATE_LIMITS: RateLimitPolicy = { globalLimit: 50, globalWindowMs: 1_000 };

export interface RequestKey {
  routeKey: string;
  major: string;
}

/** `X-RateLimit-*` of one answer, checked; absent when a route has no bucket. */
export interface BucketHeaders {
  bucket: string;
  limit: number;
  remaining: number;
  resetAfterMs: number;
}

export type Admission =
  | { kind: 'go' }
  /** Ask again at this monotonic time, or when an answer arrives, whichever is first. */
  | { kind: 'wait'; untilMs: number }
  /** Only an answer to a request in flight can free this one. */
  | { kind: 'waitForAnswer' };

interface Bucket {
  limit: number;
  remaining: number;
  resetAtMs: number;
  inFlight: number;
  /** False until the first answer; then one request at a time. */
  known: boolean;
  /** Set by a 429: nothing leaves before. */
  blockedUntilMs: number;
}

const FORGET_AFTER_MS = 60_000;
const MAX_BUCKETS = 5_000;

export class RateLimitBook {
  readonly #policy: RateLimitPolicy;
  readonly #hashes = new Map<string, string>();
  readonly #buckets = new Map<string, Bucket>();
  /** Monotonic times of the sends within the last global window, oldest first. */
  #recentSends: number[] = [];
  #globalBlockedUntilMs = 0;

  constructor(policy: RateLimitPolicy = DISCORD_RATE_LIMITS) {
    this.#policy = policy;
  }

  /** Where this request is counted: `hash:major`, or the route itself while its hash is unknown. */
  bucketKey(request: RequestKey): string {
    return `${this.#hashes.get(request.routeKey) ?? `?${request.routeKey}`}:${request.major}`;
  }

  /** May this request leave now? Changes nothing. */
  admit(request: RequestKey, nowMs: number): Admission {
    if (this.#globalBlockedUntilMs > nowMs) return { kind: 'wait', untilMs: this.#globalBlockedUntilMs };
    const bucket = this.#buckets.get(this.bucketKey(request));
    if (bucket) {
      const admission = admitBucket(bucket, nowMs);
      if (admission.kind !== 'go') return admission;
    }
    this.#dropOldSends(nowMs);
    const oldest = this.#recentSends[0];
    if (oldest !== undefined && this.#recentSends.length >= this.#policy.globalLimit) {
      return { kind: 'wait', untilMs: oldest + this.#policy.globalWindowMs };
    }
    return { kind: 'go' };
  }

  /** The request leaves. Returns the key to hand back to `answered`. */
  sent(request: RequestKey, nowMs: number): string {
    const key = this.bucketKey(request);
    const bucket = this.#bucket(key, nowMs);
    renew(bucket, nowMs);
    bucket.inFlight += 1;
    this.#recentSends.push(nowMs);
    return key;
  }

  /** The answer came (or never will: pass no headers). `sentKey` is what `sent` returned. */
  answered(request: RequestKey, sentKey: string, headers: BucketHeaders | null, nowMs: number): void {
    const before = this.#buckets.get(sentKey);
    if (before) before.inFlight = Math.max(0, before.inFlight - 1);
    if (!headers) {
      // Without headers the server may or may not have counted it; a known bucket takes the careful view.
      if (before?.known) before.remaining = Math.max(0, before.remaining - 1);
      if (before) this.#deleteIfIdle(sentKey, before, nowMs);
      return;
    }
    this.#hashes.set(request.routeKey, headers.bucket);
    const key = `${headers.bucket}:${request.major}`;
    const bucket = this.#bucket(key, nowMs);
    learn(bucket, headers, nowMs);
    if (before && before !== bucket) this.#deleteIfIdle(sentKey, before, nowMs);
  }

  /** A 429 on this request's bucket: nothing of it leaves for `retryAfterMs`. */
  blockBucket(request: RequestKey, retryAfterMs: number, nowMs: number): void {
    const bucket = this.#bucket(this.bucketKey(request), nowMs);
    bucket.blockedUntilMs = Math.max(bucket.blockedUntilMs, nowMs + retryAfterMs);
  }

  /** A global 429: nothing at all leaves for `retryAfterMs`. */
  blockAll(retryAfterMs: number, nowMs: number): void {
    this.#globalBlockedUntilMs = Math.max(this.#globalBlockedUntilMs, nowMs + retryAfterMs);
  }

  /** Buckets kept in memory. */
  get size(): number {
    return this.#buckets.size;
  }

  #bucket(key: string, nowMs: number): Bucket {
    let bucket = this.#buckets.get(key);
    if (!bucket) {
      if (this.#buckets.size >= MAX_BUCKETS) this.#forgetIdle(nowMs);
      bucket = { limit: 1, remaining: 1, resetAtMs: 0, inFlight: 0, known: false, blockedUntilMs: 0 };
      this.#buckets.set(key, bucket);
    }
    return bucket;
  }

  #forgetIdle(nowMs: number): void {
    for (const [key, bucket] of this.#buckets) {
      const idle = bucket.inFlight === 0 && bucket.blockedUntilMs < nowMs;
      if (idle && bucket.resetAtMs + FORGET_AFTER_MS < nowMs) this.#buckets.delete(key);
    }
  }

  #deleteIfIdle(key: string, bucket: Bucket, nowMs: number): void {
    if (bucket.inFlight === 0 && bucket.blockedUntilMs <= nowMs && bucket.resetAtMs <= nowMs) {
      this.#buckets.delete(key);
    }
  }

  #dropOldSends(nowMs: number): void {
    const firstKept = this.#recentSends.findIndex((sentMs) => sentMs + this.#policy.globalWindowMs > nowMs);
    if (firstKept === -1) this.#recentSends = [];
    else if (firstKept > 0) this.#recentSends = this.#recentSends.slice(firstKept);
  }
}

function admitBucket(bucket: Bucket, nowMs: number): Admission {
  if (bucket.blockedUntilMs > nowMs) return { kind: 'wait', untilMs: bucket.blockedUntilMs };
  if (!bucket.known) return bucket.inFlight === 0 ? { kind: 'go' } : { kind: 'waitForAnswer' };
  const left = bucket.resetAtMs <= nowMs ? bucket.limit : bucket.remaining;
  if (left - bucket.inFlight > 0) return { kind: 'go' };
  return bucket.resetAtMs > nowMs ? { kind: 'wait', untilMs: bucket.resetAtMs } : { kind: 'waitForAnswer' };
}

/** A window that has run out starts anew, full. */
function renew(bucket: Bucket, nowMs: number): void {
  if (bucket.known && bucket.resetAtMs <= nowMs) bucket.remaining = bucket.limit;
}

/**
 * Within one window the smallest remainder is the newest truth, whatever order answers arrive in. Windows are
 * told apart by their end; half of what is left of it allows for the answers' different ways home.
 */
function learn(bucket: Bucket, headers: BucketHeaders, nowMs: number): void {
  const resetAtMs = nowMs + headers.resetAfterMs;
  const sameWindow =
    bucket.known && bucket.resetAtMs > nowMs && resetAtMs - bucket.resetAtMs < headers.resetAfterMs / 2;
  bucket.remaining = sameWindow ? Math.min(bucket.remaining, headers.remaining) : headers.remaining;
  bucket.resetAtMs = Math.max(bucket.resetAtMs, resetAtMs);
  bucket.limit = Math.max(1, headers.limit);
  bucket.known = true;
}
