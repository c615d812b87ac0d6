import fc from 'fast-check';
import { expect, test } from 'vitest';
import { backoffDelayMs } from '../../../src/main/support/backoff';

const policy = { minMs: 1_000, maxMs: 16_000, jitter: 0 };

test('doubles from the least to the most', () => {
  expect([0, 1, 2, 3, 4, 5].map((attempt) => backoffDelayMs(policy, attempt, () => 0))).toEqual([
    1_000, 2_000, 4_000, 8_000, 16_000, 16_000,
  ]);
});

test('jitter only ever shortens, and by no more than its share', () => {
  fc.assert(
    fc.property(
      fc.nat(60),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (attempt, random, jitter) => {
        const full = backoffDelayMs(policy, attempt, () => 0);
        const delay = backoffDelayMs({ ...policy, jitter }, attempt, () => random);
        return delay <= full && delay >= full * (1 - jitter) - 1e-6;
      },
    ),
  );
});
