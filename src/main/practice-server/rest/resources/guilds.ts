import { guildToWire } from '../../world/wire';
import { bucket, ok, type Route, requireGuild } from '../route';
import { VOICE_REGIONS } from '../voice-regions';

export const guildRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/guilds/:guildId',
    limit: bucket('guilds.get', 10, 10),
    handle: (exchange) => {
      const guild = requireGuild(exchange);
      const withCounts = /^(true|1)$/i.test(exchange.query.get('with_counts') ?? '');
      const online = [...guild.members.keys()].filter(
        (id) => exchange.services.world.user(id)?.status !== 'offline',
      ).length;
      return ok({
        ...guildToWire(guild),
        ...(withCounts
          ? { approximate_member_count: guild.members.size, approximate_presence_count: online }
          : {}),
      });
    },
  },
  {
    method: 'GET',
    path: '/guilds/:guildId/regions',
    limit: bucket('guilds.regions', 10, 10),
    handle: (exchange) => {
      requireGuild(exchange);
      return ok(VOICE_REGIONS);
    },
  },
  {
    method: 'GET',
    path: '/voice/regions',
    limit: bucket('voice.regions', 10, 10),
    handle: () => ok(VOICE_REGIONS),
  },
];
