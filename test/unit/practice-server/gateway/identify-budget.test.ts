import { GatewayTrouble } from '@shared/models/practice-trouble';
import { expect, it } from 'vitest';
import { IdentifyBudget } from '../../../../src/main/practice-server/gateway/identify-budget';
import { GatewayDial } from '../../../../src/main/practice-server/gateway/trouble/gateway-dial';

function aBudget(maxConcurrency = 1, perDay = 1000) {
  let nowMs = 0;
  const dial = new GatewayDial(() => nowMs);
  const budget = new IdentifyBudget({ perDay, maxConcurrency, intervalMs: 5000 }, dial, () => nowMs);
  return { budget, dial, at: (ms: number) => (nowMs = ms) };
}

it('takes one identify in five seconds per concurrency key', () => {
  const { budget, at } = aBudget(2);
  expect([0, 1, 2, 3].map((shard) => budget.take(shard))).toEqual([
    'granted',
    'granted',
    'tooSoon',
    'tooSoon',
  ]);
  at(5000);
  expect([2, 3].map((shard) => budget.take(shard))).toEqual(['granted', 'granted']);
});

it('takes a thousand a day, says what is left, and starts again a day later', () => {
  const { budget, at } = aBudget();
  for (let count = 0; count < 1000; count++) {
    at(count * 5000);
    expect(budget.take(0)).toBe('granted');
  }
  at(5_000_000);
  expect(budget.state()).toEqual({ total: 1000, remaining: 0, reset_after: 81_400_000, max_concurrency: 1 });
  expect(budget.take(0)).toBe('usedUp');
  at(86_400_000);
  expect(budget.take(0)).toBe('granted');
});

it('has as few left as the dial says', () => {
  const { budget, dial, at } = aBudget();
  dial.set(GatewayTrouble.parse({ sessionStartsLeft: 1 }));
  expect(budget.state().remaining).toBe(1);
  expect(budget.take(0)).toBe('granted');
  at(6000);
  expect(budget.state().remaining).toBe(0);
  expect(budget.take(0)).toBe('usedUp');
});
