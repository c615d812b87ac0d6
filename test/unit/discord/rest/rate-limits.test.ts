import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RateLimitBook } from '../../../../src/main/discord/rest/rate-limits';

const request = { routeKey: 'POST /channels/:channel/messages', major: '10' };
const headers = (remaining: number, resetAfterMs: number, limit = 5, bucket = 'abc') => ({
  bucket,
  limit,
  remaining,
  resetAfterMs,
});

/** Sends one request at once and takes its answer in. */
function exchange(book: RateLimitBook, nowMs: number, remaining: number, resetAfterMs: number): void {
  book.answered(request, book.sent(request, nowMs), headers(remaining, resetAfterMs), nowMs);
}

describe('rate-limit accounting', () => {
  it('explores an unknown route with one request at a time', () => {
    const book = new RateLimitBook();
    expect(book.admit(request, 0)).toEqual({ kind: 'go' });
    const key = book.sent(request, 0);
    expect(book.admit(request, 0)).toEqual({ kind: 'waitForAnswer' });
    book.answered(request, key, headers(4, 5_000), 10);
    expect(book.admit(request, 10)).toEqual({ kind: 'go' });
  });

  it('counts what is in flight against what is left', () => {
    const book = new RateLimitBook();
    exchange(book, 0, 2, 5_000);
    book.sent(request, 1);
    expect(book.admit(request, 1).kind).toBe('go');
    book.sent(request, 1);
    expect(book.admit(request, 1)).toEqual({ kind: 'wait', untilMs: 5_000 });
  });

  it('waits for the end of the window and then has a full one', () => {
    const book = new RateLimitBook();
    exchange(book, 0, 0, 5_000);
    expect(book.admit(request, 4_999)).toEqual({ kind: 'wait', untilMs: 5_000 });
    for (let i = 0; i < 5; i++) {
      expect(book.admit(request, 5_000).kind).toBe('go');
      book.sent(request, 5_000);
    }
    expect(book.admit(request, 5_000).kind).not.toBe('go');
  });

  it('counts each top-level resource apart', () => {
    const book = new RateLimitBook();
    exchange(book, 0, 0, 5_000);
    expect(book.admit({ ...request, major: '11' }, 0).kind).toBe('go');
  });

  it('counts routes that share a hash together', () => {
    const book = new RateLimitBook();
    const other = { routeKey: 'GET /channels/:channel/messages', major: '10' };
    exchange(book, 0, 3, 5_000);
    book.answered(other, book.sent(other, 0), headers(0, 5_000), 1);
    expect(book.admit(request, 2).kind).toBe('wait');
  });

  it('takes the smallest remainder of a window for the newest, whatever order answers come in', () => {
    const book = new RateLimitBook();
    exchange(book, 0, 4, 5_000);
    const first = book.sent(request, 1);
    const second = book.sent(request, 1);
    book.answered(request, second, headers(2, 4_900), 100);
    book.answered(request, first, headers(3, 4_899), 101);
    book.sent(request, 102);
    book.sent(request, 102);
    expect(book.admit(request, 102).kind).toBe('wait');
  });

  it('lets nothing of a bucket leave before a 429 says so', () => {
    const book = new RateLimitBook();
    exchange(book, 0, 3, 5_000);
    book.blockBucket(request, 9_000, 0);
    expect(book.admit(request, 5_001)).toEqual({ kind: 'wait', untilMs: 9_000 });
  });

  it('lets nothing at all leave during a global limit', () => {
    const book = new RateLimitBook();
    book.blockAll(700, 100);
    expect(book.admit({ routeKey: 'GET /x', major: '' }, 200)).toEqual({ kind: 'wait', untilMs: 800 });
    expect(book.admit({ routeKey: 'GET /x', major: '' }, 800).kind).toBe('go');
  });

  it('never lets more than 50 leave in any second', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 60, maxLength: 300 }), (gaps) => {
        const book = new RateLimitBook();
        const sends: number[] = [];
        let nowMs = 0;
        for (const [i, gap] of gaps.entries()) {
          nowMs += gap;
          const own = { routeKey: `GET /route/${i}`, major: '' };
          const admission = book.admit(own, nowMs);
          if (admission.kind === 'wait') {
            nowMs = admission.untilMs;
            expect(book.admit(own, nowMs).kind).toBe('go');
          }
          book.sent(own, nowMs);
          sends.push(nowMs);
          expect(sends.filter((ms) => ms > nowMs - 1_000).length).toBeLessThanOrEqual(50);
        }
      }),
    );
  });

  it('against a server with fixed windows never draws a 429, and wastes no whole window', () => {
    const scene = fc.record({
      limit: fc.integer({ min: 1, max: 6 }),
      windowMs: fc.integer({ min: 300, max: 5_000 }),
      tripsMs: fc.array(fc.integer({ min: 1, max: 120 }), { minLength: 20, maxLength: 40 }),
    });
    fc.assert(
      fc.property(scene, ({ limit, windowMs, tripsMs }) => {
        const result = simulate(limit, windowMs, tripsMs);
        expect(result.refused).toBe(0);
        const windows = Math.ceil(tripsMs.length / limit);
        expect(result.elapsedMs).toBeLessThan((windows + 1) * (windowMs + 241) + 1_000);
      }),
      { numRuns: 200 },
    );
  });

  it('forgets buckets that have been idle', () => {
    const book = new RateLimitBook({ globalLimit: 1_000_000, globalWindowMs: 1 });
    for (let i = 0; i < 20_000; i++) {
      const own = { routeKey: 'GET /channels/:channel', major: String(i) };
      book.answered(own, book.sent(own, i * 100), headers(4, 10), i * 100);
    }
    expect(book.size).toBeLessThanOrEqual(5_001);
  });
});

