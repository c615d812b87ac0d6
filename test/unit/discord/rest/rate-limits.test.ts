import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RateLimitBook, type RequestKey, type Ticket } from '../../../../src/main/discord/rest/rate-limits';
import { type Scene, simulate } from './limit-server';

const request: RequestKey = { routeKey: 'POST /channels/:channel/messages', major: '10', exempt: false };
const ofRoute = (routeKey: string, major = ''): RequestKey => ({ routeKey, major, exempt: false });
const headers = (remaining: number, resetAfterMs: number, limit = 5, bucket = 'abc') => ({
  bucket,
  limit,
  remaining,
  resetAfterMs,
});
const leave = (book: RateLimitBook, key: RequestKey, nowMs: number): Ticket => {
  const ticket = book.take(key, nowMs);
  book.leaves(ticket, nowMs);
  return ticket;
};
const answer = (
  book: RateLimitBook,
  ticket: Ticket,
  told: ReturnType<typeof headers> | null,
  nowMs: number,
  status = 200,
) => book.answered(ticket, { status, headers: told, isRoundTrip: true }, nowMs);
/** Sends one request at once and takes its answer in. */
const exchange = (
  book: RateLimitBook,
  nowMs: number,
  remaining: number,
  resetAfterMs: number,
  key: RequestKey = request,
) => answer(book, leave(book, key, nowMs), headers(remaining, resetAfterMs), nowMs);

