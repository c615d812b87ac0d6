import { z } from 'zod';

/**
 * How the REST client is doing, as plain data for the diagnostics view. `total` counts since the client was made,
 * `recent` over the last ten minutes, which is what the thresholds of requirement M35 are held against.
 */

const count = z.number().int().nonnegative();

export const RestCounts = z.object({
  /** Requests that came to an end: a good answer, a refusal, or no answer at all. */
  requests: count,
  /** Ended with something else than a good answer, whatever the reason; cancelled ones are not counted at all. */
  errors: count,
  /** 429 answers, also those a repetition made good. */
  limitsHit: count,
  /** Sent again, for whatever reason. */
  retries: count,
  /** Calls by a webhook's token, and how many of them failed. */
  webhookRequests: count,
  webhookFailures: count,
  /** Answers that had not the shape they should have. */
  unexpected: count,
});
export type RestCounts = z.infer<typeof RestCounts>;

/** Percentiles in ms, at most 5 % off; null before the first value. */
export const LatencySummary = z.object({
  count,
  p50Ms: z.number().nullable(),
  p95Ms: z.number().nullable(),
  p99Ms: z.number().nullable(),
});
export type LatencySummary = z.infer<typeof LatencySummary>;

export const RestRouteMetrics = z.object({
  /** Method and path template: no ids, no tokens. */
  route: z.string(),
  requests: count,
  errors: count,
  limitsHit: count,
  /** From the request's leaving to its answer. */
  answer: LatencySummary,
  /** From asking for it to its end, waiting and repetitions included. */
  whole: LatencySummary,
});
export type RestRouteMetrics = z.infer<typeof RestRouteMetrics>;

export const RestMetrics = z.object({
  total: RestCounts,
  recent: RestCounts,
  queue: z.object({ now: count, max: count, limit: count }),
  inFlight: count,
  /** Rate-limit buckets known. */
  buckets: count,
  /** 401, 403 and 429 within ten minutes, and from which number on nothing is sent any more. */
  invalidRequests: z.object({ recent: count, stopAt: count }),
  routes: z.array(RestRouteMetrics),
});
export type RestMetrics = z.infer<typeof RestMetrics>;

export type RestMetricId =
  | 'requestErrors'
  | 'limitsHit'
  | 'webhookFailures'
  | 'queueDepth'
  | 'invalidRequests';

export interface RestJudgement {
  id: RestMetricId;
  /** A share from 0 to 1, or a number for `queueDepth` and `invalidRequests`. */
  value: number;
  threshold: number;
  /** `quiet`: too little happened for a share to mean anything. */
  level: 'quiet' | 'good' | 'near' | 'over';
}

/** Requirement M35: shares over the last ten minutes, and the depth of the queue. */
export const REST_THRESHOLDS = {
  requestErrors: 0.01,
  limitsHit: 0.05,
  webhookFailures: 0.001,
  queueDepth: 100,
} as const;

/** Below this many requests one mishap would look like a storm. */
const ENOUGH_REQUESTS = 20;
/** `near` from this part of a threshold on. */
const NEAR = 0.5;

/** Holds the figures against their thresholds, in the order a view shows them. */
export function judgeRestMetrics(metrics: RestMetrics): RestJudgement[] {
  const { recent, queue, invalidRequests } = metrics;
  return [
    judgeShare('requestErrors', recent.errors, recent.requests, REST_THRESHOLDS.requestErrors),
    judgeShare('limitsHit', recent.limitsHit, recent.requests, REST_THRESHOLDS.limitsHit),
    judgeShare(
      'webhookFailures',
      recent.webhookFailures,
      recent.webhookRequests,
      REST_THRESHOLDS.webhookFailures,
    ),
    judge('queueDepth', queue.now, REST_THRESHOLDS.queueDepth),
    judge('invalidRequests', invalidRequests.recent, invalidRequests.stopAt),
  ];
}

function judgeShare(id: RestMetricId, part: number, whole: number, threshold: number): RestJudgement {
  const value = whole === 0 ? 0 : part / whole;
  if (whole < ENOUGH_REQUESTS) return { id, value, threshold, level: 'quiet' };
  return judge(id, value, threshold);
}

function judge(id: RestMetricId, value: number, threshold: number): RestJudgement {
  const level = value > threshold ? 'over' : value > threshold * NEAR ? 'near' : 'good';
  return { id, value, threshold, level };
}
