import {
  lenientArray,
  WireChannel,
  WireGatewayBot,
  WireMessage,
  WireUser,
} from '@shared/discord/wire/objects';
import type {
  RESTPostAPIChannelMessageJSONBody,
  RESTPostAPIGuildChannelJSONBody,
} from 'discord-api-types/v10';
import { z } from 'zod';

/**
 * The REST calls we make, one line each: method, path, what limits it, what may be repeated, and the schema of
 * what we rely on in the answer. Paths and bodies are those of API v10.
 */

export type HttpMethod = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

/**
 * Whether a request may be sent again after an answer that never came: `safe` when twice equals once (GET, PUT,
 * DELETE, or a create that carries `nonce` and `enforce_nonce`), `never` otherwise.
 */
export type Repeatability = 'safe' | 'never';

export interface RestCall<T> {
  method: HttpMethod;
  path: string;
  /** Method and path template: requests of one routeKey share a bucket until headers say otherwise. */
  routeKey: string;
  /** The top-level resource a bucket counts by: a channel, guild or webhook id, or '' for none. */
  major: string;
  repeat: Repeatability;
  query?: Record<string, string>;
  body?: unknown;
  response: z.ZodType<T>;
}

const nothing = z.unknown().transform(() => undefined);

export const routes = {
  getCurrentUser: (): RestCall<WireUser> => ({
    ...get('/users/@me', '/users/@me', ''),
    response: WireUser,
  }),

  getGatewayBot: (): RestCall<WireGatewayBot> => ({
    ...get('/gateway/bot', '/gateway/bot', ''),
    response: WireGatewayBot,
  }),

  /** Newest first; at most 100. */
  listMessages: (channelId: string, page: { before: string | null; limit: number }) => ({
    ...get('/channels/:channel/messages', `/channels/${id(channelId)}/messages`, channelId),
    query: { limit: String(page.limit), ...(page.before === null ? {} : { before: id(page.before) }) },
    response: lenientArray(WireMessage),
  }),

  /** Repeatable because the server answers a nonce it has seen with the message it made then. */
  createMessage: (
    channelId: string,
    body: RESTPostAPIChannelMessageJSONBody & { nonce: string; enforce_nonce: true },
  ): RestCall<WireMessage> => ({
    method: 'POST',
    routeKey: 'POST /channels/:channel/messages',
    path: `/channels/${id(channelId)}/messages`,
    major: channelId,
    repeat: 'safe',
    body,
    response: WireMessage,
  }),

  createGuildChannel: (guildId: string, body: RESTPostAPIGuildChannelJSONBody): RestCall<WireChannel> => ({
    method: 'POST',
    routeKey: 'POST /guilds/:guild/channels',
    path: `/guilds/${id(guildId)}/channels`,
    major: guildId,
    repeat: 'never',
    body,
    response: WireChannel,
  }),

  deleteChannel: (channelId: string): RestCall<undefined> => ({
    method: 'DELETE',
    routeKey: 'DELETE /channels/:channel',
    path: `/channels/${id(channelId)}`,
    major: channelId,
    repeat: 'safe',
    response: nothing,
  }),
} as const;

function get(template: string, path: string, major: string) {
  return { method: 'GET', routeKey: `GET ${template}`, path, major, repeat: 'safe' } as const;
}

/** Ids go into paths: anything but digits is a bug of the caller. */
function id(value: string): string {
  if (!/^\d{1,20}$/.test(value)) throw new TypeError('an id in a path is a decimal snowflake');
  return value;
}
