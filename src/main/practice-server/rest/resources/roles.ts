import { z } from 'zod';
import { AuditAction, changesBetween } from '../../world/commands/audit';
import { updateMember } from '../../world/commands/members';
import {
  createRole,
  deleteRole,
  orderRoles,
  type RoleChange,
  reordered,
  updateRole,
} from '../../world/commands/roles';
import { rolesInOrder, standsAboveRole } from '../../world/hierarchy';
import type { GuildRecord, RoleRecord } from '../../world/model';
import { ALL_PERMISSIONS } from '../../world/permissions';
import { roleToWire } from '../../world/wire';
import { ApiError } from '../api-error';
import { audit } from '../audit';
import { requireAboveRole } from '../hierarchy';
import {
  bucket,
  type Exchange,
  NO_CONTENT,
  ok,
  param,
  type Route,
  readBody,
  requireGuild,
  requireGuildPermission,
  requireMember,
} from '../route';

const MAX_ROLES = 250;
const AUDITED = ['name', 'color', 'hoist', 'mentionable', 'permissions'] as const;

const snowflake = z.string().regex(/^\d{1,20}$/);
const bits = z.union([z.string().regex(/^\d{1,20}$/), z.number().int().nonnegative().transform(String)]);
const colour = z.number().int().min(0).max(0xffffff);
const RoleBody = z.object({
  name: z.string().min(1).max(100).nullish(),
  permissions: bits.nullish(),
  color: colour.nullish(),
  colors: z
    .object({
      primary_color: colour,
      secondary_color: colour.nullish(),
      tertiary_color: colour.nullish(),
    })
    .nullish(),
  hoist: z.boolean().nullish(),
  mentionable: z.boolean().nullish(),
  icon: z.string().nullish(),
  unicode_emoji: z.string().nullish(),
});
const OrderBody = z
  .array(z.object({ id: snowflake, position: z.number().int().min(0).nullish() }))
  .max(MAX_ROLES + 1);

function requireRole(exchange: Exchange, guild: GuildRecord): RoleRecord {
  const role = guild.roles.get(param(exchange, 'roleId'));
  if (!role) throw new ApiError('unknownRole');
  return role;
}

/** What a body changes; 50013 when it would grant what the caller does not have itself. */
function toChange(
  exchange: Exchange,
  guild: GuildRecord,
  body: z.output<typeof RoleBody>,
  before: bigint,
): RoleChange {
  // Icons and gradients come with boosts, which this guild has none of.
  if (body.icon || body.unicode_emoji || body.colors?.secondary_color) throw new ApiError('needsBoosts');
  const color = body.colors?.primary_color ?? body.color;
  const change: RoleChange = {};
  if (body.name != null) change.name = body.name.trim();
  if (color != null) change.color = color;
  if (body.hoist != null) change.hoist = body.hoist;
  if (body.mentionable != null) change.mentionable = body.mentionable;
  if (body.permissions != null) {
    const wanted = BigInt(body.permissions) & ALL_PERMISSIONS;
    const own = exchange.services.world.permissionsInGuild(guild, exchange.userId);
    if ((wanted & ~before & ~own) !== 0n) throw new ApiError('missingPermissions');
    change.permissions = wanted.toString();
  }
  return change;
}

function moveRoles(exchange: Exchange, guild: GuildRecord): void {
  const moves = readBody(exchange, OrderBody).flatMap(({ id, position }) => {
    if (!guild.roles.has(id)) throw new ApiError('unknownRole');
    return position == null ? [] : [{ id, position }];
  });
  const before = rolesInOrder(guild);
  const order = reordered(guild, moves);
  // Whoever is not below the caller has to stay exactly where it is.
  const moved = order.filter((role, position) => role !== before[position]);
  for (const role of moved) requireAboveRole(exchange, guild, role);
  orderRoles(exchange.services.world, guild, order);
}

/** A role that can be given and taken: neither @everyone nor one that belongs to a bot. */
function requireGivable(exchange: Exchange, guild: GuildRecord): RoleRecord {
  requireGuildPermission(exchange, guild, 'MANAGE_ROLES');
  const role = requireRole(exchange, guild);
  if (role.id === guild.id || role.managed) throw new ApiError('invalidRole');
  requireAboveRole(exchange, guild, role);
  return role;
}

