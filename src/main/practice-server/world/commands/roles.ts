import { rolesInOrder } from '../hierarchy';
import type { GuildRecord, RoleRecord } from '../model';
import { roleToWire } from '../wire';
import type { World } from '../world';
import { updateChannel } from './channels';

export type RoleChange = Partial<
  Pick<RoleRecord, 'name' | 'color' | 'hoist' | 'mentionable' | 'permissions'>
>;

function emitRole(world: World, guild: GuildRecord, t: string, role: RoleRecord): void {
  world.emit({ t, guildId: guild.id, d: { guild_id: guild.id, role: roleToWire(role) } });
}

/** Numbers the roles by their order; announces those whose position changed, but for `silent`. */
function renumber(world: World, guild: GuildRecord, order: readonly RoleRecord[], silent?: RoleRecord): void {
  for (const [position, role] of order.entries()) {
    if (role.position === position) continue;
    role.position = position;
    if (role !== silent) emitRole(world, guild, 'GUILD_ROLE_UPDATE', role);
  }
}

/** A new role stands lowest, just above @everyone; it has the permissions of @everyone if none are given. */
export function createRole(world: World, guild: GuildRecord, fields: RoleChange): RoleRecord {
  const role: RoleRecord = {
    id: world.newId(),
    name: 'new role',
    color: 0,
    hoist: false,
    position: 1,
    permissions: guild.roles.get(guild.id)?.permissions ?? '0',
    managed: false,
    mentionable: false,
    ...fields,
  };
  const [everyone, ...others] = rolesInOrder(guild);
  guild.roles.set(role.id, role);
  emitRole(world, guild, 'GUILD_ROLE_CREATE', role);
  renumber(world, guild, everyone ? [everyone, role, ...others] : [role, ...others], role);
  return role;
}

export function updateRole(world: World, guild: GuildRecord, role: RoleRecord, change: RoleChange): void {
  Object.assign(role, change);
  emitRole(world, guild, 'GUILD_ROLE_UPDATE', role);
}

/** The order that moving some roles to new positions gives, lowest first; @everyone stays where it is. */
export function reordered(
  guild: GuildRecord,
  moves: readonly { id: string; position: number }[],
): RoleRecord[] {
  const moved = new Set(moves.map(({ id }) => id));
  const order = rolesInOrder(guild).filter((role) => !moved.has(role.id));
  for (const { id, position } of [...moves].sort((a, b) => a.position - b.position)) {
    const role = guild.roles.get(id);
    if (role) order.splice(Math.max(1, position), 0, role);
  }
  return order;
}

/** Puts the roles in an order that `reordered` gave. */
export function orderRoles(world: World, guild: GuildRecord, order: readonly RoleRecord[]): void {
  renumber(world, guild, order);
}

/** Deletes a role: members lose it without a word of their own, its overwrites go with it. */
export function deleteRole(world: World, guild: GuildRecord, role: RoleRecord): void {
  guild.roles.delete(role.id);
  for (const member of guild.members.values()) member.roles = member.roles.filter((id) => id !== role.id);
  world.emit({ t: 'GUILD_ROLE_DELETE', guildId: guild.id, d: { guild_id: guild.id, role_id: role.id } });
  for (const channel of guild.channels.values()) {
    const kept = channel.permission_overwrites.filter(({ id }) => id !== role.id);
    if (kept.length === channel.permission_overwrites.length) continue;
    updateChannel(world, guild, channel, { permission_overwrites: kept });
  }
  renumber(world, guild, rolesInOrder(guild));
}
