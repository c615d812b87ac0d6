import { snowflakeTimeMs } from '@shared/discord/snowflake';
import { z } from 'zod';
import { AuditAction, recordAudit } from '../../world/commands/audit';
import { deleteMessage, deleteMessages, emitMessage, startTyping } from '../../world/commands/messages';
import type { MessageRecord } from '../../world/model';
import { ChannelType, MessageFlag, MessageType } from '../../world/model';
import { hasPermission } from '../../world/permissions';
import { isThread } from '../../world/places';
import { messageToWire } from '../../world/wire-messages';
import { ApiError, fieldError } from '../api-error';
import { type ChatScope, requireActive, requireChat, requireMessage, requireWritable } from '../chat-scope';
import { snowflakeId, snowflakeText } from '../forms/fields';
import { messageDeletionRule } from '../limits/message-deletion';
import { editByOwner } from '../messages/edit';
import { sendMessage } from '../messages/send';
import {
  bucket,
  type Exchange,
  NO_CONTENT,
  ok,
  type Route,
  readBody,
  readQuery,
  requirePermission,
} from '../route';

const TWO_WEEKS_MS = 14 * 24 * 60 * 60 * 1000;

const Page = z.object({
  before: snowflakeText.optional(),
  after: snowflakeText.optional(),
  around: snowflakeText.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});
const BulkBody = z.object({ messages: z.array(snowflakeId) });

function show(exchange: Exchange, message: MessageRecord): Record<string, unknown> {
  return messageToWire(exchange.services.world, message, exchange.userId);
}

function listMessages(exchange: Exchange): Record<string, unknown>[] {
  const scope = requireChat(exchange);
  const page = readQuery(exchange, Page);
  const cursors = [page.before, page.after, page.around].filter((cursor) => cursor !== undefined);
  if (cursors.length > 1) {
    throw fieldError(['before'], 'MUTUALLY_EXCLUSIVE', 'Only one of before, after, around may be passed.');
  }
  if (!hasPermission(scope.granted, 'READ_MESSAGE_HISTORY')) return [];
  const { world } = exchange.services;
  return world
    .history(scope.channel.id)
    .page(page)
    .map((message) => show(exchange, message));
}

function bulkDelete(exchange: Exchange): void {
  const { world } = exchange.services;
  const scope = requireChat(exchange);
  if (!scope.guild) throw new ApiError('notInDms');
  requirePermission(scope, 'MANAGE_MESSAGES');
  const { messages } = readBody(exchange, BulkBody);
  if (messages.length < 2 || messages.length > 100) throw new ApiError('bulkCount');
  if (new Set(messages).size !== messages.length) {
    throw fieldError(['messages'], 'SET_TYPE_ALREADY_CONTAINS_VALUE', 'The set already contains this value.');
  }
  const oldest = world.now() - TWO_WEEKS_MS;
  if (messages.some((id) => snowflakeTimeMs(id) < oldest)) throw new ApiError('tooOldToDelete');
  deleteMessages(world, scope.guild, scope.channel, messages);
  recordAudit(world, scope.guild, {
    action: AuditAction.MESSAGE_BULK_DELETE,
    userId: exchange.userId,
    targetId: scope.channel.id,
    reason: exchange.reason,
    options: { count: String(messages.length) },
  });
}

function removeMessage(exchange: Exchange): void {
  const { world } = exchange.services;
  const scope = requireChat(exchange);
  const message = requireMessage(exchange, scope);
  const foreign = message.author_id !== exchange.userId;
  if (foreign && !scope.guild) throw new ApiError('notInDms');
  if (foreign) requirePermission(scope, 'MANAGE_MESSAGES');
  deleteMessage(world, scope.guild, scope.channel, message);
  if (!foreign || !scope.guild) return;
  recordAudit(world, scope.guild, {
    action: AuditAction.MESSAGE_DELETE,
    userId: exchange.userId,
    targetId: message.author_id,
    reason: exchange.reason,
    options: { channel_id: scope.channel.id, count: '1' },
  });
}

/** Publishes a message of an announcement channel to whoever follows it; nobody does here. */
function crosspost(exchange: Exchange): MessageRecord {
  const scope = requireChat(exchange);
  const message = requireMessage(exchange, scope);
  if (scope.channel.type !== ChannelType.ANNOUNCEMENT) throw new ApiError('wrongChannelType');
  requirePermission(scope, message.author_id === exchange.userId ? 'SEND_MESSAGES' : 'MANAGE_MESSAGES');
  if (message.type !== MessageType.DEFAULT && message.type !== MessageType.REPLY) {
    throw new ApiError('invalidMessageType');
  }
  if ((message.flags & MessageFlag.CROSSPOSTED) !== 0) throw new ApiError('alreadyCrossposted');
  message.flags |= MessageFlag.CROSSPOSTED;
  emitMessage(exchange.services.world, 'MESSAGE_UPDATE', scope.guild, scope.channel, message);
  return message;
}

function type(exchange: Exchange): void {
  const scope: ChatScope = requireChat(exchange);
  requirePermission(scope, 'SEND_MESSAGES');
  requireWritable(scope);
  if (isThread(scope.channel)) requireActive(scope);
  startTyping(exchange.services.world, scope.guild, scope.channel, exchange.userId);
}

export const messageRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/channels/:channelId/messages',
    limit: bucket('messages.list', 10, 5),
    handle: (exchange) => ok(listMessages(exchange)),
  },
  {
    method: 'GET',
    path: '/channels/:channelId/messages/:messageId',
    limit: bucket('messages.get', 10, 5),
    handle: (exchange) => {
      const scope = requireChat(exchange);
      requirePermission(scope, 'READ_MESSAGE_HISTORY');
      return ok(show(exchange, requireMessage(exchange, scope)));
    },
  },
  {
    method: 'POST',
    path: '/channels/:channelId/messages',
    limit: bucket('messages.create', 5, 5),
    handle: (exchange) => {
      const message = sendMessage(exchange);
      const wire = show(exchange, message);
      return ok(message.nonce === null ? wire : { ...wire, nonce: message.nonce });
    },
  },
  {
    method: 'PATCH',
    path: '/channels/:channelId/messages/:messageId',
    limit: bucket('messages.update', 5, 5),
    handle: (exchange) => ok(show(exchange, editByOwner(exchange))),
  },
  {
    method: 'DELETE',
    path: '/channels/:channelId/messages/:messageId',
    limit: messageDeletionRule,
    handle: (exchange) => {
      removeMessage(exchange);
      return NO_CONTENT;
    },
  },
  {
    method: 'POST',
    path: '/channels/:channelId/messages/bulk-delete',
    limit: bucket('messages.bulk-delete', 1, 3),
    handle: (exchange) => {
      bulkDelete(exchange);
      return NO_CONTENT;
    },
  },
  {
    method: 'POST',
    path: '/channels/:channelId/messages/:messageId/crosspost',
    limit: bucket('messages.crosspost', 10, 3600),
    handle: (exchange) => ok(show(exchange, crosspost(exchange))),
  },
  {
    method: 'POST',
    path: '/channels/:channelId/typing',
    limit: bucket('channels.typing', 5, 5),
    handle: (exchange) => {
      type(exchange);
      return NO_CONTENT;
    },
  },
];
