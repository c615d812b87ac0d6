import { emojiToWire, userToWire } from '../../world/wire';
import { ApiError } from '../api-error';
import { bucket, type Exchange, ok, param, type Route, requireGuild } from '../route';

function withMaker(exchange: Exchange, emoji: Parameters<typeof emojiToWire>[0]): Record<string, unknown> {
  const maker = exchange.services.world.user(emoji.user_id);
  return { ...emojiToWire(emoji), ...(maker ? { user: userToWire(maker) } : {}) };
}

export const emojiRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/guilds/:guildId/emojis',
    limit: bucket('guilds.emojis', 10, 10),
    handle: (exchange) =>
      ok([...requireGuild(exchange).emojis.values()].map((emoji) => withMaker(exchange, emoji))),
  },
  {
    method: 'GET',
    path: '/guilds/:guildId/emojis/:emojiId',
    limit: bucket('guilds.emojis.get', 10, 10),
    handle: (exchange) => {
      const emoji = requireGuild(exchange).emojis.get(param(exchange, 'emojiId'));
      if (!emoji) throw new ApiError('unknownEmoji');
      return ok(withMaker(exchange, emoji));
    },
  },
];
