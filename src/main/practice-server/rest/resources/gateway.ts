import { bucket, ok, type Route } from '../route';

export const gatewayRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/gateway',
    auth: false,
    limit: bucket('gateway', 10, 1),
    handle: ({ services }) => ok({ url: services.gatewayUrl }),
  },
  {
    method: 'GET',
    path: '/gateway/bot',
    limit: bucket('gateway.bot', 2, 5),
    handle: ({ services }) =>
      ok({
        url: services.gatewayUrl,
        shards: services.hub.requiredShards,
        session_start_limit: services.hub.sessionStartLimit(),
      }),
  },
];
