import { expect, test } from 'vitest';
import { createRestartBudget } from '../../../src/main/support/restart-budget';

test('allows a few restarts in a row, and again when time has passed', () => {
  let now = 0;
  const mayRestart = createRestartBudget(3, 60_000, () => now);
  expect([mayRestart(), mayRestart(), mayRestart(), mayRestart()]).toEqual([true, true, true, false]);
  now = 59_999;
  expect(mayRestart()).toBe(false);
  now = 60_000;
  expect(mayRestart()).toBe(true);
});
