import { lenientArray, WireUser } from '@shared/discord/wire/objects';
import { at, type HttpMethod, id, nothing, queryOf, type RestCall } from './call';

/** Reactions. An emoji is Unicode (`👍`) or a custom one as `name:id`. */

const REACTION = '/channels/:channel/messages/:message/reactions/:emoji';

export const reactions = {
  /** At most 20 different emoji on one message (30010). */
  addReaction: (channelId: string, messageId: string, emoji: string): RestCall<undefined> => ({
    ...reaction('PUT', '/@me', channelId, messageId, emoji),
    response: nothing,
  }),

  removeOwnReaction: (channelId: string, messageId: string, emoji: string): RestCall<undefined> => ({
    ...reaction('DELETE', '/@me', channelId, messageId, emoji),
    response: nothing,
  }),

  removeUserReaction: (
    channelId: string,
    messageId: string,
    emoji: string,
    userId: string,
  ): RestCall<undefined> => ({
    ...reaction('DELETE', '/:user', channelId, messageId, emoji, userId),
    response: nothing,
  }),

  /** Who reacted, by user id ascending, 1 to 100 (25); `super` lists super reactions instead of normal ones. */
  listReactionUsers: (
    channelId: string,
    messageId: string,
    emoji: string,
    page: { after?: string | null; limit?: number; super?: boolean } = {},
  ): RestCall<WireUser[]> => ({
    ...reaction('GET', '', channelId, messageId, emoji),
    query: queryOf({
      after: page.after === null || page.after === undefined ? undefined : id(page.after),
      limit: page.limit,
      type: page.super === undefined ? undefined : Number(page.super),
    }),
    response: lenientArray(WireUser),
  }),

  clearReactionsOfEmoji: (channelId: string, messageId: string, emoji: string): RestCall<undefined> => ({
    ...reaction('DELETE', '', channelId, messageId, emoji),
    response: nothing,
  }),

  clearReactions: (channelId: string, messageId: string): RestCall<undefined> => ({
    ...at('DELETE', '/channels/:channel/messages/:message/reactions', channelId, channelId, messageId),
    repeat: 'safe',
    response: nothing,
  }),
} as const;

function reaction(
  method: HttpMethod,
  rest: '' | '/@me' | '/:user',
  channelId: string,
  messageId: string,
  emoji: string,
  userId?: string,
) {
  const last = rest === '/:user' ? `/${id(userId ?? '')}` : rest;
  return {
    method,
    routeKey: `${method} ${REACTION}${rest}`,
    path: `/channels/${id(channelId)}/messages/${id(messageId)}/reactions/${emojiInPath(emoji)}${last}`,
    major: channelId,
    repeat: 'safe',
  } as const;
}

/** Percent-encoded as one path segment. Dots alone would change the path, and control characters break it. */
function emojiInPath(emoji: string): string {
  const tooLong = emoji.length === 0 || emoji.length > 100;
  if (tooLong || /^\.+$/.test(emoji)) throw new TypeError('an emoji is Unicode or name:id');
  if (/^[\x20-\x7e]+$/.test(emoji) && !/^(\w{2,32}:\d{1,20}|[0-9#*])$/.test(emoji)) {
    throw new TypeError('a custom emoji is written name:id');
  }
  return encodeURIComponent(emoji);
}
