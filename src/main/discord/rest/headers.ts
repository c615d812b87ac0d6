/** `X-RateLimit-*` of one answer, checked; absent when a route has no bucket. */
export interface BucketHeaders {
  bucket: string;
  limit: number;
  remaining: number;
  resetAfterMs: number;
}

/** Whom a 429 is about: us in one bucket, everybody on one resource, or us altogether. */
export type LimitScope = 'user' | 'shared' | 'global';

export type HeaderBag = Readonly<Record<string, string | string[] | undefined>>;

/** Longest a server may make us wait for; beyond it the number is taken for nonsense. */
const MAX_RESET_MS = 24 * 3_600_000;

/** The `X-RateLimit-*` headers of an answer, or null when they are absent or no sense can be made of them. */
export function readBucketHeaders(headers: HeaderBag): BucketHeaders | null {
  const bucket = single(headers['x-ratelimit-bucket']);
  const limit = numberOf(headers['x-ratelimit-limit']);
  const remaining = numberOf(headers['x-ratelimit-remaining']);
  const resetAfterS = numberOf(headers['x-ratelimit-reset-after']);
  if (!bucket || bucket.length > 200 || limit === null || remaining === null || resetAfterS === null) {
    return null;
  }
  const resetAfterMs = resetAfterS * 1_000;
  if (limit < 1 || resetAfterMs > MAX_RESET_MS) return null;
  return { bucket, limit: Math.floor(limit), remaining: Math.floor(remaining), resetAfterMs };
}

/** What a 429 asks for. Null when it names no time, as an error page in front of Discord does. */
export function readRetryAfterMs(headers: HeaderBag, body: unknown): number | null {
  const fromBody =
    typeof body === 'object' && body !== null && 'retry_after' in body ? body.retry_after : undefined;
  const seconds =
    typeof fromBody === 'number' && Number.isFinite(fromBody) && fromBody >= 0
      ? fromBody
      : numberOf(headers['retry-after']);
  if (seconds === null || seconds * 1_000 > MAX_RESET_MS) return null;
  return seconds * 1_000;
}

/** What a 429 is about. Without a word on it, it is about our bucket. */
export function readLimitScope(headers: HeaderBag, body: unknown): LimitScope {
  if (single(headers['x-ratelimit-global'])?.toLowerCase() === 'true') return 'global';
  const scope = single(headers['x-ratelimit-scope']);
  if (scope === 'global' || scope === 'shared') return scope;
  return typeof body === 'object' && body !== null && 'global' in body && body.global === true
    ? 'global'
    : 'user';
}

export function isGood(status: number): boolean {
  return status >= 200 && status < 300;
}

/** How Discord (or what is in front of it) names this request, for a report to them. */
export function requestIdOf(headers: HeaderBag): string | null {
  const requestId = single(headers['x-request-id']) ?? single(headers['cf-ray']);
  return requestId === undefined ? null : requestId.slice(0, 100);
}

function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}

function numberOf(value: string | string[] | undefined): number | null {
  const text = single(value)?.trim();
  if (!text) return null;
  const number = Number(text);
  return Number.isFinite(number) && number >= 0 ? number : null;
}
