import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SnowflakeSource } from '../../../../src/main/practice-server/world/ids';
import {
  compareSnowflakes,
  DISCORD_EPOCH_MS,
  snowflakeTimeMs,
} from '../../../../src/shared/discord/snowflake';

const START = Date.UTC(2026, 4, 1);

describe('snowflake source', () => {
  it('puts the moment into the id', () => {
    expect(snowflakeTimeMs(new SnowflakeSource(7).at(START))).toBe(START);
  });

  it('makes the layout that Discord documents', () => {
    // ms since 2015 in bits 63-22, the origin in 21-12, the increment in 11-0.
    const source = new SnowflakeSource(5);
    source.at(DISCORD_EPOCH_MS + 1);
    expect(BigInt(source.at(DISCORD_EPOCH_MS + 1))).toBe((1n << 22n) | (5n << 12n) | 1n);
  });

  it('goes on rising when the clock steps back or a millisecond is used up', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -5000, max: 5000 }), { minLength: 2, maxLength: 50 }),
        (offsets) => {
          const source = new SnowflakeSource(3);
          const ids = offsets.map((offset) => source.at(START + offset));
          for (const [index, id] of ids.entries()) {
            const before = ids[index - 1];
            if (before !== undefined) expect(compareSnowflakes(before, id)).toBeLessThan(0);
          }
        },
      ),
    );
  });

  it('gives more than 4096 different ids within a millisecond', () => {
    const source = new SnowflakeSource(3);
    const ids = new Set(Array.from({ length: 10_000 }, () => source.at(START)));
    expect(ids.size).toBe(10_000);
  });

  it('goes on where a snapshot left off', () => {
    const first = new SnowflakeSource(3);
    first.at(START);
    const second = new SnowflakeSource(3, first.state);
    expect(second.at(START)).toBe(first.at(START));
  });
});
