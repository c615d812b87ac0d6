import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareSnowflakes, snowflakeAt, snowflakeTimeMs } from '../../../../src/shared/discord/snowflake';

const id = fc.bigInt({ min: 0n, max: (1n << 63n) - 1n });

describe('snowflakes', () => {
  it('tell the moment of the reference example', () => {
    expect(snowflakeTimeMs('175928847299117063')).toBe(1_462_015_105_796);
  });

  it('order as the numbers they are', () => {
    fc.assert(
      fc.property(id, id, (a, b) => {
        expect(Math.sign(compareSnowflakes(String(a), String(b)))).toBe(a < b ? -1 : a > b ? 1 : 0);
      }),
    );
  });

  it('of a moment are that moment again', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1_420_070_400_000, max: 4_000_000_000_000 }), (ms) => {
        expect(snowflakeTimeMs(snowflakeAt(ms))).toBe(ms);
      }),
    );
  });
});
