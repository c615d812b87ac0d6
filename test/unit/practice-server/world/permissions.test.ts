import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ALL_PERMISSIONS,
  channelPermissions,
  guildPermissions,
  type Overwrite,
  Permission,
  type PermissionSubject,
} from '../../../../src/main/practice-server/world/permissions';

const subject = (over: Partial<PermissionSubject> = {}): PermissionSubject => ({
  userId: '10',
  guildId: '1',
  ownerId: '99',
  everyone: Permission.VIEW_CHANNEL | Permission.SEND_MESSAGES | Permission.CONNECT,
  roles: [],
  timedOut: false,
  ...over,
});
const overwrite = (id: string, type: 0 | 1, allow: bigint, deny: bigint): Overwrite => ({
  id,
  type,
  allow: allow.toString(),
  deny: deny.toString(),
});

describe('permissions in a guild', () => {
  it('gives the owner everything', () => {
    expect(guildPermissions(subject({ ownerId: '10', everyone: 0n }))).toBe(ALL_PERMISSIONS);
  });

  it('gives everything to a role with ADMINISTRATOR, whatever a channel denies', () => {
    const admin = subject({ roles: [{ id: '2', permissions: Permission.ADMINISTRATOR }] });
    const deny = overwrite('10', 1, 0n, ALL_PERMISSIONS);
    expect(channelPermissions(admin, [deny])).toBe(ALL_PERMISSIONS);
  });

  it('leaves someone who is timed out with reading only', () => {
    const granted = guildPermissions(
      subject({ timedOut: true, everyone: ALL_PERMISSIONS & ~Permission.ADMINISTRATOR }),
    );
    expect(granted).toBe(Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY);
  });
});

describe('permissions in a channel', () => {
  it('lets a role allow what @everyone is denied', () => {
    const member = subject({ roles: [{ id: '2', permissions: 0n }] });
    const granted = channelPermissions(member, [
      overwrite('1', 0, 0n, Permission.CONNECT),
      overwrite('2', 0, Permission.CONNECT, 0n),
    ]);
    expect(granted & Permission.CONNECT).toBe(Permission.CONNECT);
  });

  it('lets one role allow what another role denies', () => {
    const member = subject({
      roles: [
        { id: '2', permissions: 0n },
        { id: '3', permissions: 0n },
      ],
    });
    const granted = channelPermissions(member, [
      overwrite('2', 0, Permission.CONNECT, 0n),
      overwrite('3', 0, 0n, Permission.CONNECT),
    ]);
    expect(granted & Permission.CONNECT).toBe(Permission.CONNECT);
  });

  it('lets the overwrite of the member itself decide last', () => {
    const member = subject({ roles: [{ id: '2', permissions: 0n }] });
    const granted = channelPermissions(member, [
      overwrite('2', 0, Permission.CONNECT, 0n),
      overwrite('10', 1, 0n, Permission.CONNECT),
    ]);
    expect(granted & Permission.CONNECT).toBe(0n);
  });

  it.each([
    ['the guild', overwrite('1', 0, Permission.CONNECT, Permission.CONNECT)],
    ['a role', overwrite('2', 0, Permission.CONNECT, Permission.CONNECT)],
    ['the member', overwrite('10', 1, Permission.CONNECT, Permission.CONNECT)],
  ])('lets the allow of %s win over a deny in the same overwrite', (_, both) => {
    const member = subject({ everyone: Permission.VIEW_CHANNEL, roles: [{ id: '2', permissions: 0n }] });
    expect(channelPermissions(member, [both]) & Permission.CONNECT).toBe(Permission.CONNECT);
  });

  it('leaves nothing to someone who cannot see the channel', () => {
    expect(channelPermissions(subject(), [overwrite('1', 0, 0n, Permission.VIEW_CHANNEL)])).toBe(0n);
  });

  it('takes embeds, files and mass mentions along with SEND_MESSAGES', () => {
    const member = subject({
      everyone: Permission.VIEW_CHANNEL | Permission.EMBED_LINKS | Permission.ATTACH_FILES,
    });
    expect(channelPermissions(member, [])).toBe(Permission.VIEW_CHANNEL);
  });
});

const bits = fc.bigInt({ min: 0n, max: ALL_PERMISSIONS }).map((value) => value & ALL_PERMISSIONS);
const plain = bits.map((value) => value & ~Permission.ADMINISTRATOR);
const overwrites = fc.array(
  fc.record({
    id: fc.constantFrom('1', '2', '3', '10', '77'),
    type: fc.constantFrom(0 as const, 1 as const),
    allow: bits,
    deny: bits,
  }),
  { maxLength: 6 },
);
const asOverwrites = (list: { id: string; type: 0 | 1; allow: bigint; deny: bigint }[]): Overwrite[] =>
  list.map(({ id, type, allow, deny }) => overwrite(id, type, allow, deny));

describe('permission maths holds for every input', () => {
  it('grants nothing without a base or an allow that applies to the member', () => {
    fc.assert(
      fc.property(plain, plain, overwrites, (everyone, role, list) => {
        const member = subject({ everyone, roles: [{ id: '2', permissions: role }] });
        const applicable = list.filter(
          ({ id, type }) => (type === 1 && id === '10') || (type === 0 && (id === '1' || id === '2')),
        );
        const possible = applicable.reduce((sum, { allow }) => sum | allow, everyone | role);
        expect(channelPermissions(member, asOverwrites(list)) & ~possible).toBe(0n);
      }),
    );
  });

  it('does not depend on the order of overwrites of roles and members', () => {
    fc.assert(
      fc.property(plain, overwrites, (everyone, list) => {
        const member = subject({
          everyone,
          roles: [
            { id: '2', permissions: 0n },
            { id: '3', permissions: 0n },
          ],
        });
        // Of the guild's own overwrite there is one at most.
        const guildOnce = list.filter(
          ({ id, type }, at) =>
            id !== '1' || type === 1 || list.findIndex((o) => o.id === '1' && o.type === 0) === at,
        );
        const forward = channelPermissions(member, asOverwrites(guildOnce));
        expect(channelPermissions(member, asOverwrites([...guildOnce].reverse()))).toBe(forward);
      }),
    );
  });

  it('never lets a time-out grant what the member would not have', () => {
    fc.assert(
      fc.property(plain, overwrites, (everyone, list) => {
        const free = channelPermissions(subject({ everyone }), asOverwrites(list));
        const timedOut = channelPermissions(subject({ everyone, timedOut: true }), asOverwrites(list));
        expect(timedOut & ~free).toBe(0n);
      }),
    );
  });
});
