import { userToWire } from '../../world/wire';
import { bucket, type Exchange, ok, type Route } from '../route';

function application({ services }: Exchange): Record<string, unknown> {
  const { world } = services;
  const bot = world.user(world.botId);
  const guild = [...world.state.guilds.values()][0];
  const owner = guild ? world.user(guild.owner_id) : undefined;
  return {
    id: world.state.application.id,
    name: world.state.application.name,
    icon: null,
    description: '',
    bot_public: false,
    bot_require_code_grant: false,
    verify_key: '0'.repeat(64),
    team: null,
    summary: '',
    flags: services.applicationFlags,
    flags_new: String(services.applicationFlags),
    approximate_guild_count: world.state.guilds.size,
    ...(bot ? { bot: userToWire(bot) } : {}),
    ...(owner ? { owner: userToWire(owner) } : {}),
  };
}

export const applicationRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/applications/@me',
    limit: bucket('applications.me', 5, 5),
    handle: (exchange) => ok(application(exchange)),
  },
  {
    method: 'GET',
    path: '/oauth2/applications/@me',
    limit: bucket('oauth2.applications.me', 5, 5),
    handle: (exchange) => ok(application(exchange)),
  },
];
