import { z } from 'zod';
import { openDm } from '../../world/commands/direct-messages';
import { dmToWire } from '../../world/wire';
import { ApiError } from '../api-error';
import { snowflakeId } from '../forms/fields';
import { bucket, ok, type Route, readBody } from '../route';

const OpenBody = z.object({ recipient_id: snowflakeId });

export const directMessageRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/users/@me/channels',
    limit: bucket('users.me.channels', 10, 10),
    handle: (exchange) => {
      const { world } = exchange.services;
      const { recipient_id: recipientId } = readBody(exchange, OpenBody);
      const other = world.user(recipientId);
      if (!other || recipientId === exchange.userId) throw new ApiError('cannotMessageUser');
      return ok(dmToWire(openDm(world, exchange.userId, recipientId), world.state.users, exchange.userId));
    },
  },
];
