import { describe, expect, it } from 'vitest';
import { daveyTargets } from '../../fuzz/davey-targets';
import { fileTargets } from '../../fuzz/file-targets';
import { keepsTooMuch } from '../../fuzz/heap-rule';
import { mutate, seededRandom } from '../../fuzz/mutate';
import { receiveTargets } from '../../fuzz/receive-targets';
import { voiceTargets } from '../../fuzz/voice-targets';

/** A small share of what `npm run fuzz` does. */
const PACKETS = 20_000;

describe('readers of what voice receives', async () => {
  const targets = [
    ...(await voiceTargets()),
    ...(await receiveTargets()),
    ...fileTargets(),
    ...(await daveyTargets()),
  ];
  it.each(targets)('take any bytes: $name', (target) => {
    const random = seededRandom(1);
    const pool = target.seeds;
    const packets = PACKETS * (target.share ?? 1);
    let fed = 0;
    for (; fed < packets; fed += 1) {
      const base = pool[random.int(pool.length)] as Buffer;
      const input = mutate(base, pool[random.int(pool.length)] as Buffer, random);
      try {
        target.feed(input);
      } catch (error) {
        throw new Error(`packet ${fed}: ${input.toString('hex')}`, { cause: error });
      }
    }
    expect(fed).toBe(packets);
  });
});

describe('the rule of what may be kept', () => {
  it('finds a reader that keeps a number of every packet, and not what compiling costs', () => {
    expect(keepsTooMuch(1_500_000, 1_000)).toBe(false);
    expect(keepsTooMuch(1_500_000, 1_000_000)).toBe(false);
    expect(keepsTooMuch(8 * 1_000_000, 1_000_000)).toBe(true);
    expect(keepsTooMuch(-3_000_000, 1_000_000)).toBe(false);
  });
});
