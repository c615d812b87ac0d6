import { z } from 'zod';
import { dmIsOpen } from '../../world/commands/direct-messages';
import { createMessage } from '../../world/commands/messages';
import type { MessageRecord, ReferenceRecord } from '../../world/model';
import { MessageFlag, MessageType } from '../../world/model';
import { hasPermission } from '../../world/permissions';
import { isDm } from '../../world/places';
import { snapshotOf } from '../../world/wire-messages';
import { ApiError, fieldError, RateLimitedError } from '../api-error';
import { type ChatScope, chatScope, requireChat, requireWritable } from '../chat-scope';
import { snowflakeId } from '../forms/fields';
import { type CheckedContent, checkContent, contentFields, isEmpty, toFields } from '../forms/message-form';
import { type Exchange, readBody, requirePermission } from '../route';

/** POST of a message to a channel, thread or direct conversation: text, reply or forward. */
const NONCE_WINDOW_MS = 3 * 60_000;
const SLOWMODE = 20_016;

const ReferenceBody = z.object({
  type: z.union([z.literal(0), z.literal(1)]).nullish(),
  message_id: snowflakeId,
  channel_id: snowflakeId.nullish(),
  guild_id: snowflakeId.nullish(),
  fail_if_not_exists: z.boolean().nullish(),
});

const SendBody = z.object({
  ...contentFields,
  nonce: z.union([z.string().max(25), z.number().int()]).nullish(),
  enforce_nonce: z.boolean().nullish(),
  tts: z.boolean().nullish(),
  message_reference: ReferenceBody.nullish(),
});
type SendBody = z.output<typeof SendBody>;

export function sendMessage(exchange: Exchange): MessageRecord {
  const { world } = exchange.services;
  const scope = requireChat(exchange);
  const body = readBody(exchange, SendBody);
  requirePermission(scope, 'SEND_MESSAGES');
  requireWritable(scope);
  requireOpenDm(exchange, scope);
  if (body.tts) requirePermission(scope, 'SEND_TTS_MESSAGES');
  const checked = checkContent(body, exchange.files);
  requireContentPermissions(scope, checked);
  const forwarded = forwardedMessage(exchange, body);
  const replyTo = forwarded ? null : replyTarget(exchange, scope, body);
  if (!forwarded && isEmpty(checked)) throw new ApiError('emptyMessage');
  const earlier = sentWithNonce(exchange, scope, body);
  if (earlier) return earlier;
  takeSlowmode(exchange, scope);
  return createMessage(world, scope.guild, scope.channel, exchange.userId, {
    ...toFields(checked),
    ...(forwarded
      ? {
          reference: forwarded.reference,
          snapshots: forwarded.snapshots,
          flags: checked.flags | MessageFlag.HAS_SNAPSHOT,
        }
      : {}),
    nonce: body.nonce ?? null,
    tts: body.tts ?? false,
    replyTo,
    mayMentionEveryone: hasPermission(scope.granted, 'MENTION_EVERYONE'),
  });
}

/** Without EMBED_LINKS or ATTACH_FILES the whole message is refused, as it would lose a part of it. */
export function requireContentPermissions(scope: { granted: bigint }, checked: CheckedContent): void {
  if (checked.embeds.length > 0) requirePermission(scope, 'EMBED_LINKS');
  if (checked.attachments.length > 0) requirePermission(scope, 'ATTACH_FILES');
}

function requireOpenDm(exchange: Exchange, scope: ChatScope): void {
  if (!isDm(scope.channel)) return;
  if (!dmIsOpen(exchange.services.world, scope.channel, exchange.userId)) {
    throw new ApiError('cannotMessageUser');
  }
}

function replyTarget(exchange: Exchange, scope: ChatScope, body: SendBody): string | null {
  const reference = body.message_reference;
  if (!reference) return null;
  if (!hasPermission(scope.granted, 'READ_MESSAGE_HISTORY')) throw new ApiError('replyNeedsHistory');
  const original = exchange.services.world.message(scope.channel.id, reference.message_id);
  if (original) {
    const system = original.type !== MessageType.DEFAULT && original.type !== MessageType.REPLY;
    if (!system) return reference.message_id;
    throw fieldError(
      ['message_reference'],
      'REPLIES_CANNOT_REPLY_TO_SYSTEM_MESSAGE',
      'Cannot reply to a system message',
    );
  }
  if (reference.fail_if_not_exists === false) return null;
  throw fieldError(['message_reference'], 'REPLIES_UNKNOWN_MESSAGE', 'Unknown message');
}

/** The message to forward with the copy of it that goes along; null when this is no forward. */
function forwardedMessage(
  exchange: Exchange,
  body: SendBody,
): { reference: ReferenceRecord; snapshots: Record<string, unknown>[] } | null {
  const reference = body.message_reference;
  if (reference?.type !== 1) return null;
  const { world } = exchange.services;
  if (reference.channel_id == null) {
    throw fieldError(['message_reference', 'channel_id'], 'BASE_TYPE_REQUIRED', 'This field is required');
  }
  const from = chatScope(exchange, reference.channel_id);
  if (!hasPermission(from.granted, 'READ_MESSAGE_HISTORY')) throw new ApiError('cannotForward');
  const original = world.message(from.channel.id, reference.message_id);
  if (!original) throw new ApiError('unknownMessage');
  const system = original.type !== MessageType.DEFAULT && original.type !== MessageType.REPLY;
  if (system) throw new ApiError('systemMessage');
  return {
    reference: {
      type: 1,
      guild_id: from.guild?.id ?? null,
      channel_id: from.channel.id,
      message_id: original.id,
    },
    // What was forwarded before is passed on as it came.
    snapshots: original.snapshots.length > 0 ? original.snapshots : [snapshotOf(world, original)],
  };
}

/** The message that the same author sent with this nonce a moment ago. */
function sentWithNonce(exchange: Exchange, scope: ChatScope, body: SendBody): MessageRecord | undefined {
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

/**
 * One message per `rate_limit_per_user` seconds. Discord exempts bots; here the bot's role holds
 * BYPASS_SLOWMODE, and a bot that loses it gets to know the limit.
 */
function takeSlowmode(exchange: Exchange, scope: ChatScope): void {
  if (isDm(scope.channel) || scope.channel.rate_limit_per_user === 0) return;
  if (hasPermission(scope.granted, 'BYPASS_SLOWMODE')) return;
  const { world } = exchange.services;
  const key = `${scope.channel.id}/${exchange.userId}`;
  const last = world.lastSpoke.get(key);
  const waitMs = last === undefined ? 0 : last + scope.channel.rate_limit_per_user * 1000 - world.now();
  if (waitMs > 0) throw new RateLimitedError(waitMs, 'user', SLOWMODE);
  world.lastSpoke.set(key, world.now());
}
