import type { Bucket } from './bucket';
import type { Admission } from './rate-limits';

/** Used while a route has answered nothing yet, ms. */
const TYPICAL_ANSWER_MS = 150;
/** Discord's usual window, while none has been seen, ms. */
const TYPICAL_WINDOW_MS = 1_000;

export interface Forecast {
  admission: Admission;
  bucket: Readonly<Bucket>;
  /** Median answer time of the route, ms; null before the first answer. */
  answerMs: number | null;
  /** Requests that are to go on this route and resource, this one included; 1 or more. */
  count: number;
}

/**
 * About how long it takes until the last of `count` requests is answered, if they were asked for now, ms. Pure. An
 * estimate for a person to read: what other lanes use of the global limit meanwhile is not known.
 */
export function forecastMs(forecast: Forecast, nowMs: number): number {
  const { admission, bucket, count } = forecast;
  const answerMs = forecast.answerMs ?? TYPICAL_ANSWER_MS;
  const waitMs = admission.kind === 'wait' ? Math.max(0, admission.untilMs - nowMs) : 0;
  const awaitedMs = admission.kind === 'waitForAnswer' ? answerMs : 0;
  const firstMs = waitMs + awaitedMs + answerMs;
  const others = Math.max(0, count - 1);
  if (others === 0) return firstMs;
  // A bucket that is not known is explored one request at a time.
  if (bucket.state !== 'known') return firstMs + (bucket.state === 'unknown' ? others * answerMs : 0);
  const free = admission.kind === 'go' ? Math.max(1, bucket.remaining - bucket.inFlight) : bucket.limit;
  const later = Math.max(0, count - free);
  const windows = Math.ceil(later / Math.max(1, bucket.limit));
  return firstMs + windows * (bucket.windowMs || TYPICAL_WINDOW_MS);
}
