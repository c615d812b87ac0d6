import type { BucketHeaders } from './headers';

/**
 * One rate-limit bucket and what is known of its window, pure. The server counts requests as they arrive, in
 * windows that begin with the first of them; we know only when a request left (`sentMs`) and when its answer came.
 *
 * An answer that says "reset in R" was written between the two, so the window ends between `sentMs + R` and
 * `answeredMs + R`. Answers of one window narrow that down; the next window may be used from the later bound on,
 * less the round-trip credit (see `round-trips.ts`), plus `MARGIN_MS`. A request in flight counts as spent until
 * its answer says in which window the server counted it.
 */
export interface Bucket {
  /** `unknown`: explored by one request at a time. `open`: the server limits it by nothing it tells. */
  state: 'unknown' | 'known' | 'open';
  limit: number;
  remaining: number;
  inFlight: number;
  /** Bounds of the end of the window that is counted now; 0 while it has none yet. */
  endsAfterMs: number;
  endsBeforeMs: number;
  /** Earliest end of the window before, to tell late answers of it. */
  previousEndMs: number;
  /** Length of a window as far as seen. */
  windowMs: number;
  /** Set by a 429: nothing leaves before. */
  blockedUntilMs: number;
  /** Added to every wait after the server found us early; halves with each window that goes well. */
  cautionMs: number;
  lastUsedMs: number;
  /** Answers in a row that named no bucket. */
  silentAnswers: number;
  /** A limit that no header tells of was met: one request at a time until then. */
  carefulUntilMs: number;
}

/** For the clock resolution of timers and headers, and what the line is faster than ever seen. */
export const MARGIN_MS = 8;
const MAX_CAUTION_MS = 1_000;
const SILENT_ANSWERS = 3;
const CAREFUL_MS = 60_000;

export function unknownBucket(): Bucket {
  return {
    state: 'unknown',
    limit: 1,
    remaining: 1,
    inFlight: 0,
    endsAfterMs: 0,
    endsBeforeMs: 0,
    previousEndMs: 0,
    windowMs: 0,
    blockedUntilMs: 0,
    cautionMs: 0,
    lastUsedMs: 0,
    silentAnswers: 0,
    carefulUntilMs: 0,
  };
}

/** A bucket of a kind whose limit is known from another channel, guild or webhook: taken for full. */
export function bucketLike(limit: number, windowMs: number): Bucket {
  return { ...unknownBucket(), state: 'known', limit, remaining: limit, windowMs };
}

/** When the window counted now is over for us, monotonic ms; 0 while it has no end. */
export function opensAtMs(bucket: Bucket, creditMs: number): number {
  return bucket.endsBeforeMs === 0 ? 0 : bucket.endsBeforeMs - creditMs + MARGIN_MS + bucket.cautionMs;
}

/** A window that has run out starts anew, full; its end shows in the first answer. */
export function renew(bucket: Bucket): void {
  bucket.remaining = bucket.limit;
  bucket.previousEndMs = bucket.endsAfterMs;
  bucket.endsAfterMs = 0;
  bucket.endsBeforeMs = 0;
  bucket.cautionMs = bucket.cautionMs < 2 ? 0 : bucket.cautionMs / 2;
}

/** Takes in the headers of an answer to a request that left at `sentMs`. */
export function learn(bucket: Bucket, headers: BucketHeaders, sentMs: number, nowMs: number): void {
  // Headers have a resolution of a millisecond.
  const after = sentMs + headers.resetAfterMs - 1;
  const before = nowMs + headers.resetAfterMs + 1;
  const isFirst = headers.remaining >= headers.limit - 1;
  bucket.windowMs = isFirst ? headers.resetAfterMs : Math.max(bucket.windowMs, headers.resetAfterMs);
  bucket.limit = headers.limit;
  bucket.silentAnswers = 0;
  const isLate = bucket.previousEndMs > 0 && before < bucket.previousEndMs + bucket.windowMs;
  if (bucket.state === 'known' && isLate) return;
  const isNew = bucket.state !== 'known' || bucket.endsBeforeMs === 0;
  bucket.state = 'known';
  if (isNew) {
    bucket.remaining = Math.min(headers.remaining, headers.limit);
    bucket.endsAfterMs = after;
    bucket.endsBeforeMs = before;
    return;
  }
  const { endsAfterMs, endsBeforeMs, windowMs } = bucket;
  if (before < endsAfterMs) return;
  if (before < endsAfterMs + windowMs && endsBeforeMs < after + windowMs) {
    // Two windows end at least one length apart, so this is the same one.
    bucket.remaining = Math.min(bucket.remaining, headers.remaining);
    bucket.endsAfterMs = Math.max(endsAfterMs, after);
    bucket.endsBeforeMs = Math.min(endsBeforeMs, before);
  } else if (after > endsBeforeMs) {
    bucket.remaining = headers.remaining;
    bucket.previousEndMs = endsAfterMs;
    bucket.endsAfterMs = after;
    bucket.endsBeforeMs = before;
  } else {
    // A round trip as long as the window leaves both possible: believe the worse of each.
    bucket.remaining = Math.min(bucket.remaining, headers.remaining);
    bucket.endsAfterMs = Math.max(endsAfterMs, after);
    bucket.endsBeforeMs = Math.max(endsBeforeMs, before);
  }
}

/**
 * An answer without rate-limit headers, or none at all. A route that succeeds without them, or refuses three times
 * without them, has no bucket, and is not held to one request at a time.
 */
export function learnNothing(bucket: Bucket, status: number | null): void {
  if (bucket.state === 'known') {
    // The server may or may not have counted it.
    bucket.remaining = Math.max(0, bucket.remaining - 1);
    return;
  }
  if (status === null || status === 429 || status >= 500) return;
  bucket.silentAnswers = status < 300 ? SILENT_ANSWERS : bucket.silentAnswers + 1;
  if (bucket.silentAnswers >= SILENT_ANSWERS) bucket.state = 'open';
}

/** The server found us early: be later by what it asked for, and where it tells nothing, feel the way. */
export function growCautious(bucket: Bucket, retryAfterMs: number, nowMs: number): void {
  if (bucket.state === 'open') {
    bucket.carefulUntilMs = nowMs + retryAfterMs + CAREFUL_MS;
    return;
  }
  bucket.cautionMs = Math.min(MAX_CAUTION_MS, Math.max(bucket.cautionMs, retryAfterMs));
}