function setMemberRole(exchange: Exchange, has: boolean): void {
  const guild = requireGuild(exchange);
  const { member } = requireMember(exchange, guild, param(exchange, 'userId'));
  const role = requireGivable(exchange, guild);
  if (member.roles.includes(role.id) === has) return;
  const roles = has ? [...member.roles, role.id] : member.roles.filter((id) => id !== role.id);
  updateMember(exchange.services.world, guild, member, { roles });
  const key = has ? '$add' : '$remove';
  const changes = [{ key, new_value: [{ id: role.id, name: role.name }] }];
  audit(exchange, guild, AuditAction.MEMBER_ROLE_UPDATE, member.user_id, { changes });
}

export const roleRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/guilds/:guildId/roles',
    limit: bucket('guilds.roles', 10, 10),
    handle: (exchange) => ok([...requireGuild(exchange).roles.values()].map(roleToWire)),
  },
  {
    method: 'GET',
    path: '/guilds/:guildId/roles/member-counts',
    limit: bucket('guilds.roles.counts', 5, 10),
    handle: (exchange) => {
      const guild = requireGuild(exchange);
      const members = [...guild.members.values()];
      const counts = [...guild.roles.keys()]
        .filter((id) => id !== guild.id)
        .map((id) => [id, members.filter(({ roles }) => roles.includes(id)).length]);
      return ok(Object.fromEntries(counts));
    },
  },
  {
    method: 'GET',
    path: '/guilds/:guildId/roles/:roleId',
    limit: bucket('guilds.roles.get', 10, 10),
    handle: (exchange) => ok(roleToWire(requireRole(exchange, requireGuild(exchange)))),
  },
  {
    method: 'POST',
    path: '/guilds/:guildId/roles',
    limit: bucket('guilds.roles.create', 10, 10),
    handle: (exchange) => {
      const guild = requireGuild(exchange);
      requireGuildPermission(exchange, guild, 'MANAGE_ROLES');
      const change = toChange(exchange, guild, readBody(exchange, RoleBody), 0n);
      if (guild.roles.size >= MAX_ROLES) throw new ApiError('maxRoles');
      const role = createRole(exchange.services.world, guild, change);
      const changes = changesBetween(null, role, AUDITED);
      audit(exchange, guild, AuditAction.ROLE_CREATE, role.id, { changes });
      return ok(roleToWire(role));
    },
  },
  {
    method: 'PATCH',
    path: '/guilds/:guildId/roles',
    limit: bucket('guilds.roles.order', 10, 10),
    handle: (exchange) => {
      const guild = requireGuild(exchange);
      requireGuildPermission(exchange, guild, 'MANAGE_ROLES');
      moveRoles(exchange, guild);
      return ok([...guild.roles.values()].map(roleToWire));
    },
  },
  {
    method: 'PATCH',
    path: '/guilds/:guildId/roles/:roleId',
    limit: bucket('guilds.roles.update', 10, 10),
    handle: (exchange) => {
      const guild = requireGuild(exchange);
      requireGuildPermission(exchange, guild, 'MANAGE_ROLES');
      const role = requireRole(exchange, guild);
      requireAboveRole(exchange, guild, role);
      const before = { ...role };
      const change = toChange(exchange, guild, readBody(exchange, RoleBody), BigInt(role.permissions));
      updateRole(exchange.services.world, guild, role, change);
      const changes = changesBetween(before, role, AUDITED);
      audit(exchange, guild, AuditAction.ROLE_UPDATE, role.id, { changes });
      return ok(roleToWire(role));
    },
  },
  {
    method: 'DELETE',
    path: '/guilds/:guildId/roles/:roleId',
    limit: bucket('guilds.roles.delete', 10, 10),
    handle: (exchange) => {
      const guild = requireGuild(exchange);
      requireGuildPermission(exchange, guild, 'MANAGE_ROLES');
      const role = requireRole(exchange, guild);
      if (role.id === guild.id || role.managed) throw new ApiError('invalidRole');
      if (!standsAboveRole(guild, exchange.userId, role)) throw new ApiError('missingPermissions');
      deleteRole(exchange.services.world, guild, role);
      const changes = changesBetween(role, null, AUDITED);
      audit(exchange, guild, AuditAction.ROLE_DELETE, role.id, { changes });
      return NO_CONTENT;
    },
  },
  {
    method: 'PUT',
    path: '/guilds/:guildId/members/:userId/roles/:roleId',
    limit: bucket('members.roles', 10, 10),
    handle: (exchange) => {
      setMemberRole(exchange, true);
      return NO_CONTENT;
    },
  },
  {
    method: 'DELETE',
    path: '/guilds/:guildId/members/:userId/roles/:roleId',
    limit: bucket('members.roles', 10, 10),
    handle: (exchange) => {
      setMemberRole(exchange, false);
      return NO_CONTENT;
    },
  },
];