/**
 * A fixed-window server at the other end of a line whose trips take different times: requests arrive after half
 * the trip, answers after the whole. Steps through time event by event.
 */
function simulate(
  limit: number,
  windowMs: number,
  tripsMs: number[],
): { refused: number; elapsedMs: number } {
  const book = new RateLimitBook();
  const events: { atMs: number; run: (atMs: number) => void }[] = [];
  let windowEndMs = 0;
  let used = 0;
  let refused = 0;
  let nowMs = 0;
  let waiting = [...tripsMs];
  let done = 0;
  let lastMs = 0;
  const pump = (atMs: number) => {
    for (let tripMs = waiting[0]; tripMs !== undefined; tripMs = waiting[0]) {
      const admission = book.admit(request, atMs);
      if (admission.kind === 'wait') events.push({ atMs: admission.untilMs, run: pump });
      if (admission.kind !== 'go') return;
      waiting = waiting.slice(1);
      const key = book.sent(request, atMs);
      const trip = tripMs;
      events.push({ atMs: atMs + trip / 2, run: (arrivedMs) => arrive(key, arrivedMs, trip) });
    }
  };
  const arrive = (key: string, arrivedMs: number, tripMs: number) => {
    if (arrivedMs >= windowEndMs) {
      windowEndMs = arrivedMs + windowMs;
      used = 0;
    }
    used += 1;
    if (used > limit) refused += 1;
    const told = headers(Math.max(0, limit - used), windowEndMs - arrivedMs, limit);
    events.push({
      atMs: arrivedMs + tripMs / 2,
      run: (atMs) => {
        book.answered(request, key, told, atMs);
        done += 1;
        lastMs = atMs;
        pump(atMs);
      },
    });
  };
  pump(0);
  while (done < tripsMs.length && events.length > 0) {
    events.sort((a, b) => a.atMs - b.atMs);
    const next = events.shift();
    if (!next) break;
    nowMs = Math.max(nowMs, next.atMs);
    next.run(nowMs);
  }
  if (done < tripsMs.length) throw new Error(`only ${done} of ${tripsMs.length} were answered`);
  return { refused, elapsedMs: lastMs };
}
