import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SEND_LIMIT, SEND_WINDOW_MS, SendBudget } from '../../../../src/main/discord/gateway/send-budget';

describe('the send limit', () => {
  it('is never passed by commands, and leaves room for heartbeats', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 2_000 }), { minLength: 50, maxLength: 400 }), (gaps) => {
        const budget = new SendBudget();
        const sends: number[] = [];
        let nowMs = 0;
        for (const gap of gaps) {
          nowMs += gap;
          nowMs += budget.waitMs(nowMs);
          expect(budget.waitMs(nowMs)).toBe(0);
          budget.spend(nowMs);
          sends.push(nowMs);
          const inWindow = sends.filter((sentMs) => sentMs > nowMs - SEND_WINDOW_MS).length;
          expect(inWindow).toBeLessThanOrEqual(SEND_LIMIT - 10);
        }
      }),
    );
  });
});
