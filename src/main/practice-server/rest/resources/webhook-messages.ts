import { createHash } from 'node:crypto';
import { z } from 'zod';
import { createMessage, deleteMessage, editMessage } from '../../world/commands/messages';
import { createPost } from '../../world/commands/threads';
import type { ChannelRecord, ChatPlace, GuildRecord, MessageRecord, WebhookRecord } from '../../world/model';
import { holdsPosts, ThreadType } from '../../world/model';
import { ALL_PERMISSIONS } from '../../world/permissions';
import { isThread } from '../../world/places';
import { messageToWire } from '../../world/wire-messages';
import { ApiError, fieldError, RateLimitedError } from '../api-error';
import { queryFlag, snowflakeId, snowflakeText } from '../forms/fields';
import { checkContent, contentFields, isEmpty, toFields } from '../forms/message-form';
import { webhookNameFault } from '../forms/webhook-identity';
import { changeOf, EditBody } from '../messages/edit';
import { checkedTags } from '../messages/tags';
import {
  bucket,
  type Exchange,
  NO_CONTENT,
  ok,
  param,
  type Reply,
  type Route,
  readBody,
  readQuery,
} from '../route';
import { webhookByToken } from './webhooks';

/** What is done with a webhook's token: nobody else's permissions count, the channel takes what comes. */
const MESSAGE = '/webhooks/:webhookId/:webhookToken/messages/:messageId';
const PER_CHANNEL = { ...bucket('webhooks.channel', 30, 60), inner: true as const };

const ExecuteQuery = z.object({
  wait: queryFlag,
  thread_id: snowflakeText.optional(),
  with_components: queryFlag,
});
const ExecuteBody = z.object({
  ...contentFields,
  username: z.string().max(80).nullish(),
  avatar_url: z.string().max(2048).nullish(),
  tts: z.boolean().nullish(),
  thread_name: z.string().min(1).max(100).nullish(),
  applied_tags: z.array(snowflakeId).max(5).nullish(),
});
type ExecuteBody = z.output<typeof ExecuteBody>;

interface Target {
  webhook: WebhookRecord;
  guild: GuildRecord;
  channel: ChannelRecord;
}

function targetOf(exchange: Exchange): Target {
  const webhook = webhookByToken(exchange);
  const guild = exchange.services.world.guild(webhook.guild_id);
  const channel = guild?.channels.get(webhook.channel_id);
  if (!guild || !channel) throw new ApiError('unknownWebhook');
  return { webhook, guild, channel };
}

/** The webhook's channel, or a thread of it. */
function placeOf({ guild, channel }: Target, threadId: string | undefined): ChatPlace {
  if (threadId === undefined) return channel;
  const thread = guild.threads.get(threadId);
  if (thread?.parent_id !== channel.id) throw new ApiError('unknownChannel');
  return thread;
}

function identityOf(webhook: WebhookRecord, body: ExecuteBody): NonNullable<MessageRecord['webhook']> {
  const name = body.username?.trim() ?? '';
  const fault = name === '' ? null : webhookNameFault(name);
  if (fault) throw fieldError(['username'], fault.code, fault.message);
  const url = body.avatar_url ?? null;
  return {
    name: name === '' ? webhook.name : name,
    // Discord fetches the picture and gives it a hash of its own; here the address is what is hashed.
    avatar: url === null || url === '' ? webhook.avatar : createHash('md5').update(url).digest('hex'),
    avatar_url: url,
  };
}

/** Thirty a minute for all webhooks of a channel, which no header shows. */
function takeChannelLimit(exchange: Exchange, channelId: string): void {
  const { limiter, clock } = exchange.services;
  const verdict = limiter.take(PER_CHANNEL, channelId, clock.monotonicMs());
  if (verdict.kind === 'exceeded') throw new RateLimitedError(verdict.retryAfterMs, 'shared');
}

