import { lenientArray, WireMessage, WireWebhook } from '@shared/discord/wire/objects';
import type {
  RESTPatchAPIWebhookJSONBody,
  RESTPatchAPIWebhookWithTokenJSONBody,
  RESTPatchAPIWebhookWithTokenMessageJSONBody,
  RESTPostAPIChannelWebhookJSONBody,
  RESTPostAPIWebhookWithTokenJSONBody,
} from 'discord-api-types/v10';
import { Secret } from '../../../support/secret';
import { at, type HttpMethod, id, nothing, queryOf, type RestCall, type UploadFile } from './call';
import type { MessageDeletion } from './messages';

/**
 * Webhooks, by the bot (id alone) or by whoever holds the token. A token call needs no account, sends no
 * `Authorization`, and carries the token as a `Secret` that enters the path only when the request is written.
 */

/** What it takes to post by a webhook. */
export interface WebhookCredentials {
  id: string;
  token: Secret<string>;
}

/** A webhook whose token, where Discord tells it, is held as a secret; `url`, which repeats it, is dropped. */
export interface Webhook extends Omit<WireWebhook, 'token'> {
  token: Secret<string> | null;
}

export interface ExecuteOptions {
  /** Post into this thread of the webhook's channel. */
  threadId?: string;
  files?: readonly UploadFile[];
}

const WebhookAnswer = WireWebhook.transform(
  ({ token, ...rest }): Webhook => ({ ...rest, token: token ? new Secret(token) : null }),
);
const UNKNOWN_MESSAGE = 10_008;
const BY_TOKEN = '/webhooks/:webhook/:token';
const MESSAGE = `${BY_TOKEN}/messages/:message`;

