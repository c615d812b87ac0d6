import { describe, expect, it } from 'vitest';
import { Router } from '../../../../src/main/practice-server/rest/router';
import { apiRoutes } from '../../../../src/main/practice-server/rest/routes';

const router = new Router(apiRoutes);

describe('router', () => {
  it('prefers a fixed segment to a parameter', () => {
    const match = router.match('GET', 'guilds/1/members/search');
    expect(match.kind === 'found' && match.route.path).toBe('/guilds/:guildId/members/search');
  });

  it('takes no text for an id', () => {
    expect(router.match('GET', 'channels/abc').kind).toBe('unknown');
    expect(router.match('GET', 'channels/%').kind).toBe('unknown');
  });

  it('tells a wrong method from an unknown path', () => {
    expect(router.match('PUT', 'channels/1/messages').kind).toBe('wrongMethod');
    expect(router.match('GET', 'nothing/here').kind).toBe('unknown');
  });

  it('has no two routes for one method and path', () => {
    const keys = apiRoutes.map(({ method, path }) => `${method} ${path.replace(/:\w+/g, ':')}`);
    expect(new Set(keys).size).toBe(keys.length);
  });
});
