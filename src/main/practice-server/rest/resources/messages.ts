import { compareSnowflakes } from '@shared/discord/snowflake';
import { z } from 'zod';
import { AuditAction, recordAudit } from '../../world/commands/audit';
import {
  createMessage,
  deleteMessage,
  editMessage,
  type MessageFields,
  startTyping,
} from '../../world/commands/messages';
import type { MessageRecord } from '../../world/model';
import { ChannelType } from '../../world/model';
import { hasPermission } from '../../world/permissions';
import { messageToWire } from '../../world/wire';
import { ApiError, fieldError } from '../api-error';
import { messageDeletionRule } from '../limits/message-deletion';
import {
  bucket,
  type ChannelScope,
  type Exchange,
  NO_CONTENT,
  ok,
  param,
  type Route,
  readBody,
  readQuery,
  requireChannel,
  requirePermission,
} from '../route';

const NONCE_WINDOW_MS = 3 * 60_000;
const MAX_FILES = 10;
const MAX_FILE_BYTES = 10 * 1024 * 1024;
/** Flags a sender may set: SUPPRESS_EMBEDS and SUPPRESS_NOTIFICATIONS. */
const SENDABLE_FLAGS = (1 << 2) | (1 << 12);

const snowflake = z.string().regex(/^\d{1,20}$/);
const Page = z.object({
  before: snowflake.optional(),
  after: snowflake.optional(),
  around: snowflake.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});
const embeds = z.array(z.record(z.string(), z.unknown())).max(10);
const AttachmentBody = z.object({
  id: z.union([z.string(), z.number()]),
  filename: z.string().nullish(),
  description: z.string().max(1024).nullish(),
});
const SendBody = z.object({
  content: z.string().max(2000).nullish(),
  nonce: z.union([z.string().max(25), z.number().int()]).nullish(),
  enforce_nonce: z.boolean().nullish(),
  tts: z.boolean().nullish(),
  flags: z.number().int().nullish(),
  embeds: embeds.nullish(),
  attachments: z.array(AttachmentBody).max(MAX_FILES).nullish(),
  allowed_mentions: z
    .object({
      parse: z.array(z.enum(['users', 'roles', 'everyone'])).nullish(),
      users: z.array(snowflake).max(100).nullish(),
      roles: z.array(snowflake).max(100).nullish(),
      replied_user: z.boolean().nullish(),
    })
    .nullish(),
  message_reference: z
    .object({
      message_id: snowflake,
      type: z.literal(0).nullish(),
      fail_if_not_exists: z.boolean().nullish(),
    })
    .nullish(),
});
const EditBody = z.object({
  content: z.string().max(2000).nullish(),
  flags: z.number().int().nullish(),
  embeds: embeds.nullish(),
});
type SendBody = z.output<typeof SendBody>;

/** Voice and stage channels have a chat of their own; reading it needs CONNECT. */
function requireChat(exchange: Exchange): ChannelScope {
  const scope = requireChannel(exchange);
  if (scope.channel.type === ChannelType.CATEGORY) throw new ApiError('nonTextChannel');
  const isVoice = scope.channel.type === ChannelType.VOICE || scope.channel.type === ChannelType.STAGE;
  if (isVoice && !hasPermission(scope.granted, 'CONNECT')) throw new ApiError('missingAccess');
  return scope;
}

function requireMessage(exchange: Exchange, scope: ChannelScope): MessageRecord {
  const message = exchange.services.world.message(scope.channel.id, param(exchange, 'messageId'));
  if (!message) throw new ApiError('unknownMessage');
  return message;
}

/** Newest first: the page of `messages` (oldest first) that the query asks for. */
export function pageOf(messages: readonly MessageRecord[], page: z.output<typeof Page>): MessageRecord[] {
  const { before, after, around, limit } = page;
  if (around !== undefined) {
    const half = Math.floor(limit / 2);
    const older = messages.filter((message) => compareSnowflakes(message.id, around) < 0).slice(-half);
    const rest = messages
      .filter((message) => compareSnowflakes(message.id, around) >= 0)
      .slice(0, limit - (half === 0 ? 0 : half));
    return [...(half === 0 ? [] : older), ...rest].reverse();
  }
  if (after !== undefined) {
    return messages
      .filter((message) => compareSnowflakes(message.id, after) > 0)
      .slice(0, limit)
      .reverse();
  }
  const older =
    before === undefined ? messages : messages.filter((message) => compareSnowflakes(message.id, before) < 0);
  return older.slice(-limit).reverse();
}

