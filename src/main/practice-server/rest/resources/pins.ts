import { z } from 'zod';
import { AuditAction, recordAudit } from '../../world/commands/audit';
import { pinMessage, pinsOf, unpinMessage } from '../../world/commands/pins';
import { MessageType } from '../../world/model';
import { hasPermission } from '../../world/permissions';
import { messageToWire } from '../../world/wire-messages';
import { ApiError } from '../api-error';
import { requireActive, requireChat, requireMessage } from '../chat-scope';
import {
  bucket,
  type Exchange,
  NO_CONTENT,
  ok,
  type Reply,
  type Route,
  readQuery,
  requirePermission,
} from '../route';

const MAX_PINS = 250;
const OLD_PAGE = 50;
const WRITE = bucket('pins.write', 5, 5);

const Page = z.object({
  before: z
    .string()
    .refine((text) => !Number.isNaN(Date.parse(text)), 'Could not parse timestamp. Should be ISO8601.')
    .optional(),
  limit: z.coerce.number().int().min(1).max(50).default(50),
});

function listPins(exchange: Exchange): Reply {
  const { world } = exchange.services;
  const scope = requireChat(exchange);
  const { before, limit } = readQuery(exchange, Page);
  if (!hasPermission(scope.granted, 'READ_MESSAGE_HISTORY')) return ok({ items: [], has_more: false });
  const until = before === undefined ? Number.POSITIVE_INFINITY : Date.parse(before);
  const older = pinsOf(world, scope.channel.id).filter(
    (message) => Date.parse(message.pinned_at ?? '') < until,
  );
  return ok({
    items: older.slice(0, limit).map((message) => ({
      pinned_at: message.pinned_at,
      message: messageToWire(world, message, exchange.userId),
    })),
    has_more: older.length > limit,
  });
}

/** The older form of the list: at most fifty, without the times. */
function listMessages(exchange: Exchange): Reply {
  const { world } = exchange.services;
  const scope = requireChat(exchange);
  if (!hasPermission(scope.granted, 'READ_MESSAGE_HISTORY')) return ok([]);
  const pins = pinsOf(world, scope.channel.id).slice(0, OLD_PAGE);
  return ok(pins.map((message) => messageToWire(world, message, exchange.userId)));
}

function setPinned(exchange: Exchange, pinned: boolean): Reply {
  const { world } = exchange.services;
  const scope = requireChat(exchange);
  requirePermission(scope, 'PIN_MESSAGES');
  const message = requireMessage(exchange, scope);
  requireActive(scope);
  if (message.type !== MessageType.DEFAULT && message.type !== MessageType.REPLY) {
    throw new ApiError('systemMessage');
  }
  if ((message.pinned_at !== null) === pinned) return NO_CONTENT;
  if (pinned && pinsOf(world, scope.channel.id).length >= MAX_PINS) throw new ApiError('maxPins');
  if (pinned) pinMessage(world, scope.guild, scope.channel, message, exchange.userId);
  else unpinMessage(world, scope.guild, scope.channel, message);
  if (scope.guild) {
    recordAudit(world, scope.guild, {
      action: pinned ? AuditAction.MESSAGE_PIN : AuditAction.MESSAGE_UNPIN,
      userId: exchange.userId,
      targetId: message.author_id,
      reason: exchange.reason,
    });
  }
  return NO_CONTENT;
}

/** The current addresses, and those from before they moved below `messages`. */
export const pinRoutes: readonly Route[] = [
  '/channels/:channelId/messages/pins',
  '/channels/:channelId/pins',
].flatMap((path, index): Route[] => [
  {
    method: 'GET',
    path,
    limit: bucket('pins.list', 5, 5),
    handle: index === 0 ? listPins : listMessages,
  },
  {
    method: 'PUT',
    path: `${path}/:messageId`,
    limit: WRITE,
    handle: (exchange) => setPinned(exchange, true),
  },
  {
    method: 'DELETE',
    path: `${path}/:messageId`,
    limit: WRITE,
    handle: (exchange) => setPinned(exchange, false),
  },
]);