function execute(exchange: Exchange): Reply {
  const { world } = exchange.services;
  const target = targetOf(exchange);
  const { webhook, guild, channel } = target;
  const query = readQuery(exchange, ExecuteQuery);
  const body = readBody(exchange, ExecuteBody);
  const components = keptComponents(webhook, body, query.with_components);
  const checked = checkContent({ ...body, components }, exchange.files);
  if (isEmpty(checked)) throw new ApiError('emptyMessage');
  const identity = identityOf(webhook, body);
  if (holdsPosts(channel)) requireOneThread(body.thread_name, query.thread_id);
  else if (body.thread_name != null) throw new ApiError('noForum');
  const place = placeOf(target, query.thread_id);
  if (isThread(place) && place.archived && place.locked) throw new ApiError('archivedThread');
  takeChannelLimit(exchange, channel.id);
  const fields = {
    ...toFields(checked),
    webhook: identity,
    tts: body.tts ?? false,
    mayMentionEveryone: true,
  };
  const message =
    body.thread_name == null
      ? createMessage(world, guild, place, webhook.id, fields)
      : createPost(world, guild, channel, postFields(body, target), fields).message;
  return query.wait ? ok(messageToWire(world, message)) : NO_CONTENT;
}

/** Components of a webhook that no application owns count only when the query says so, and do nothing. */
function keptComponents(
  webhook: WebhookRecord,
  body: ExecuteBody | EditBody,
  asked: boolean,
): unknown[] | null | undefined {
  return webhook.application_id !== null || asked ? body.components : undefined;
}

function requireOneThread(name: string | null | undefined, id: string | undefined): void {
  if (name == null && id === undefined) throw new ApiError('forumNeedsThread');
  if (name != null && id !== undefined) throw new ApiError('forumTakesOneThread');
}

function postFields(body: ExecuteBody, { webhook, channel }: Target) {
  return {
    name: body.thread_name ?? '',
    type: ThreadType.PUBLIC,
    owner_id: webhook.id,
    auto_archive_duration: channel.default_auto_archive_duration,
    rate_limit_per_user: 0,
    applied_tags: checkedTags(channel, body.applied_tags ?? [], true),
  };
}

/** A message that this webhook wrote, in its channel or the thread that the query names. */
function ownMessage(exchange: Exchange): Target & { place: ChatPlace; message: MessageRecord } {
  const target = targetOf(exchange);
  const query = readQuery(exchange, ExecuteQuery);
  const place = placeOf(target, query.thread_id);
  const message = exchange.services.world.message(place.id, param(exchange, 'messageId'));
  if (message?.author_id !== target.webhook.id) throw new ApiError('unknownMessage');
  return { ...target, place, message };
}

function edit(exchange: Exchange): MessageRecord {
  const { webhook, guild, place, message } = ownMessage(exchange);
  const query = readQuery(exchange, ExecuteQuery);
  const body = readBody(exchange, EditBody);
  if (isThread(place) && place.archived && place.locked) throw new ApiError('archivedThread');
  const kept = keptComponents(webhook, body, query.with_components);
  const { components: _components, ...rest } = body;
  const checkedBody: EditBody = kept === undefined ? rest : { ...rest, components: kept };
  const change = changeOf(checkedBody, message, exchange, { granted: ALL_PERMISSIONS });
  return editMessage(exchange.services.world, guild, place, message, change);
}

export const webhookMessageRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/webhooks/:webhookId/:webhookToken',
    auth: false,
    limit: bucket('webhooks.execute', 5, 2),
    handle: execute,
  },
  {
    method: 'GET',
    path: MESSAGE,
    auth: false,
    limit: bucket('webhooks.messages.get', 5, 2),
    handle: (exchange) => ok(messageToWire(exchange.services.world, ownMessage(exchange).message)),
  },
  {
    method: 'PATCH',
    path: MESSAGE,
    auth: false,
    limit: bucket('webhooks.messages.update', 5, 2),
    handle: (exchange) => ok(messageToWire(exchange.services.world, edit(exchange))),
  },
  {
    method: 'DELETE',
    path: MESSAGE,
    auth: false,
    limit: bucket('webhooks.messages.delete', 5, 2),
    handle: (exchange) => {
      const { guild, place, message } = ownMessage(exchange);
      deleteMessage(exchange.services.world, guild, place, message);
      return NO_CONTENT;
    },
  },
];
