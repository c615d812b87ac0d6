import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  channelPermissions as serverChannelPermissions,
  guildPermissions as serverGuildPermissions,
} from '../../../../src/main/practice-server/world/permissions';
import {
  ALL_PERMISSIONS,
  channelPermissions,
  guildPermissions,
  hasPermission,
  parsePermissionBits,
  permissionBit,
} from '../../../../src/shared/discord/permissions';

const bits = fc.bigInt({ min: 0n, max: (1n << 53n) - 1n }).map((b) => b & ~permissionBit('ADMINISTRATOR'));
const ids = ['1', '2', '3', '4'];
const overwrite = fc.record({
  id: fc.constantFrom(...ids, '100', '200'),
  type: fc.constantFrom(0 as const, 1 as const),
  allow: bits.map(String),
  deny: bits.map(String),
});
const scene = fc.record({
  roles: fc.array(bits, { minLength: 4, maxLength: 4 }),
  memberRoleIds: fc.subarray(['2', '3', '4']),
  overwrites: fc.uniqueArray(overwrite, { selector: (o) => `${o.type}${o.id}`, maxLength: 6 }),
  timedOut: fc.boolean(),
});

type Scene = typeof scene extends fc.Arbitrary<infer T> ? T : never;

const inputOf = (s: Scene, ownerId = '999') => ({
  guildId: '1',
  ownerId,
  userId: '100',
  memberRoleIds: s.memberRoleIds,
  roles: new Map(ids.map((id, i) => [id, { id, permissions: String(s.roles[i] ?? 0n) }])),
  timedOut: s.timedOut,
});

/** The same scene for the practice server's implementation, which was written apart from ours. */
const subjectOf = (s: Scene) => ({
  userId: '100',
  guildId: '1',
  ownerId: '999',
  everyone: s.roles[0] ?? 0n,
  roles: s.memberRoleIds.map((id) => ({ id, permissions: s.roles[ids.indexOf(id)] ?? 0n })),
  timedOut: s.timedOut,
});

describe('permissions', () => {
  it('of a text channel agree with an implementation written apart', () => {
    fc.assert(
      fc.property(scene, (s) => {
        expect(guildPermissions(inputOf(s))).toBe(serverGuildPermissions(subjectOf(s)));
        expect(channelPermissions(inputOf(s), s.overwrites, false)).toBe(
          serverChannelPermissions(subjectOf(s), s.overwrites),
        );
      }),
    );
  });

  it('of an owner are all, whatever roles and overwrites say', () => {
    fc.assert(
      fc.property(scene, (s) => {
        expect(channelPermissions(inputOf(s, '100'), s.overwrites, true)).toBe(ALL_PERMISSIONS);
      }),
    );
  });

  it('of an administrator are all, a time-out included', () => {
    fc.assert(
      fc.property(scene, (s) => {
        const input = inputOf(s);
        const roles = new Map(input.roles);
        roles.set('1', { id: '1', permissions: String(permissionBit('ADMINISTRATOR')) });
        expect(channelPermissions({ ...input, roles }, s.overwrites, false)).toBe(ALL_PERMISSIONS);
      }),
    );
  });

  it('do not depend on the order of overwrites or roles', () => {
    fc.assert(
      fc.property(scene, (s) => {
        const turned = { ...s, memberRoleIds: [...s.memberRoleIds].reverse() };
        expect(channelPermissions(inputOf(turned), [...s.overwrites].reverse(), false)).toBe(
          channelPermissions(inputOf(s), s.overwrites, false),
        );
      }),
    );
  });

  it('are none at all where the channel cannot be seen', () => {
    fc.assert(
      fc.property(scene, fc.boolean(), (s, isVoice) => {
        const hidden = {
          id: '100',
          type: 1 as const,
          allow: '0',
          deny: String(permissionBit('VIEW_CHANNEL')),
        };
        const others = s.overwrites.filter((o) => !(o.type === 1 && o.id === '100'));
        expect(channelPermissions(inputOf(s), [...others, hidden], isVoice)).toBe(0n);
      }),
    );
  });

  it('in a room one may not connect to are to see it and no more', () => {
    const input = inputOf({
      roles: [permissionBit('VIEW_CHANNEL') | permissionBit('SPEAK')],
      memberRoleIds: [],
      overwrites: [],
      timedOut: false,
    });
    expect(channelPermissions(input, [], true)).toBe(permissionBit('VIEW_CHANNEL'));
  });

  it('let a member overwrite outweigh what roles deny', () => {
    const view = permissionBit('VIEW_CHANNEL') | permissionBit('CONNECT');
    const input = inputOf({
      roles: [view, 0n, 0n, 0n],
      memberRoleIds: ['2'],
      overwrites: [],
      timedOut: false,
    });
    const connect = String(permissionBit('CONNECT'));
    const denied = [{ id: '2', type: 0, allow: '0', deny: connect }];
    const allowed = [...denied, { id: '100', type: 1, allow: connect, deny: '0' }];
    expect(hasPermission(channelPermissions(input, denied, true), 'CONNECT')).toBe(false);
    expect(hasPermission(channelPermissions(input, allowed, true), 'CONNECT')).toBe(true);
  });

  it('written as nonsense are no permissions', () => {
    for (const text of ['', '-1', '0x10', '1e3', ' 8', '1'.repeat(40)])
      expect(parsePermissionBits(text)).toBe(0n);
    fc.assert(fc.property(fc.string(), (text) => parsePermissionBits(text) >= 0n));
  });
});
