import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SampleQueue } from '../../../../../src/main/discord/voice/receive/sample-queue';

describe('queue of samples', () => {
  it('gives back what came in, in order, silence where there is no more, whatever the sizes', () => {
    const step = fc.oneof(
      fc.record({ push: fc.integer({ min: 0, max: 12_000 }) }),
      fc.record({ take: fc.integer({ min: 1, max: 4_000 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const queue = new SampleQueue();
        const model: number[] = [];
        let next = 1;
        for (const it of steps) {
          if ('push' in it) {
            const pcm = Int16Array.from({ length: it.push }, () => {
              next = (next % 30_000) + 1;
              return next;
            });
            queue.push(pcm);
            model.push(...pcm);
          } else {
            const out = new Int16Array(it.take).fill(-7);
            queue.take(out);
            const should = model.splice(0, it.take);
            expect(Array.from(out.subarray(0, should.length))).toEqual(should);
            expect(out.subarray(should.length).every((value) => value === 0)).toBe(true);
          }
          expect(queue.length).toBe(model.length);
          expect(Array.from(queue.view)).toEqual(model);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('keeps a copy, and nothing after it was cleared', () => {
    const queue = new SampleQueue();
    const pcm = Int16Array.of(1, 2, 3);
    queue.push(pcm);
    pcm.fill(9);
    expect(Array.from(queue.view)).toEqual([1, 2, 3]);
    queue.clear();
    expect(queue.length).toBe(0);
  });
});
