import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  dragged,
  type Grip,
  gripOf,
  withDragged,
} from '../../../src/renderer/features/recordings/timeline/marker-drag';
import type { Marker } from '../../../src/shared/models/review';

const LENGTH_MS = 60_000;
const marker = (markerId: string, atMs: number, endMs: number | null = null): Marker => ({
  ...{ markerId, atMs, endMs, label: markerId, note: '', colourIndex: 0, origin: 'review' },
});

describe('a marker under the pointer', () => {
  it('is moved as a whole, and a clip by its ends when they are what is held', () => {
    const box = { left: 100, right: 200, endMs: 5 };
    expect(gripOf(102, box)).toBe('start');
    expect(gripOf(150, box)).toBe('whole');
    expect(gripOf(198, box)).toBe('end');
    expect(gripOf(101, { left: 100, right: 112, endMs: 5 })).toBe('whole');
    expect(gripOf(101, { left: 100, right: 200, endMs: null })).toBe('whole');
  });

  it('goes where it is dragged, by whole milliseconds', () => {
    expect(dragged({ atMs: 1_000, endMs: null }, 'whole', 500.4, LENGTH_MS)).toEqual({
      atMs: 1_500,
      endMs: null,
    });
    expect(dragged({ atMs: 1_000, endMs: 3_000 }, 'whole', -400, LENGTH_MS)).toEqual({
      atMs: 600,
      endMs: 2_600,
    });
    expect(dragged({ atMs: 1_000, endMs: 3_000 }, 'start', 400, LENGTH_MS)).toEqual({
      atMs: 1_400,
      endMs: 3_000,
    });
    expect(dragged({ atMs: 1_000, endMs: 3_000 }, 'end', 400, LENGTH_MS)).toEqual({
      atMs: 1_000,
      endMs: 3_400,
    });
  });

  it('never leaves the recording nor turns around, however far it is dragged', () => {
    const place = fc
      .tuple(fc.integer({ min: 0, max: LENGTH_MS }), fc.option(fc.integer({ min: 20, max: 20_000 })))
      .map(([atMs, length]) => ({
        atMs: length === null ? atMs : Math.min(atMs, LENGTH_MS - length),
        endMs: length === null ? null : Math.min(atMs, LENGTH_MS - length) + length,
      }));
    const grips = fc.constantFrom<Grip>('whole', 'start', 'end');
    fc.assert(
      fc.property(place, grips, fc.double({ min: -1e7, max: 1e7, noNaN: true }), (from, grip, by) => {
        const to = dragged(from, grip, by, LENGTH_MS);
        expect(to.atMs).toBeGreaterThanOrEqual(0);
        expect(to.endMs ?? to.atMs).toBeLessThanOrEqual(LENGTH_MS);
        expect(to.endMs === null).toBe(from.endMs === null);
        if (to.endMs === null || from.endMs === null) return;
        expect(to.endMs).toBeGreaterThan(to.atMs);
        if (grip === 'whole') expect(to.endMs - to.atMs).toBe(from.endMs - from.atMs);
      }),
    );
  });

  it('takes its new turn among the others', () => {
    const markers = [marker('a', 1_000), marker('b', 2_000), marker('c', 3_000)];
    const moved = withDragged(markers, 'a', { atMs: 2_500, endMs: null });
    expect(moved.map(({ markerId, atMs }) => [markerId, atMs])).toEqual([
      ['b', 2_000],
      ['a', 2_500],
      ['c', 3_000],
    ]);
  });
});
