import { AuditAction, changesBetween } from '../../world/commands/audit';
import { setOverwrites } from '../../world/commands/overwrites';
import type { GuildRecord } from '../../world/model';
import type { Overwrite } from '../../world/permissions';
import { ApiError } from '../api-error';
import { audit } from '../audit';
import { checkedOverwrites, OneOverwriteBody } from '../channels/overwrites';
import {
  bucket,
  type Exchange,
  NO_CONTENT,
  param,
  type Route,
  readBody,
  requireChannel,
  requirePermission,
} from '../route';

function auditOptions(guild: GuildRecord, overwrite: Overwrite): Record<string, string> {
  const role = overwrite.type === 0 ? guild.roles.get(overwrite.id) : undefined;
  return { id: overwrite.id, type: String(overwrite.type), ...(role ? { role_name: role.name } : {}) };
}

function putOverwrite(exchange: Exchange): void {
  const scope = requireChannel(exchange);
  requirePermission(scope, 'MANAGE_ROLES');
  const { guild, channel } = scope;
  const id = param(exchange, 'overwriteId');
  const body = readBody(exchange, OneOverwriteBody);
  const exists = body.type === 0 ? guild.roles.has(id) : exchange.services.world.user(id) !== undefined;
  if (!exists) throw new ApiError('unknownOverwrite');
  const before = channel.permission_overwrites.find((overwrite) => overwrite.id === id);
  const kept = channel.permission_overwrites.filter((overwrite) => overwrite !== before);
  // Those that stay are not touched and need no right; the count is of all of them.
  const after = checkedOverwrites(exchange, guild, channel, [...kept, { id, ...body }]);
  const own = after.find((overwrite) => overwrite.id === id);
  setOverwrites(exchange.services.world, guild, channel, after);
  if (!own) return;
  const action = before ? AuditAction.CHANNEL_OVERWRITE_UPDATE : AuditAction.CHANNEL_OVERWRITE_CREATE;
  audit(exchange, guild, action, channel.id, {
    changes: changesBetween(
      before ?? null,
      own,
      before ? ['allow', 'deny'] : ['id', 'type', 'allow', 'deny'],
    ),
    options: auditOptions(guild, own),
  });
}

function deleteOverwrite(exchange: Exchange): void {
  const scope = requireChannel(exchange);
  requirePermission(scope, 'MANAGE_ROLES');
  const { guild, channel } = scope;
  const id = param(exchange, 'overwriteId');
  const before = channel.permission_overwrites.find((overwrite) => overwrite.id === id);
  if (!before) throw new ApiError('unknownOverwrite');
  // Taking one away changes each bit it set.
  checkedOverwrites(exchange, guild, channel, [{ id, type: before.type, allow: '0', deny: '0' }]);
  const kept = channel.permission_overwrites.filter((overwrite) => overwrite !== before);
  setOverwrites(exchange.services.world, guild, channel, kept);
  audit(exchange, guild, AuditAction.CHANNEL_OVERWRITE_DELETE, channel.id, {
    changes: changesBetween(before, null, ['id', 'type', 'allow', 'deny']),
    options: auditOptions(guild, before),
  });
}

export const overwriteRoutes: readonly Route[] = [
  {
    method: 'PUT',
    path: '/channels/:channelId/permissions/:overwriteId',
    limit: bucket('channels.permissions', 10, 10),
    handle: (exchange) => {
      putOverwrite(exchange);
      return NO_CONTENT;
    },
  },
  {
    method: 'DELETE',
    path: '/channels/:channelId/permissions/:overwriteId',
    limit: bucket('channels.permissions', 10, 10),
    handle: (exchange) => {
      deleteOverwrite(exchange);
      return NO_CONTENT;
    },
  },
];
