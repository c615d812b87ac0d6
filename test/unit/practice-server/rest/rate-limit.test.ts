import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RateLimiter } from '../../../../src/main/practice-server/rest/rate-limit';

const rule = { name: 'messages.create', limit: 5, windowMs: 5000 };

describe('rate limiter', () => {
  it('counts down and refuses the sixth within the window', () => {
    const limiter = new RateLimiter();
    const remaining = Array.from({ length: 5 }, () => limiter.take(rule, 'c1', 0).bucket.remaining);
    expect(remaining).toEqual([4, 3, 2, 1, 0]);
    expect(limiter.take(rule, 'c1', 1000)).toMatchObject({ kind: 'exceeded', retryAfterMs: 4000 });
  });

  it('is full again when the window ends', () => {
    const limiter = new RateLimiter();
    for (let count = 0; count < 6; count++) limiter.take(rule, 'c1', 0);
    expect(limiter.take(rule, 'c1', 5000)).toMatchObject({ kind: 'allowed', bucket: { remaining: 4 } });
  });

  it('counts each channel by itself under one bucket id', () => {
    const limiter = new RateLimiter();
    const first = limiter.take(rule, 'c1', 0);
    const second = limiter.take(rule, 'c2', 0);
    expect(second.bucket.remaining).toBe(4);
    expect(second.bucket.hash).toBe(first.bucket.hash);
  });

  it('never lets more through in a window than its limit, and a client that waits is never refused twice', () => {
    const arrivals = fc.array(fc.integer({ min: 0, max: 900 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 100, max: 4000 }),
        arrivals,
        (limit, windowMs, gaps) => {
          const limiter = new RateLimiter();
          const own = { name: 'x', limit, windowMs };
          let now = 0;
          let windowStart = Number.NEGATIVE_INFINITY;
          let used = 0;
          for (const gap of gaps) {
            now += gap;
            const verdict = limiter.take(own, 'm', now);
            if (now - windowStart >= windowMs) {
              windowStart = now;
              used = 0;
            }
            if (verdict.kind === 'allowed') {
              used += 1;
              expect(used).toBeLessThanOrEqual(limit);
              expect(verdict.bucket.remaining).toBe(limit - used);
            } else {
              expect(used).toBe(limit);
              now += verdict.retryAfterMs;
              expect(limiter.take(own, 'm', now).kind).toBe('allowed');
              windowStart = now;
              used = 1;
            }
          }
        },
      ),
    );
  });
});
