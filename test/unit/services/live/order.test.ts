import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { placeBefore } from '../../../../src/main/services/live/order';

describe('putting things in order', () => {
  test('places new ones before another, or at the end', () => {
    expect(placeBefore(['a', 'b'], ['x', 'y'], 'b')).toEqual(['a', 'x', 'y', 'b']);
    expect(placeBefore(['a', 'b'], ['x'], null)).toEqual(['a', 'b', 'x']);
    expect(placeBefore(['a', 'b'], ['x'], 'gone')).toEqual(['a', 'b', 'x']);
  });

  test('moves several together, also before one that moves with them', () => {
    expect(placeBefore(['a', 'b', 'c', 'd'], ['d', 'a'], 'c')).toEqual(['b', 'd', 'a', 'c']);
    expect(placeBefore(['a', 'b', 'c', 'd'], ['b', 'c'], 'c')).toEqual(['a', 'b', 'c', 'd']);
    expect(placeBefore(['a', 'b'], ['b'], 'b')).toEqual(['a', 'b']);
  });

  test('loses and doubles nothing, and keeps the order of what stays', () => {
    const ids = fc.uniqueArray(fc.constantFrom(...'abcdefgh'));
    fc.assert(
      fc.property(ids, ids, fc.option(fc.constantFrom(...'abcdefgh')), (list, moved, before) => {
        const placed = placeBefore(list, moved, before);
        expect([...placed].sort()).toEqual([...new Set([...list, ...moved])].sort());
        const stays = list.filter((id) => !moved.includes(id));
        expect(placed.filter((id) => stays.includes(id))).toEqual(stays);
        expect(placed.filter((id) => moved.includes(id))).toEqual(moved);
      }),
    );
  });
});
