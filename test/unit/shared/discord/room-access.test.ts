import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { channelPermissions, hasPermission, permissionBit } from '../../../../src/shared/discord/permissions';
import { accessOf, overwritesFor } from '../../../../src/shared/discord/room-access';

const GUILD = '1';
const OWN = '5';
const bits = (...names: Parameters<typeof permissionBit>[0][]) =>
  names.reduce((all, name) => all | permissionBit(name), 0n).toString();

/** What somebody may do in a room with these overwrites, when everyone may see and connect in the guild. */
const rights = (userId: string, roleIds: string[], overwrites: ReturnType<typeof overwritesFor>) =>
  channelPermissions(
    {
      guildId: GUILD,
      ownerId: '99',
      userId,
      memberRoleIds: roleIds,
      roles: new Map([[GUILD, { id: GUILD, permissions: bits('VIEW_CHANNEL', 'CONNECT', 'SPEAK') }]]),
      timedOut: false,
    },
    overwrites,
    true,
  );

describe('who may come into a room', () => {
  it('some roles alone see it; the bot keeps its way in', () => {
    const overwrites = overwritesFor(GUILD, OWN, { kind: 'roles', roleIds: ['7'] }, []);
    expect(rights('20', [], overwrites)).toBe(0n);
    expect(hasPermission(rights('20', ['7'], overwrites), 'CONNECT')).toBe(true);
    expect(hasPermission(rights(OWN, [], overwrites), 'CONNECT')).toBe(true);
  });

  it('everyone sees it and some roles connect', () => {
    const overwrites = overwritesFor(GUILD, OWN, { kind: 'viewOnly', roleIds: ['7'] }, []);
    expect(rights('20', [], overwrites)).toBe(permissionBit('VIEW_CHANNEL'));
    expect(hasPermission(rights('20', ['7'], overwrites), 'CONNECT')).toBe(true);
  });

  it('other permissions and denials for single roles stay', () => {
    const before = [
      { id: GUILD, type: 0, allow: bits('SPEAK'), deny: bits('STREAM') },
      { id: '8', type: 0, allow: '0', deny: bits('CONNECT') },
    ];
    const closed = overwritesFor(GUILD, OWN, { kind: 'roles', roleIds: ['7'] }, before);
    expect(closed.find((o) => o.id === '8')).toEqual(before[1]);
    expect(overwritesFor(GUILD, OWN, { kind: 'everyone' }, closed)).toEqual(before);
  });

  it('what is written is read back the same, whatever stood there before', () => {
    const overwrite = fc.record({
      id: fc.constantFrom(GUILD, '7', '8', '9'),
      type: fc.constant(0),
      allow: fc.bigInt(0n, (1n << 52n) - 1n).map(String),
      deny: fc.bigInt(0n, (1n << 52n) - 1n).map(String),
    });
    const access = fc.oneof(
      fc.constant({ kind: 'everyone' as const, roleIds: [] as string[] }),
      fc.record({
        kind: fc.constantFrom('roles' as const, 'viewOnly' as const),
        roleIds: fc.uniqueArray(fc.constantFrom('7', '8', '9')),
      }),
    );
    fc.assert(
      fc.property(fc.uniqueArray(overwrite, { selector: (o) => o.id }), access, (before, wanted) => {
        const after = accessOf(GUILD, overwritesFor(GUILD, OWN, wanted, before));
        expect({ ...after, roleIds: after.roleIds.sort() }).toEqual({
          ...wanted,
          roleIds: [...wanted.roleIds].sort(),
        });
      }),
    );
  });
});
