import { z } from 'zod';
import { AuditAction, recordAudit } from '../../world/commands/audit';
import { deleteThread, type ThreadChange, updateThread } from '../../world/commands/threads';
import { ChannelFlag } from '../../world/model';
import { hasPermission } from '../../world/permissions';
import { isDm, isThread } from '../../world/places';
import { dmToWire, threadToWire, type Wire } from '../../world/wire';
import { ApiError } from '../api-error';
import { type ChatScope, chatScope, type ThreadScope } from '../chat-scope';
import { autoArchive, snowflakeId } from '../forms/fields';
import { type Exchange, param, readBody, requirePermission } from '../route';
import { checkedTags } from './tags';

/** GET, PATCH and DELETE of `/channels/{id}` when the id is a thread's or a conversation's. */
const ThreadBody = z.object({
  name: z.string().trim().min(1).max(100).nullish(),
  archived: z.boolean().nullish(),
  locked: z.boolean().nullish(),
  invitable: z.boolean().nullish(),
  auto_archive_duration: autoArchive.nullish(),
  rate_limit_per_user: z.number().int().min(0).max(21_600).nullish(),
  flags: z.number().int().nullish(),
  applied_tags: z.array(snowflakeId).nullish(),
});
type ThreadBody = z.output<typeof ThreadBody>;

/** The thread or conversation of the path; null when the id is a guild channel's, or nobody's. */
export function threadOrDm(exchange: Exchange): ChatScope | null {
  const place = exchange.services.world.place(param(exchange, 'channelId'));
  if (!place || !(isThread(place.channel) || isDm(place.channel))) return null;
  return chatScope(exchange, place.channel.id);
}

export function showPlace(exchange: Exchange, { channel }: ChatScope): Wire {
  if (isDm(channel)) return dmToWire(channel, exchange.services.world.state.users, exchange.userId);
  if (isThread(channel)) return threadToWire(channel, exchange.userId);
  throw new ApiError('wrongChannelType');
}

export function patchPlace(exchange: Exchange, scope: ChatScope): Wire {
  const thread = threadScope(scope);
  const body = readBody(exchange, ThreadBody);
  requireMayChange(exchange, thread, body);
  const { world } = exchange.services;
  updateThread(world, thread.guild, thread.channel, changeOf(thread, body));
  recordAudit(world, thread.guild, {
    action: AuditAction.THREAD_UPDATE,
    userId: exchange.userId,
    targetId: thread.channel.id,
    reason: exchange.reason,
  });
  return showPlace(exchange, scope);
}

/** Deletes a thread, or closes a conversation, which changes nothing for the other one. */
export function deletePlace(exchange: Exchange, scope: ChatScope): Wire {
  const wire = showPlace(exchange, scope);
  if (isDm(scope.channel)) return wire;
  const { guild, channel, granted } = threadScope(scope);
  requirePermission({ granted }, 'MANAGE_THREADS');
  deleteThread(exchange.services.world, guild, channel);
  recordAudit(exchange.services.world, guild, {
    action: AuditAction.THREAD_DELETE,
    userId: exchange.userId,
    targetId: channel.id,
    reason: exchange.reason,
  });
  return wire;
}

function threadScope(scope: ChatScope): ThreadScope {
  if (!scope.guild || !isThread(scope.channel)) throw new ApiError('notInDms');
  return { guild: scope.guild, channel: scope.channel, granted: scope.granted };
}

/** Reference "Threads", Editing & Deleting. */
function requireMayChange(
  exchange: Exchange,
  { channel: thread, granted }: ThreadScope,
  body: ThreadBody,
): void {
  if (hasPermission(granted, 'MANAGE_THREADS')) return;
  const owns = thread.owner_id === exchange.userId;
  const onlyWakes =
    body.archived === false && Object.values(body).filter((value) => value != null).length === 1;
  if (thread.archived && body.archived !== false) throw new ApiError('archivedThread');
  if (thread.locked) throw new ApiError(thread.archived ? 'archivedThread' : 'missingPermissions');
  if (body.locked != null || body.rate_limit_per_user != null || body.flags != null) {
    throw new ApiError('missingPermissions');
  }
  const mayWake = thread.members.some((member) => member.user_id === exchange.userId);
  if (!owns && !(onlyWakes && mayWake)) throw new ApiError('missingPermissions');
}

function changeOf({ guild, channel: thread, granted }: ThreadScope, body: ThreadBody): ThreadChange {
  // Within an archived thread nothing changes but that it wakes up.
  const staysArchived = thread.archived && body.archived !== false;
  const others = Object.entries(body).filter(([key, value]) => value != null && key !== 'archived');
  if (staysArchived && others.some(([key]) => key !== 'locked')) throw new ApiError('archivedThread');
  const parent = guild.channels.get(thread.parent_id);
  const moderates = hasPermission(granted, 'MANAGE_THREADS');
  return {
    ...(body.name == null ? {} : { name: body.name }),
    ...(body.archived == null ? {} : { archived: body.archived }),
    ...(body.locked == null ? {} : { locked: body.locked }),
    ...(body.invitable == null ? {} : { invitable: body.invitable }),
    ...(body.auto_archive_duration == null ? {} : { auto_archive_duration: body.auto_archive_duration }),
    ...(body.rate_limit_per_user == null ? {} : { rate_limit_per_user: body.rate_limit_per_user }),
    ...(body.flags == null ? {} : { flags: body.flags & ChannelFlag.PINNED }),
    ...(body.applied_tags == null || !parent
      ? {}
      : { applied_tags: checkedTags(parent, body.applied_tags, moderates) }),
  };
}
