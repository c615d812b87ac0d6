import type { BucketHeaders } from './rate-limits';

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

/** Whether a 429 is for the whole bot rather than one bucket. */
export function isGlobalLimit(headers: HeaderBag, body: unknown): boolean {
  if (single(headers['x-ratelimit-global'])?.toLowerCase() === 'true') return true;
  if (single(headers['x-ratelimit-scope']) === 'global') return true;
  return typeof body === 'object' && body !== null && 'global' in body && body.global === true;
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