describe('rate-limit accounting', () => {
  it('explores an unknown route with one request at a time', () => {
    const book = new RateLimitBook();
    expect(book.admit(request, 0)).toEqual({ kind: 'go' });
    const ticket = leave(book, request, 0);
    expect(book.admit(request, 0)).toEqual({ kind: 'waitForAnswer', cause: 'bucket' });
    answer(book, ticket, headers(4, 5_000), 10);
    expect(book.admit(request, 10)).toEqual({ kind: 'go' });
  });

  it('does not hold a route without rate-limit headers to one request at a time', () => {
    const book = new RateLimitBook();
    answer(book, leave(book, request, 0), null, 10);
    for (let i = 0; i < 20; i++) {
      expect(book.admit(request, 20)).toEqual({ kind: 'go' });
      leave(book, request, 20);
    }
  });

  it('feels its way for a while after a limit that no header told of', () => {
    const book = new RateLimitBook();
    answer(book, leave(book, request, 0), null, 10);
    answer(book, leave(book, request, 20), null, 30, 429);
    book.limited(request, { scope: 'user', retryAfterMs: 500, remaining: null }, 30);
    expect(book.admit(request, 100)).toMatchObject({ kind: 'wait', untilMs: 530 });
    const alone = leave(book, request, 530);
    expect(book.admit(request, 540).kind).toBe('waitForAnswer');
    answer(book, alone, null, 550);
    expect(book.admit(request, 560).kind).toBe('go');
    leave(book, request, 70_000);
    expect(book.admit(request, 70_000).kind).toBe('go');
  });

  it.each([429, 500, 503])('learns nothing about a route from a bare %i', (status) => {
    const book = new RateLimitBook();
    for (let i = 0; i < 5; i++) answer(book, leave(book, request, i), null, i, status);
    leave(book, request, 10);
    expect(book.admit(request, 10).kind).toBe('waitForAnswer');
  });

  it('counts what is in flight against what is left', () => {
    const book = new RateLimitBook();
    exchange(book, 0, 2, 5_000);
    leave(book, request, 1);
    expect(book.admit(request, 1).kind).toBe('go');
    leave(book, request, 1);
    expect(book.admit(request, 1)).toMatchObject({ kind: 'wait', cause: 'bucket' });
  });

  it('waits for the end of the window, little longer, and then has a full one', () => {
    const book = new RateLimitBook();
    exchange(book, 0, 0, 5_000);
    const admission = book.admit(request, 4_999);
    const untilMs = admission.kind === 'wait' ? admission.untilMs : 0;
    expect(untilMs).toBeGreaterThan(5_000);
    expect(untilMs).toBeLessThanOrEqual(5_010);
    for (let i = 0; i < 5; i++) {
      expect(book.admit(request, untilMs).kind).toBe('go');
      leave(book, request, untilMs);
    }
    expect(book.admit(request, untilMs).kind).toBe('waitForAnswer');
  });

  it('counts each top-level resource apart, and takes a new one for full without exploring', () => {
    const book = new RateLimitBook();
    exchange(book, 0, 0, 5_000);
    const other = { ...request, major: '11' };
    for (let i = 0; i < 5; i++) {
      expect(book.admit(other, 0).kind).toBe('go');
      leave(book, other, 0);
    }
    expect(book.admit(other, 0).kind).not.toBe('go');
  });

  it('counts routes that share a hash together', () => {
    const book = new RateLimitBook();
    exchange(book, 0, 3, 5_000);
    const other = ofRoute('GET /channels/:channel/messages', '10');
    answer(book, leave(book, other, 0), headers(0, 5_000), 1);
    expect(book.admit(request, 2).kind).toBe('wait');
  });

  it('takes the smallest remainder of a window for the newest, whatever order answers come in', () => {
    const book = new RateLimitBook();
    exchange(book, 0, 4, 5_000);
    const first = leave(book, request, 1);
    const second = leave(book, request, 1);
    answer(book, second, headers(2, 4_950), 100);
    answer(book, first, headers(3, 4_951), 101);
    leave(book, request, 102);
    leave(book, request, 102);
    expect(book.admit(request, 102).kind).toBe('wait');
  });

  it('does not take a late answer of the last window for one of this', () => {
    const book = new RateLimitBook();
    exchange(book, 0, 4, 1_000);
    const late = leave(book, request, 10);
    for (let i = 0; i < 3; i++) exchange(book, 20, 2 - i, 980);
    expect(book.admit(request, 1_020).kind).toBe('go');
    const fresh = leave(book, request, 1_020);
    answer(book, fresh, headers(4, 1_000), 1_060);
    answer(book, late, headers(0, 1), 1_061);
    expect(book.admit(request, 1_062).kind).toBe('go');
  });

  it('lets nothing of a bucket leave before a 429 says so', () => {
    const book = new RateLimitBook();
    exchange(book, 0, 3, 5_000);
    book.limited(request, { scope: 'user', retryAfterMs: 9_000, remaining: 0 }, 0);
    expect(book.admit(request, 5_100)).toMatchObject({ kind: 'wait', untilMs: 9_000 });
  });

  it('holds back only the route a limit below its bucket is about', () => {
    const book = new RateLimitBook();
    const edit = ofRoute('PATCH /channels/:channel', '10');
    exchange(book, 0, 4, 5_000);
    exchange(book, 0, 3, 5_000, edit);
    book.limited(edit, { scope: 'user', retryAfterMs: 600_000, remaining: 3 }, 0);
    expect(book.admit(edit, 10)).toMatchObject({ kind: 'wait', untilMs: 600_000 });
    expect(book.admit(request, 10).kind).toBe('go');
  });

  it('holds back only one resource when others use it up (shared scope)', () => {
    const book = new RateLimitBook();
    exchange(book, 0, 4, 5_000);
    book.limited(request, { scope: 'shared', retryAfterMs: 2_000, remaining: 0 }, 0);
    expect(book.admit(request, 10).kind).toBe('wait');
    expect(book.admit({ ...request, major: '11' }, 10).kind).toBe('go');
    expect(book.admit(request, 2_000).kind).toBe('go');
  });

  it('lets nothing at all leave during a global limit, calls by token aside', () => {
    const book = new RateLimitBook();
    book.limited(request, { scope: 'global', retryAfterMs: 700, remaining: null }, 100);
    expect(book.admit(ofRoute('GET /x'), 200)).toEqual({ kind: 'wait', untilMs: 800, cause: 'global' });
    expect(book.admit({ ...ofRoute('POST /webhooks/:webhook/:token'), exempt: true }, 200).kind).toBe('go');
    expect(book.admit(ofRoute('GET /x'), 800).kind).toBe('go');
  });

  it('is later after the server found it early, and trusts again with time', () => {
    const book = new RateLimitBook();
    exchange(book, 0, 0, 1_000);
    book.limited(request, { scope: 'user', retryAfterMs: 40, remaining: 0 }, 1_010);
    exchange(book, 1_060, 0, 1_000);
    const after = book.admit(request, 1_070);
    expect(after.kind === 'wait' && after.untilMs).toBeGreaterThanOrEqual(2_060 + 20);
  });

  it('blames nobody for a global limit under little load, unless it comes again', () => {
    const book = new RateLimitBook({ globalLimit: 8, globalWindowMs: 1_000 });
    const limit = (nowMs: number) =>
      book.limited(ofRoute('r'), { scope: 'global', retryAfterMs: 100, remaining: null }, nowMs);
    const room = (nowMs: number) => {
      let count = 0;
      for (; book.admit(ofRoute(`r${nowMs}-${count}`), nowMs).kind === 'go'; count += 1) {
        answer(book, leave(book, ofRoute(`r${nowMs}-${count}`), nowMs), null, nowMs);
      }
      return count;
    };
    limit(0);
    expect(room(1_000)).toBe(8);
    limit(5_000);
    expect(room(6_000)).toBe(4);
  });

  it('lets half as many leave after a global limit it did not expect, and all again after a while', () => {
    const book = new RateLimitBook({ globalLimit: 8, globalWindowMs: 1_000 });
    const burst = (nowMs: number) => {
      let count = 0;
      for (; count < 20 && book.admit(ofRoute(`r${nowMs}-${count}`), nowMs).kind === 'go'; count += 1) {
        answer(book, leave(book, ofRoute(`r${nowMs}-${count}`), nowMs), null, nowMs);
      }
      return count;
    };
    expect(burst(0)).toBe(8);
    // All refusals of one burst are one and the same limit.
    for (let n = 0; n < 4; n++) {
      book.limited(ofRoute('r'), { scope: 'global', retryAfterMs: 900, remaining: null }, 100);
    }
    expect(burst(2_000)).toBe(4);
    expect(burst(40_000)).toBeGreaterThan(4);
    expect(burst(80_000)).toBe(8);
  });

  it('gives the place of a request that never left back at once', () => {
    const book = new RateLimitBook({ globalLimit: 1, globalWindowMs: 1_000 });
    const ticket = book.take(ofRoute('GET /a'), 0);
    expect(book.admit(ofRoute('GET /b'), 1).kind).toBe('waitForAnswer');
    book.lost(ticket, 5);
    expect(book.admit(ofRoute('GET /b'), 5).kind).toBe('go');
  });

  it('forgets buckets that have been idle', () => {
    const book = new RateLimitBook({ globalLimit: 1_000_000, globalWindowMs: 1 });
    for (let i = 0; i < 20_000; i++)
      exchange(book, i * 100, 4, 10, ofRoute('GET /channels/:channel', String(i)));
    expect(book.size).toBeLessThanOrEqual(5_001);
  });
});

