import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { orderWith } from '../../../../src/main/services/roles/roles-service';

type Guild = NonNullable<Parameters<typeof orderWith>[0]>;

/** A guild whose roles stand in this order, lowest first; `g` is @everyone. */
function guildWith(ids: readonly string[]): Guild {
  const roles = new Map([
    ['1', { id: '1', position: 0 }],
    ...ids.map((id, i) => [id, { id, position: i + 1 }] as const),
  ]);
  return { id: '1', roles } as unknown as Guild;
}

/** The order after the positions were taken over. */
function applied(ids: readonly string[], changes: readonly { id: string; position: number }[]): string[] {
  const at = new Map(ids.map((id, i) => [id, i + 1]));
  for (const { id, position } of changes) at.set(id, position);
  return [...at].sort((a, b) => a[1] - b[1]).map(([id]) => id);
}

describe('a role put above another', () => {
  it('changes the positions between the two places and no others', () => {
    expect(orderWith(guildWith(['10', '20', '30', '40']), '10', '30')).toEqual([
      { id: '20', position: 1 },
      { id: '30', position: 2 },
      { id: '10', position: 3 },
    ]);
    expect(orderWith(guildWith(['10', '20', '30']), '20', '10')).toEqual([]);
    expect(orderWith(guildWith(['10', '20']), '20', null)).toEqual([
      { id: '20', position: 1 },
      { id: '10', position: 2 },
    ]);
  });

  it('is null for roles that are gone', () => {
    expect(orderWith(undefined, '10', null)).toBeNull();
    expect(orderWith(guildWith(['10']), '20', null)).toBeNull();
    expect(orderWith(guildWith(['10']), '10', '20')).toBeNull();
  });

  it('stands directly above it, the rest in their order', () => {
    const ids = fc.uniqueArray(fc.integer({ min: 2, max: 999 }).map(String), { minLength: 2, maxLength: 12 });
    fc.assert(
      fc.property(ids, fc.nat(), fc.nat(), (order, a, b) => {
        const moved = order[a % order.length] ?? '';
        const others = order.filter((id) => id !== moved);
        const above = others[b % others.length] ?? '';
        const after = applied(order, orderWith(guildWith(order), moved, above) ?? []);
        expect(after.indexOf(moved)).toBe(after.indexOf(above) + 1);
        expect(after.filter((id) => id !== moved)).toEqual(others);
      }),
    );
  });
});
