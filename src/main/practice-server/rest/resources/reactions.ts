import { compareSnowflakes } from '@shared/discord/snowflake';
import { z } from 'zod';
import {
  addReaction,
  clearEmoji,
  clearReactions,
  reactionOf,
  removeReaction,
  sameEmoji,
} from '../../world/commands/reactions';
import type { MessageRecord, ReactionEmoji } from '../../world/model';
import { hasPermission } from '../../world/permissions';
import { userToWire } from '../../world/wire';
import { ApiError } from '../api-error';
import { type ChatScope, requireActive, requireChat, requireMessage } from '../chat-scope';
import { readEmoji } from '../forms/emoji';
import { snowflakeText } from '../forms/fields';
import {
  bucket,
  type Exchange,
  NO_CONTENT,
  ok,
  param,
  type Route,
  readQuery,
  requirePermission,
} from '../route';

const MAX_KINDS = 20;
const WRITE = bucket('reactions.write', 1, 0.25);
const MESSAGE = '/channels/:channelId/messages/:messageId/reactions';

const Page = z.object({
  after: snowflakeText.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(25),
  type: z.coerce.number().int().min(0).max(1).default(0),
});

interface Reacting {
  scope: ChatScope;
  message: MessageRecord;
  emoji: ReactionEmoji;
}

function reacting(exchange: Exchange): Reacting {
  const scope = requireChat(exchange);
  requirePermission(scope, 'READ_MESSAGE_HISTORY');
  const message = requireMessage(exchange, scope);
  return { scope, message, emoji: readEmoji(exchange.services.world, param(exchange, 'emoji')) };
}

function react(exchange: Exchange): void {
  const { scope, message, emoji } = reacting(exchange);
  requireActive(scope);
  const known = message.reactions.some((reaction) => sameEmoji(reaction.emoji, emoji));
  // Joining in needs no permission of its own; being the first with an emoji does.
  if (!known) {
    if (!hasPermission(scope.granted, 'ADD_REACTIONS')) throw new ApiError('missingPermissions');
    if (message.reactions.length >= MAX_KINDS) throw new ApiError('maxReactions');
  }
  addReaction(exchange.services.world, scope.guild, scope.channel, message, emoji, exchange.userId);
}

function takeBack(exchange: Exchange, userId: string): void {
  const { scope, message, emoji } = reacting(exchange);
  if (userId !== exchange.userId) requirePermission(scope, 'MANAGE_MESSAGES');
  removeReaction(exchange.services.world, scope.guild, scope.channel, message, emoji, userId);
}

export const reactionRoutes: readonly Route[] = [
  {
    method: 'PUT',
    path: `${MESSAGE}/:emoji/@me`,
    limit: WRITE,
    handle: (exchange) => {
      react(exchange);
      return NO_CONTENT;
    },
  },
  {
    method: 'DELETE',
    path: `${MESSAGE}/:emoji/@me`,
    limit: WRITE,
    handle: (exchange) => {
      takeBack(exchange, exchange.userId);
      return NO_CONTENT;
    },
  },
  {
    method: 'DELETE',
    path: `${MESSAGE}/:emoji/:userId`,
    limit: WRITE,
    handle: (exchange) => {
      takeBack(exchange, param(exchange, 'userId'));
      return NO_CONTENT;
    },
  },
  {
    method: 'GET',
    path: `${MESSAGE}/:emoji`,
    limit: bucket('reactions.list', 10, 5),
    handle: (exchange) => {
      const { message, emoji } = reacting(exchange);
      const page = readQuery(exchange, Page);
      const { world } = exchange.services;
      const ids = [...(page.type === 0 ? (reactionOf(message, emoji) ?? []) : [])].sort(compareSnowflakes);
      const { after } = page;
      const rest = after === undefined ? ids : ids.filter((id) => compareSnowflakes(id, after) > 0);
      return ok(
        rest
          .slice(0, page.limit)
          .flatMap((id) => world.user(id) ?? [])
          .map(userToWire),
      );
    },
  },
  {
    method: 'DELETE',
    path: MESSAGE,
    limit: bucket('reactions.clear', 5, 5),
    handle: (exchange) => {
      const scope = requireChat(exchange);
      requirePermission(scope, 'MANAGE_MESSAGES');
      const message = requireMessage(exchange, scope);
      clearReactions(exchange.services.world, scope.guild, scope.channel, message);
      return NO_CONTENT;
    },
  },
  {
    method: 'DELETE',
    path: `${MESSAGE}/:emoji`,
    limit: bucket('reactions.clear-emoji', 5, 5),
    handle: (exchange) => {
      const { scope, message, emoji } = reacting(exchange);
      requirePermission(scope, 'MANAGE_MESSAGES');
      clearEmoji(exchange.services.world, scope.guild, scope.channel, message, emoji);
      return NO_CONTENT;
    },
  },
];
