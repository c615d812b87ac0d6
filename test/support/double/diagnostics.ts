import type { DiagnosticsSnapshot } from '../../../src/shared/models/app';
import type { LatencySummary, RestMetrics } from '../../../src/shared/models/rest-metrics';

const latency = (count: number, p50Ms: number, p95Ms: number, p99Ms: number): LatencySummary => ({
  count,
  p50Ms,
  p95Ms,
  p99Ms,
});

/** A session that has worked for a while: limits hit too often, a queue that was deep, one slow route. */
export function sampleRest(change: Partial<RestMetrics> = {}): RestMetrics {
  return {
    total: {
      requests: 1_840,
      errors: 12,
      limitsHit: 31,
      retries: 34,
      webhookRequests: 420,
      webhookFailures: 0,
      unexpected: 1,
    },
    recent: {
      requests: 400,
      errors: 3,
      limitsHit: 24,
      retries: 25,
      webhookRequests: 12,
      webhookFailures: 0,
      unexpected: 0,
    },
    queue: { now: 7, max: 128, limit: 20_000 },
    inFlight: 2,
    buckets: 14,
    invalidRequests: { recent: 26, stopAt: 9_000 },
    routes: [
      {
        route: 'POST /channels/:channel/messages',
        requests: 900,
        errors: 6,
        limitsHit: 24,
        answer: latency(900, 84, 190, 420),
        whole: latency(900, 96, 980, 2_400),
      },
      {
        route: 'GET /channels/:channel/messages',
        requests: 512,
        errors: 0,
        limitsHit: 0,
        answer: latency(512, 41, 77, 102),
        whole: latency(512, 42, 80, 110),
      },
      {
        route: 'POST /webhooks/:webhook/{token}',
        requests: 420,
        errors: 0,
        limitsHit: 7,
        answer: latency(420, 66, 120, 160),
        whole: latency(420, 70, 130, 172),
      },
      {
        route: 'DELETE /channels/:channel/messages/:message',
        requests: 8,
        errors: 6,
        limitsHit: 0,
        answer: latency(8, 1_300, 2_900, 2_900),
        whole: latency(8, 1_310, 3_400, 3_400),
      },
    ],
    ...change,
  };
}

/** What the diagnostics view is given. */
export function sampleDiagnostics(nowMs: number, rest: RestMetrics | null): DiagnosticsSnapshot {
  return {
    counters: {
      'gateway.frames': 18_233,
      'gateway.malformedFrames': 0,
      'gateway.resumes': 1,
      'rest.unexpectedResponses': rest?.total.unexpected ?? 0,
      'voice.malformedPackets': 2,
    },
    rest,
    log: [
      { timeMs: nowMs - 9_000, level: 'info', area: 'accounts', message: 'connected', fields: '' },
      {
        timeMs: nowMs - 4_000,
        level: 'warn',
        area: 'rest',
        message: 'rate limited',
        fields: "{ route: 'POST /channels/:channel/messages', retryAfterMs: 340 }",
      },
      {
        timeMs: nowMs - 1_000,
        level: 'error',
        area: 'outbox',
        message: 'a message was not sent',
        fields: "{ reason: 'dmClosed' }",
      },
    ],
  };
}
