import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createRole,
  deleteRole,
  orderRoles,
  reordered,
} from '../../../../src/main/practice-server/world/commands/roles';
import {
  compareRoles,
  rolesInOrder,
  standsAboveMember,
  standsAboveRole,
} from '../../../../src/main/practice-server/world/hierarchy';
import type { GuildRecord, RoleRecord } from '../../../../src/main/practice-server/world/model';
import { aWorld } from '../support';

const names = (guild: GuildRecord) => rolesInOrder(guild).map(({ name }) => name);
const roleOf = (guild: GuildRecord, name: string): RoleRecord => {
  const role = [...guild.roles.values()].find((candidate) => candidate.name === name);
  if (!role) throw new Error(`no role ${name}`);
  return role;
};

/** A guild with some more roles, their positions with gaps and doubles as old guilds have them. */
const positions = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 12 });
function aGuildWith(list: readonly number[]): ReturnType<typeof aWorld> {
  const made = aWorld();
  for (const position of list) {
    const role = createRole(made.world, made.guild, { name: 'extra' });
    role.position = position;
  }
  return made;
}

describe('who stands above whom', () => {
  it('is the owner above all, and nobody above the owner', () => {
    const { guild, person, world } = aWorld();
    for (const role of guild.roles.values()) expect(standsAboveRole(guild, guild.owner_id, role)).toBe(true);
    expect(standsAboveMember(guild, guild.owner_id, world.botId)).toBe(true);
    expect(standsAboveMember(guild, world.botId, guild.owner_id)).toBe(false);
    expect(standsAboveMember(guild, world.botId, person(3).id)).toBe(true);
    expect(standsAboveMember(guild, person(3).id, world.botId)).toBe(false);
  });

  it('is the higher role, of equals the older one, and never oneself', () => {
    fc.assert(
      fc.property(positions, (list) => {
        const { guild, world } = aGuildWith(list);
        const roles = [...guild.roles.values()].filter(({ id }) => id !== guild.id);
        for (const a of roles) {
          for (const b of roles) {
            expect(Math.sign(compareRoles(a, b)) + Math.sign(compareRoles(b, a))).toBe(0);
            if (a !== b) expect(compareRoles(a, b)).not.toBe(0);
          }
        }
        expect(standsAboveMember(guild, world.botId, world.botId)).toBe(false);
        expect(rolesInOrder(guild)[0]?.id).toBe(guild.id);
      }),
      { numRuns: 30 },
    );
  });

  it('is nobody for someone without roles', () => {
    const { guild, person } = aWorld();
    const member = guild.members.get(person(9).id);
    if (member) member.roles = [];
    expect(standsAboveRole(guild, person(9).id, roleOf(guild, 'Regular'))).toBe(false);
    expect(standsAboveMember(guild, person(9).id, person(10).id)).toBe(false);
  });
});

describe('the order of roles', () => {
  it('loses no role, leaves everyone lowest and numbers without gaps, whatever is moved where', () => {
    const moves = fc.array(fc.record({ which: fc.nat(20), position: fc.nat(20) }), { maxLength: 6 });
    fc.assert(
      fc.property(positions, moves, (list, wanted) => {
        const { guild, world } = aGuildWith(list);
        const roles = [...guild.roles.values()];
        const asked = new Map(
          wanted.map(({ which, position }) => [roles[which % roles.length]?.id ?? '', position]),
        );
        asked.delete(guild.id);
        const order = reordered(
          guild,
          [...asked].map(([id, position]) => ({ id, position })),
        );
        expect(new Set(order)).toEqual(new Set(roles));
        expect(order[0]?.id).toBe(guild.id);
        orderRoles(world, guild, order);
        expect(rolesInOrder(guild)).toEqual(order);
        expect(order.map(({ position }) => position)).toEqual(order.map((_, index) => index));
      }),
      { numRuns: 50 },
    );
  });

  it('puts a role where it is asked to be', () => {
    const { guild, world } = aWorld();
    orderRoles(world, guild, reordered(guild, [{ id: roleOf(guild, 'Regular').id, position: 3 }]));
    expect(names(guild).slice(0, 4)).toEqual(['@everyone', 'Moderator', 'Host', 'Regular']);
  });

  it('is announced for those whose position changed and for no other', () => {
    const { guild, world, heard, events } = aWorld();
    const made = createRole(world, guild, { name: 'Fresh' });
    expect(heard()).toEqual(['GUILD_ROLE_CREATE', ...Array(4).fill('GUILD_ROLE_UPDATE')]);
    deleteRole(world, guild, made);
    const after = heard();
    expect(after[0]).toBe('GUILD_ROLE_DELETE');
    expect(after.slice(1)).toEqual(Array(4).fill('GUILD_ROLE_UPDATE'));
    expect(events.at(-1)?.d).toHaveProperty('role.position', 4);
  });
});