describe('queue and accounting against a strict server', () => {
  const line = fc.record({
    upMs: fc.integer({ min: 0, max: 150 }),
    downMs: fc.integer({ min: 0, max: 150 }),
    jitterMs: fc.integer({ min: 0, max: 60 }),
    seed: fc.integer({ min: 1, max: 2 ** 30 }),
  });
  const windows = fc.array(
    fc.record({ limit: fc.integer({ min: 1, max: 10 }), windowMs: fc.integer({ min: 250, max: 5_000 }) }),
    { minLength: 1, maxLength: 6 },
  );
  const sceneOf = (
    net: { upMs: number; downMs: number; jitterMs: number; seed: number },
    buckets: readonly { limit: number; windowMs: number }[],
    global = { limit: 50, windowMs: 1_000 },
  ): Scene => {
    const random = sequence(net.seed);
    return {
      buckets: Object.fromEntries(buckets.map((window, n) => [`h${n}`, window])),
      hashOf: (routeKey) => `h${Number(routeKey.slice(1)) % buckets.length}`,
      global,
      up: () => net.upMs + random() * net.jitterMs,
      down: () => net.downMs + random() * net.jitterMs,
    };
  };

  it('never draws a 429, however limits, line and load are', () => {
    fc.assert(
      fc.property(
        line,
        windows,
        fc.array(fc.tuple(fc.integer({ min: 0, max: 8 }), fc.integer({ min: 0, max: 3_000 })), {
          minLength: 10,
          maxLength: 150,
        }),
        (net, buckets, load) => {
          // Which routes share a bucket nobody can know before each was answered once, so that comes first.
          const first = Array.from({ length: 9 }, (_, n) => ({
            key: ofRoute(`r${n}`, '0'),
            atMs: n * 6_000,
          }));
          const late = load.map(([route, atMs]) => ({ key: ofRoute(`r${route}`, '1'), atMs: 60_000 + atMs }));
          const requests = [...first, ...late];
          const result = simulate(sceneOf(net, buckets), requests);
          expect(result.refused).toEqual({ bucket: 0, global: 0 });
          expect(result.answered).toBe(requests.length);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('is never later than the least time and a little for each window', () => {
    fc.assert(
      fc.property(line, windows, fc.integer({ min: 20, max: 60 }), (net, buckets, count) => {
        const requests = Array.from({ length: count }, (_, n) => ({
          key: ofRoute(`r${n % buckets.length}`),
        }));
        const result = simulate(sceneOf(net, buckets), requests);
        const slowest = Math.max(
          ...buckets.map(({ limit, windowMs }, n) => {
            const own = Math.floor((count - n + buckets.length - 1) / buckets.length);
            const full = Math.max(0, Math.ceil(own / limit) - 1);
            const trip = net.upMs + net.downMs + 2 * net.jitterMs;
            // Each window costs at most a round trip on top; one more for exploring.
            return full * Math.max(windowMs + trip + 10, trip * 2 + 10) + 2 * trip + 20;
          }),
          0,
        );
        const trip = net.upMs + net.downMs + 2 * net.jitterMs;
        expect(result.lastAnswerMs).toBeLessThanOrEqual(slowest + Math.ceil(count / 50) * (1_010 + trip));
        expect(result.refused).toEqual({ bucket: 0, global: 0 });
      }),
      { numRuns: 200 },
    );
  });

  it.each([
    [0, 1.02],
    [100, 1.04],
    [250, 1.07],
  ])(
    'needs for 500 requests over 10 routes, round trip %i ms, at most %f times the least time',
    (tripMs, most) => {
      const scene = sceneOf(
        { upMs: tripMs / 2, downMs: tripMs / 2, jitterMs: 0, seed: 1 },
        Array.from({ length: 10 }, () => ({ limit: 5, windowMs: 1_000 })),
      );
      const requests = Array.from({ length: 500 }, (_, n) => ({ key: ofRoute(`r${n % 10}`, '1') }));
      const result = simulate(scene, requests);
      expect(result.refused).toEqual({ bucket: 0, global: 0 });
      expect(result.lastAnswerMs / (9_000 + tripMs)).toBeLessThanOrEqual(most);
    },
  );

  it('keeps to the global limit alone, over routes without buckets', () => {
    fc.assert(
      fc.property(line, fc.integer({ min: 1, max: 60 }), (net, limit) => {
        const scene = { ...sceneOf(net, [{ limit: 1, windowMs: 1 }]), hashOf: () => null };
        const global = { limit, windowMs: 1_000 };
        const result = simulate(
          { ...scene, global, policy: { globalLimit: limit, globalWindowMs: 1_000 } },
          Array.from({ length: 120 }, (_, n) => ({ key: ofRoute(`r${n}`) })),
        );
        expect(result.refused).toEqual({ bucket: 0, global: 0 });
      }),
      { numRuns: 100 },
    );
  });
});

/** A small repeatable random source (xorshift), 0 ≤ value < 1. */
function sequence(seed: number): () => number {
  let state = seed | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
