import { judgeRestMetrics, RestMetrics } from '@shared/models/rest-metrics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LatencyHistogram } from '../../../../src/main/discord/rest/latency';
import { MetricsBook } from '../../../../src/main/discord/rest/metrics';

const MINUTE = 60_000;

describe('latency percentiles', () => {
  it('are at most 5 % off', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.2, max: 60_000, noNaN: true }), { minLength: 1, maxLength: 200 }),
        (values) => {
          const histogram = new LatencyHistogram();
          for (const value of values) histogram.add(value);
          const sorted = [...values].sort((a, b) => a - b);
          const exact = sorted[Math.ceil(0.95 * sorted.length) - 1] ?? 0;
          expect(Math.abs((histogram.summary().p95Ms ?? 0) / exact - 1)).toBeLessThan(0.05);
        },
      ),
    );
  });

  it('are unknown before the first value, and hold any value', () => {
    const histogram = new LatencyHistogram();
    expect(histogram.summary()).toEqual({ count: 0, p50Ms: null, p95Ms: null, p99Ms: null });
    for (const ms of [0, -1, 1e12, Number.POSITIVE_INFINITY]) histogram.add(ms);
    expect(histogram.summary().count).toBe(4);
  });
});

describe('counts', () => {
  it('forget in "recent" what is older than ten minutes', () => {
    const book = new MetricsBook();
    book.count('requests', 0);
    book.count('requests', 5 * MINUTE);
    book.count('errors', 5 * MINUTE);
    expect(book.snapshot(9 * MINUTE).recent).toMatchObject({ requests: 2, errors: 1 });
    expect(book.snapshot(10 * MINUTE).recent).toMatchObject({ requests: 1, errors: 1 });
    expect(book.snapshot(60 * MINUTE)).toMatchObject({ recent: { requests: 0 }, total: { requests: 2 } });
  });
});

describe('judging', () => {
  const metrics = (recent: object, queue = 0, invalid = 0): RestMetrics => {
    const none = {
      requests: 0,
      errors: 0,
      limitsHit: 0,
      retries: 0,
      webhookRequests: 0,
      webhookFailures: 0,
      unexpected: 0,
    };
    return RestMetrics.parse({
      total: none,
      recent: { ...none, ...recent },
      queue: { now: queue, max: queue, limit: 1_000 },
      inFlight: 0,
      buckets: 0,
      invalidRequests: { recent: invalid, stopAt: 5_000 },
      routes: [],
    });
  };
  const levels = (value: RestMetrics) =>
    Object.fromEntries(judgeRestMetrics(value).map(({ id, level }) => [id, level]));

  it.each([
    [{ requests: 1_000, errors: 11 }, 'requestErrors', 'over'],
    [{ requests: 1_000, errors: 10 }, 'requestErrors', 'near'],
    [{ requests: 1_000, errors: 5 }, 'requestErrors', 'good'],
    [{ requests: 3, errors: 3 }, 'requestErrors', 'quiet'],
    [{ requests: 100, limitsHit: 6 }, 'limitsHit', 'over'],
    [{ requests: 100, limitsHit: 2 }, 'limitsHit', 'good'],
    [{ webhookRequests: 1_000, webhookFailures: 2 }, 'webhookFailures', 'over'],
    [{ webhookRequests: 1_000, webhookFailures: 0 }, 'webhookFailures', 'good'],
    [{}, 'webhookFailures', 'quiet'],
  ])('%j: %s is %s', (recent, id, level) => {
    expect(levels(metrics(recent))[id]).toBe(level);
  });

  it.each([
    [0, 'good'],
    [51, 'near'],
    [101, 'over'],
  ])('a queue of %i is %s', (depth, level) => {
    expect(levels(metrics({}, depth)).queueDepth).toBe(level);
  });

  it('warns of invalid requests before it stops', () => {
    expect(levels(metrics({}, 0, 2_600)).invalidRequests).toBe('near');
  });
});