export const webhooks = {
  listChannelWebhooks: (channelId: string): RestCall<Webhook[]> => ({
    ...at('GET', '/channels/:channel/webhooks', channelId, channelId),
    repeat: 'safe',
    response: lenientArray(WebhookAnswer),
  }),

  listGuildWebhooks: (guildId: string): RestCall<Webhook[]> => ({
    ...at('GET', '/guilds/:guild/webhooks', guildId, guildId),
    repeat: 'safe',
    response: lenientArray(WebhookAnswer),
  }),

  /** At most 15 a channel (30007). `avatar` is a data URI. */
  createWebhook: (channelId: string, body: RESTPostAPIChannelWebhookJSONBody): RestCall<Webhook> => ({
    ...at('POST', '/channels/:channel/webhooks', channelId, channelId),
    repeat: 'never',
    takesReason: true,
    body,
    response: WebhookAnswer,
  }),

  getWebhook: (webhookId: string): RestCall<Webhook> => ({
    ...at('GET', '/webhooks/:webhook', webhookId, webhookId),
    repeat: 'safe',
    response: WebhookAnswer,
  }),

  modifyWebhook: (webhookId: string, body: RESTPatchAPIWebhookJSONBody): RestCall<Webhook> => ({
    ...at('PATCH', '/webhooks/:webhook', webhookId, webhookId),
    repeat: 'safe',
    takesReason: true,
    body,
    response: WebhookAnswer,
  }),

  deleteWebhook: (webhookId: string): RestCall<undefined> => ({
    ...at('DELETE', '/webhooks/:webhook', webhookId, webhookId),
    repeat: 'safe',
    takesReason: true,
    response: nothing,
  }),

  getWebhookByToken: (webhook: WebhookCredentials): RestCall<Webhook> => ({
    ...byToken('GET', BY_TOKEN, webhook),
    repeat: 'safe',
    response: WebhookAnswer,
  }),

  modifyWebhookByToken: (
    webhook: WebhookCredentials,
    body: RESTPatchAPIWebhookWithTokenJSONBody,
  ): RestCall<Webhook> => ({
    ...byToken('PATCH', BY_TOKEN, webhook),
    repeat: 'safe',
    takesReason: true,
    body,
    response: WebhookAnswer,
  }),

  deleteWebhookByToken: (webhook: WebhookCredentials): RestCall<undefined> => ({
    ...byToken('DELETE', BY_TOKEN, webhook),
    repeat: 'safe',
    takesReason: true,
    response: nothing,
  }),

  /** Posts and does not wait for the message; Discord then says little about what went wrong. */
  executeWebhook: (
    webhook: WebhookCredentials,
    body: RESTPostAPIWebhookWithTokenJSONBody,
    options: ExecuteOptions = {},
  ): RestCall<undefined> => ({ ...execute(webhook, body, options, false), response: nothing }),

  /** Posts and answers with the message. Not repeatable: executing has no nonce. */
  executeWebhookAndWait: (
    webhook: WebhookCredentials,
    body: RESTPostAPIWebhookWithTokenJSONBody,
    options: ExecuteOptions = {},
  ): RestCall<WireMessage> => ({ ...execute(webhook, body, options, true), response: WireMessage }),

  getWebhookMessage: (
    webhook: WebhookCredentials,
    messageId: string,
    options: { threadId?: string } = {},
  ): RestCall<WireMessage> => ({
    ...byToken('GET', MESSAGE, webhook, messageId),
    repeat: 'safe',
    query: threadQuery(options),
    response: WireMessage,
  }),

  editWebhookMessage: (
    webhook: WebhookCredentials,
    messageId: string,
    body: RESTPatchAPIWebhookWithTokenMessageJSONBody,
    options: ExecuteOptions = {},
  ): RestCall<WireMessage> => ({
    ...byToken('PATCH', MESSAGE, webhook, messageId),
    repeat: options.files && options.files.length > 0 && !body.attachments ? 'never' : 'safe',
    query: { ...threadQuery(options), ...(body.components ? { with_components: 'true' } : {}) },
    body,
    ...filesOf(options),
    response: WireMessage,
  }),

  deleteWebhookMessage: (
    webhook: WebhookCredentials,
    messageId: string,
    options: { threadId?: string } = {},
  ): RestCall<MessageDeletion> => ({
    ...byToken('DELETE', MESSAGE, webhook, messageId),
    repeat: 'safe',
    query: threadQuery(options),
    doneAlready: { codes: [UNKNOWN_MESSAGE], value: { kind: 'alreadyGone' } },
    response: nothing.transform((): MessageDeletion => ({ kind: 'deleted' })),
  }),
} as const;

/** Components of webhooks that no application owns are dropped by Discord unless `with_components` asks for them. */
function execute(
  webhook: WebhookCredentials,
  body: RESTPostAPIWebhookWithTokenJSONBody,
  options: ExecuteOptions,
  wait: boolean,
) {
  const hasComponents = body.components !== undefined && body.components.length > 0;
  return {
    ...byToken('POST', BY_TOKEN, webhook),
    repeat: 'never',
    query: {
      wait: String(wait),
      ...threadQuery(options),
      ...(hasComponents ? { with_components: 'true' } : {}),
    },
    body,
    ...filesOf(options),
  } as const;
}

function byToken(method: HttpMethod, template: string, webhook: WebhookCredentials, messageId?: string) {
  if (!/^[\w-]{1,200}$/.test(webhook.token.reveal())) {
    throw new TypeError('the token of a webhook is made of letters, digits, - and _');
  }
  const tail = messageId === undefined ? '' : `/messages/${id(messageId)}`;
  return {
    method,
    routeKey: `${method} ${template}`,
    path: `/webhooks/${id(webhook.id)}/{token}${tail}`,
    pathSecret: webhook.token,
    // Discord counts by id and token. A webhook has one token at a time, so this says the same without it.
    major: `${webhook.id}/token`,
  } as const;
}

function threadQuery(options: { threadId?: string }): Record<string, string> {
  return queryOf({ thread_id: options.threadId === undefined ? undefined : id(options.threadId) });
}

function filesOf(options: ExecuteOptions) {
  return options.files && options.files.length > 0 ? { files: options.files } : {};
}