function checkedAttachments(
  exchange: Exchange,
  scope: ChannelScope,
  body: SendBody,
): MessageFields['attachments'] {
  if (exchange.files.length === 0) return [];
  requirePermission(scope, 'ATTACH_FILES');
  if (exchange.files.length > MAX_FILES) {
    throw fieldError(['attachments'], 'BASE_TYPE_MAX_LENGTH', 'Must be 10 or fewer in length.');
  }
  if (exchange.files.some((file) => file.size > MAX_FILE_BYTES)) throw new ApiError('entityTooLarge');
  return exchange.files.map((file) => {
    const described = body.attachments?.find((entry) => String(entry.id) === String(file.index));
    return {
      filename: described?.filename ?? file.filename,
      size: file.size,
      content_type: file.contentType,
      description: described?.description ?? null,
    };
  });
}

function replyTarget(exchange: Exchange, scope: ChannelScope, body: SendBody): string | null {
  const reference = body.message_reference;
  if (!reference) return null;
  if (!hasPermission(scope.granted, 'READ_MESSAGE_HISTORY')) throw new ApiError('replyNeedsHistory');
  if (exchange.services.world.message(scope.channel.id, reference.message_id)) return reference.message_id;
  if (reference.fail_if_not_exists === false) return null;
  throw fieldError(['message_reference'], 'REPLIES_UNKNOWN_MESSAGE', 'Unknown message');
}

/** The message that the same author sent with this nonce a moment ago. */
function sentWithNonce(exchange: Exchange, scope: ChannelScope, body: SendBody): MessageRecord | undefined {
  if (!body.enforce_nonce || body.nonce == null) return undefined;
  const { world } = exchange.services;
  const oldest = world.now() - NONCE_WINDOW_MS;
  return world
    .messagesOf(scope.channel.id)
    .findLast(
      (message) =>
        message.author_id === exchange.userId &&
        message.nonce !== null &&
        String(message.nonce) === String(body.nonce) &&
        Date.parse(message.timestamp) >= oldest,
    );
}

function sendMessage(exchange: Exchange): MessageRecord {
  const { world } = exchange.services;
  const scope = requireChat(exchange);
  const body = readBody(exchange, SendBody);
  requirePermission(scope, 'SEND_MESSAGES');
  if (body.tts) requirePermission(scope, 'SEND_TTS_MESSAGES');
  if (body.embeds?.length) requirePermission(scope, 'EMBED_LINKS');
  const attachments = checkedAttachments(exchange, scope, body) ?? [];
  const content = (body.content ?? '').trim();
  if (content === '' && attachments.length === 0 && !body.embeds?.length) throw new ApiError('emptyMessage');
  const replyTo = replyTarget(exchange, scope, body);
  const earlier = sentWithNonce(exchange, scope, body);
  if (earlier) return earlier;
  const allowed = body.allowed_mentions;
  const everyoneAllowed = !allowed || (allowed.parse?.includes('everyone') ?? false);
  return createMessage(world, scope.guild, scope.channel, exchange.userId, {
    content,
    nonce: body.nonce ?? null,
    tts: body.tts ?? false,
    flags: (body.flags ?? 0) & SENDABLE_FLAGS,
    embeds: (body.embeds ?? []).map((embed) => ({ ...embed, type: 'rich' })),
    attachments,
    replyTo,
    mayMentionEveryone: everyoneAllowed && hasPermission(scope.granted, 'MENTION_EVERYONE'),
    ...(allowed && !allowed.parse?.includes('users') ? { allowedUsers: new Set(allowed.users ?? []) } : {}),
  });
}

