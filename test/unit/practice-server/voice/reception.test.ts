import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Reception } from '../../../../src/main/practice-server/voice/reception';

const FRAME_MS = 20;
const FRAME_SAMPLES = 960;

/** Packets of a stream of 20 ms frames, each as late as told, those of null lost. */
function receive(reception: Reception, first: number, delaysMs: readonly (number | null)[], from = 0): void {
  delaysMs.forEach((delayMs, index) => {
    if (delayMs === null) return;
    const n = from + index;
    const timestamp = (n * FRAME_SAMPLES) % 2 ** 32;
    reception.note((first + n) % 0x1_0000, timestamp, n * FRAME_MS + delayMs);
  });
}

describe('the reception of a client', () => {
  it('counts what was lost since the report before, also over the way round of the numbers', () => {
    fc.assert(
      fc.property(
        fc.nat(0xffff),
        fc.array(fc.array(fc.boolean(), { minLength: 1, maxLength: 60 }), { minLength: 1, maxLength: 8 }),
        (first, stretches) => {
          const reception = new Reception(7);
          let from = 0;
          let lost = 0;
          for (const stretch of stretches) {
            // The last one always comes: without it nobody knows of those before.
            const arrived = [...stretch.slice(0, -1), true];
            if (from === 0) arrived[0] = true;
            receive(
              reception,
              first,
              arrived.map((came) => (came ? 0 : null)),
              from,
            );
            from += arrived.length;
            const missing = arrived.filter((came) => !came).length;
            lost += missing;
            expect(reception.report()).toMatchObject({
              ssrc: 7,
              lost,
              lostShare: missing / arrived.length,
              highestSequence: first + from - 1,
            });
          }
        },
      ),
    );
  });

  it('says nothing when nothing was due', () => {
    const reception = new Reception(7);
    expect(reception.report()).toBeNull();
    receive(reception, 0, [0, 0]);
    expect(reception.report()).not.toBeNull();
    expect(reception.report()).toBeNull();
  });

  it('takes late and doubled packets for what they are', () => {
    const reception = new Reception(7);
    for (const n of [0, 2, 1, 3, 3, 3]) reception.note(n, n * FRAME_SAMPLES, n * FRAME_MS);
    expect(reception.report()).toMatchObject({ lost: 0, lostShare: 0, highestSequence: 3 });
  });

  it('tells the jitter in RTP time: none on an even line, the mean deviation on an uneven one', () => {
    const even = new Reception(7);
    receive(even, 0, Array(200).fill(40));
    expect(even.report()?.jitter).toBe(0);
    const uneven = new Reception(7);
    receive(
      uneven,
      0,
      Array.from({ length: 400 }, (_, n) => (n % 2 === 0 ? 0 : 10)),
    );
    // Every packet 10 ms off the one before: 480 units of RTP time.
    expect(uneven.report()?.jitter).toBeGreaterThan(470);
    expect(uneven.report()?.jitter ?? 480).toBeLessThanOrEqual(480);
  });
});
