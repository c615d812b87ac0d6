import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PERMISSION_GROUPS } from '../../../src/renderer/features/members/permission-groups';
import { expandNames } from '../../../src/renderer/features/rooms/name-pattern';
import { PERMISSION_BITS } from '../../../src/shared/discord/permissions';

describe('names of several rooms', () => {
  it.each([
    ['Tuesday 1..4', ['Tuesday 1', 'Tuesday 2', 'Tuesday 3', 'Tuesday 4']],
    ['Table 08..10', ['Table 08', 'Table 09', 'Table 10']],
    ['3..1', ['3', '2', '1']],
    ['One\n\n Two ,Three', ['One', 'Two', 'Three']],
    ['', []],
  ])('%j gives %j', (text, names) => {
    expect(expandNames(text, 100)).toEqual(names);
  });

  it('stop just after the most, however long the row', () => {
    fc.assert(
      fc.property(fc.nat(9_999), fc.nat(9_999), fc.integer({ min: 1, max: 100 }), (from, to, most) => {
        const names = expandNames(`Room ${from}..${to}`, most);
        expect(names).toHaveLength(Math.min(most + 1, Math.abs(to - from) + 1));
        expect(names[0]).toBe(`Room ${from}`);
      }),
    );
  });

  it('never fail, whatever is written', () => {
    fc.assert(fc.property(fc.string(), (text) => expandNames(text, 100).every((name) => name.trim() !== '')));
  });
});

describe('groups of permissions', () => {
  it('hold every permission we know exactly once', () => {
    const named = PERMISSION_GROUPS.flatMap((group) => group.names);
    expect([...named].sort()).toEqual(Object.keys(PERMISSION_BITS).sort());
  });
});
