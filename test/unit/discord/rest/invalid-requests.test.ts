import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidRequests } from '../../../../src/main/discord/rest/invalid-requests';

const MINUTE = 60_000;

describe('the guard against invalid requests', () => {
  it('goes slowly first, then stops, and goes on when enough is ten minutes old', () => {
    const guard = new InvalidRequests({ slowAt: 5, stopAt: 8 });
    for (let n = 0; n < 4; n++) guard.add(n * 1_000);
    expect(guard.judge(5_000)).toEqual({ kind: 'go' });
    guard.add(5_000);
    expect(guard.judge(5_000)).toMatchObject({ kind: 'slow' });
    for (let n = 0; n < 3; n++) guard.add(MINUTE);
    const verdict = guard.judge(MINUTE);
    expect(verdict.kind).toBe('stop');
    const retryAtMs = MINUTE + (verdict.kind === 'stop' ? verdict.retryAfterMs : 0);
    expect(retryAtMs).toBeGreaterThanOrEqual(10 * MINUTE);
    expect(retryAtMs).toBeLessThanOrEqual(10 * MINUTE + 20_000);
    expect(guard.judge(retryAtMs).kind).not.toBe('stop');
  });

  it('counts nothing twice and forgets everything after eleven minutes', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 90_000 }), { maxLength: 100 }), (gaps) => {
        const guard = new InvalidRequests();
        const times: number[] = [];
        let nowMs = 0;
        for (const gap of gaps) {
          nowMs += gap;
          guard.add(nowMs);
          times.push(nowMs);
        }
        const within = times.filter((ms) => ms > nowMs - 10 * MINUTE).length;
        const atMost = times.filter((ms) => ms >= nowMs - 10 * MINUTE - 10_000).length;
        expect(guard.count(nowMs)).toBeGreaterThanOrEqual(within);
        expect(guard.count(nowMs)).toBeLessThanOrEqual(atMost);
        expect(guard.count(nowMs + 11 * MINUTE)).toBe(0);
      }),
    );
  });
});
