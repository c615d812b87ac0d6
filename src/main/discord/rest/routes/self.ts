import { WireApplication, WireGuildInfo } from '@shared/discord/wire/answers';
import { WireChannel, WireGatewayBot, WireUser } from '@shared/discord/wire/objects';
import { at, id, type RestCall } from './call';

/** The bot itself: who it is, where its gateway is, its guilds and direct messages. */
export const self = {
  getCurrentUser: (): RestCall<WireUser> => ({
    ...at('GET', '/users/@me', ''),
    repeat: 'safe',
    response: WireUser,
  }),

  getUser: (userId: string): RestCall<WireUser> => ({
    ...at('GET', '/users/:user', '', userId),
    repeat: 'safe',
    response: WireUser,
  }),

  getGatewayBot: (): RestCall<WireGatewayBot> => ({
    ...at('GET', '/gateway/bot', ''),
    repeat: 'safe',
    response: WireGatewayBot,
  }),

  getApplication: (): RestCall<WireApplication> => ({
    ...at('GET', '/applications/@me', ''),
    repeat: 'safe',
    response: WireApplication,
  }),

  /** With an approximate number of members. */
  getGuild: (guildId: string): RestCall<WireGuildInfo> => ({
    ...at('GET', '/guilds/:guild', guildId, guildId),
    repeat: 'safe',
    query: { with_counts: 'true' },
    response: WireGuildInfo,
  }),

  /** The DM channel with a person; asking twice gives the same one. A closed DM shows only on sending (50007). */
  openDirectMessage: (userId: string): RestCall<WireChannel> => ({
    ...at('POST', '/users/@me/channels', ''),
    repeat: 'safe',
    body: { recipient_id: id(userId) },
    response: WireChannel,
  }),
} as const;
