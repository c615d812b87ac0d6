import { describe, expect, it } from 'vitest';
import { daveyTargets } from '../../fuzz/davey-targets';
import { fileTargets } from '../../fuzz/file-targets';
import { mutate, seededRandom } from '../../fuzz/mutate';
import { voiceTargets } from '../../fuzz/voice-targets';

/** A small share of what `npm run fuzz` does. */
const PACKETS = 20_000;

describe('readers of what voice receives', async () => {
  const targets = [...(await voiceTargets()), ...fileTargets(), ...(await daveyTargets())];
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
