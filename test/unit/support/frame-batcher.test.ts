import { describe, expect, it } from 'vitest';
import { FrameBatcher } from '../../../src/main/support/frame-batcher';
import { SteppedClock } from '../../support/stepped-clock';

function setUp() {
  const clock = new SteppedClock();
  const delivered: string[][] = [];
  const batcher = new FrameBatcher<string>(clock, 16, (changes) => delivered.push(changes));
  return { clock, delivered, batcher };
}

describe('a frame batcher', () => {
  it('hands on the first change at once and those of a burst together', () => {
    const { clock, delivered, batcher } = setUp();
    batcher.add([['a', 'a1']]);
    batcher.add([['b', 'b1']]);
    batcher.add([['c', 'c1']]);
    expect(delivered).toEqual([['a1']]);
    clock.advance(16);
    expect(delivered).toEqual([['a1'], ['b1', 'c1']]);
  });

  it('keeps the later of two changes with one key, in its place', () => {
    const { clock, delivered, batcher } = setUp();
    batcher.add([['x', 'x']]);
    batcher.add([
      ['a', 'a1'],
      ['b', 'b1'],
      ['a', 'a2'],
    ]);
    clock.advance(16);
    expect(delivered[1]).toEqual(['b1', 'a2']);
  });

  it('delivers at most once a frame, however long the burst', () => {
    const { clock, delivered, batcher } = setUp();
    for (let ms = 0; ms < 160; ms++) {
      batcher.add([[String(ms), 'change']]);
      clock.advance(1);
    }
    expect(delivered.length).toBeLessThanOrEqual(11);
    clock.advance(16);
    expect(delivered.flat()).toHaveLength(160);
  });

  it('rests when nothing comes, and leaves no timer when closed', () => {
    const { clock, delivered, batcher } = setUp();
    batcher.add([]);
    expect(clock.pendingTimers).toBe(0);
    batcher.add([['a', 'a1']]);
    batcher.add([['b', 'b1']]);
    batcher.close();
    clock.advance(100);
    expect(clock.pendingTimers).toBe(0);
    expect(delivered).toEqual([['a1']]);
  });
});