function patchMessage(exchange: Exchange): MessageRecord {
  const { world } = exchange.services;
  const scope = requireChat(exchange);
  const message = requireMessage(exchange, scope);
  const body = readBody(exchange, EditBody);
  const touchesText = body.content !== undefined || body.embeds !== undefined;
  if (message.author_id !== exchange.userId) {
    if (touchesText) throw new ApiError('notTheAuthor');
    requirePermission(scope, 'MANAGE_MESSAGES');
  }
  const content = body.content === undefined ? undefined : (body.content ?? '').trim();
  const embedsLeft = body.embeds === undefined ? message.embeds : (body.embeds ?? []);
  if (content === '' && embedsLeft.length === 0 && message.attachments.length === 0) {
    throw new ApiError('emptyMessage');
  }
  return editMessage(world, scope.guild, scope.channel, message, {
    ...(content === undefined ? {} : { content }),
    ...(body.embeds == null ? {} : { embeds: body.embeds.map((embed) => ({ ...embed, type: 'rich' })) }),
    ...(body.flags == null ? {} : { flags: body.flags & SENDABLE_FLAGS }),
  });
}

export const messageRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/channels/:channelId/messages',
    limit: bucket('messages.list', 10, 5),
    handle: (exchange) => {
      const scope = requireChat(exchange);
      const page = readQuery(exchange, Page);
      const cursors = [page.before, page.after, page.around].filter((cursor) => cursor !== undefined);
      if (cursors.length > 1) {
        throw fieldError(
          ['before'],
          'MUTUALLY_EXCLUSIVE',
          'Only one of before, after, around may be passed.',
        );
      }
      if (!hasPermission(scope.granted, 'READ_MESSAGE_HISTORY')) return ok([]);
      const { world } = exchange.services;
      const messages = pageOf(world.messagesOf(scope.channel.id), page);
      return ok(messages.map((message) => messageToWire(world.state, message)));
    },
  },
  {
    method: 'GET',
    path: '/channels/:channelId/messages/:messageId',
    limit: bucket('messages.get', 10, 5),
    handle: (exchange) => {
      const scope = requireChat(exchange);
      requirePermission(scope, 'READ_MESSAGE_HISTORY');
      return ok(messageToWire(exchange.services.world.state, requireMessage(exchange, scope)));
    },
  },
  {
    method: 'POST',
    path: '/channels/:channelId/messages',
    limit: bucket('messages.create', 5, 5),
    handle: (exchange) => {
      const message = sendMessage(exchange);
      const wire = messageToWire(exchange.services.world.state, message);
      return ok(message.nonce === null ? wire : { ...wire, nonce: message.nonce });
    },
  },
  {
    method: 'PATCH',
    path: '/channels/:channelId/messages/:messageId',
    limit: bucket('messages.update', 5, 5),
    handle: (exchange) => ok(messageToWire(exchange.services.world.state, patchMessage(exchange))),
  },
  {
    method: 'DELETE',
    path: '/channels/:channelId/messages/:messageId',
    limit: messageDeletionRule,
    handle: (exchange) => {
      const scope = requireChat(exchange);
      const message = requireMessage(exchange, scope);
      const { world } = exchange.services;
      const foreign = message.author_id !== exchange.userId;
      if (foreign) requirePermission(scope, 'MANAGE_MESSAGES');
      deleteMessage(world, scope.guild, scope.channel, message);
      if (foreign) {
        recordAudit(world, scope.guild, {
          action: AuditAction.MESSAGE_DELETE,
          userId: exchange.userId,
          targetId: message.author_id,
          reason: exchange.reason,
        });
      }
      return NO_CONTENT;
    },
  },
  {
    method: 'POST',
    path: '/channels/:channelId/typing',
    limit: bucket('channels.typing', 5, 5),
    handle: (exchange) => {
      const scope = requireChat(exchange);
      requirePermission(scope, 'SEND_MESSAGES');
      startTyping(exchange.services.world, scope.guild, scope.channel, exchange.userId);
      return NO_CONTENT;
    },
  },
];
