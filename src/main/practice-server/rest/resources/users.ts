import { compareSnowflakes } from '@shared/discord/snowflake';
import { z } from 'zod';
import { userToWire } from '../../world/wire';
import { ApiError } from '../api-error';
import { bucket, ok, param, type Route, readQuery } from '../route';

const snowflake = z.string().regex(/^\d{1,20}$/);
const GuildPage = z.object({
  before: snowflake.optional(),
  after: snowflake.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(200),
  with_counts: z.string().optional(),
});

const isTrue = (text: string | undefined): boolean => /^(true|1)$/i.test(text ?? '');

export const userRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/users/@me',
    limit: bucket('users.me', 30, 30),
    handle: ({ services, userId }) => {
      const user = services.world.user(userId);
      if (!user) throw new ApiError('unknownUser');
      return ok({
        ...userToWire(user),
        bot: true,
        flags: 0,
        premium_type: 0,
        mfa_enabled: true,
        locale: 'en-US',
        verified: true,
        email: null,
      });
    },
  },
  {
    method: 'GET',
    path: '/users/@me/guilds',
    limit: bucket('users.me.guilds', 10, 10),
    handle: (exchange) => {
      const { world } = exchange.services;
      const page = readQuery(exchange, GuildPage);
      const guilds = [...world.state.guilds.values()]
        .filter((guild) => guild.members.has(exchange.userId))
        .filter((guild) => page.before === undefined || compareSnowflakes(guild.id, page.before) < 0)
        .filter((guild) => page.after === undefined || compareSnowflakes(guild.id, page.after) > 0)
        .sort((a, b) => compareSnowflakes(a.id, b.id))
        .slice(0, page.limit);
      return ok(
        guilds.map((guild) => ({
          id: guild.id,
          name: guild.name,
          icon: null,
          banner: null,
          owner: guild.owner_id === exchange.userId,
          permissions: world.permissionsInGuild(guild, exchange.userId).toString(),
          features: [],
          ...(isTrue(page.with_counts)
            ? {
                approximate_member_count: guild.members.size,
                approximate_presence_count: [...guild.members.keys()].filter(
                  (id) => world.user(id)?.status !== 'offline',
                ).length,
              }
            : {}),
        })),
      );
    },
  },
  {
    method: 'GET',
    path: '/users/:userId',
    limit: bucket('users.get', 30, 30),
    handle: (exchange) => {
      const user = exchange.services.world.user(param(exchange, 'userId'));
      if (!user) throw new ApiError('unknownUser');
      return ok(userToWire(user));
    },
  },
];
