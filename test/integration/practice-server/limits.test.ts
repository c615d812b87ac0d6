import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type PracticeServer, startPracticeServer } from '../../../src/main/practice-server/practice-server';
import type { LimitInput } from '../../../src/main/practice-server/rest/limits/settings';
import { call, control, type Reply } from './clients';

let server: PracticeServer;
beforeEach(async () => {
  server = await startPracticeServer({ seed: 'limits', scripted: false, startVoice: null });
});
afterEach(() => server.close());

const channelNamed = (name: string): string => {
  const guild = server.world.guild(server.guildId);
  const channel = [...(guild?.channels.values() ?? [])].find((candidate) => candidate.name === name);
  if (!channel) throw new Error(`no channel ${name}`);
  return channel.id;
};
const messages = () => `/channels/${server.textChannelId}/messages`;
const send = (content = 'x') => call(server, 'POST', messages(), { content });
const set = (limits: LimitInput) => control(server, 'limits', limits);
const header = (reply: Reply, name: string) => reply.headers.get(`x-ratelimit-${name}`);

async function raw(path: string, init: RequestInit = {}): Promise<Response> {
  const headers = { Authorization: `Bot ${server.token}`, 'Content-Type': 'application/json' };
  return fetch(`${server.rest}/v10${path}`, { headers, ...init });
}

describe('limits that are set', () => {
  it('hold for every bucket at once, or for one by its name', async () => {
    await set({
      buckets: { '*': { limit: 3, windowMs: 700 }, 'channels.get': { limit: 9, windowMs: 5000 } },
    });
    const sent = await send();
    expect([header(sent, 'limit'), header(sent, 'remaining')]).toEqual(['3', '2']);
    expect(Number(header(sent, 'reset-after'))).toBeLessThanOrEqual(0.7);
    expect(header(await call(server, 'GET', `/channels/${server.textChannelId}`), 'limit')).toBe('9');
  });

  it('stretch with the scale, and are what they were after a reset', async () => {
    await set({ scale: 0.1 });
    expect(Number(header(await send(), 'reset-after'))).toBeLessThanOrEqual(0.5);
    const response = await fetch(new URL('/practice/limits', server.rest), {
      method: 'DELETE',
      headers: { Authorization: `Bot ${server.controlToken}` },
    });
    expect(await response.json()).toMatchObject({ profile: 'discord', scale: 1, globalPerSecond: 50 });
    expect(Number(header(await send(), 'reset-after'))).toBeGreaterThan(1);
  });

  it('may be none at all, and then no header speaks of one', async () => {
    await set({ globalPerSecond: null, buckets: { '*': null } });
    const replies = await Promise.all(Array.from({ length: 80 }, () => send()));
    expect(replies.every(({ status }) => status === 200)).toBe(true);
    expect(replies.every((reply) => header(reply, 'limit') === null)).toBe(true);
  });

  it('may be kept from the headers, and are met all the same', async () => {
    await set({ buckets: { 'messages.create': { limit: 1, windowMs: 5000, told: false } } });
    expect(header(await send(), 'bucket')).toBeNull();
    const refused = await send();
    expect(refused).toMatchObject({ status: 429, body: { global: false } });
    expect(refused.headers.get('via')).not.toBeNull();
  });

  it('may be counted together for two routes, under one bucket id', async () => {
    const pair = { limit: 2, windowMs: 5000, shares: 'together' };
    await set({ buckets: { 'messages.create': pair, 'channels.get': pair } });
    const sent = await send();
    const seen = await call(server, 'GET', `/channels/${server.textChannelId}`);
    expect(header(seen, 'bucket')).toBe(header(sent, 'bucket'));
    expect((await send()).status).toBe(429);
  });

  it('are refused when they cannot be read', async () => {
    const bad = { buckets: { x: { limit: 0, windowMs: 1 } } };
    await expect(set(bad)).rejects.toThrow(/400/);
  });

  it('count what they refused', async () => {
    await set({ buckets: { 'messages.create': { limit: 1, windowMs: 60_000 } } });
    for (let count = 0; count < 3; count++) await send();
    const state = await fetch(new URL('/practice/limits', server.rest), {
      headers: { Authorization: `Bot ${server.controlToken}` },
    });
    expect(await state.json()).toMatchObject({
      counts: { requests: 3, limited: { user: 2, shared: 0, global: 0 } },
      invalid: 2,
    });
  });
});

describe('limits like those of Discord', () => {
  it('count the deletion of a message by its age', async () => {
    const old = server.world.messagesOf(channelNamed('general'))[0];
    const fresh = await send();
    const remove = (channelId: string, id: unknown) =>
      call(server, 'DELETE', `/channels/${channelId}/messages/${String(id)}`);
    const young = await remove(server.textChannelId, fresh.body.id);
    const unknown = await remove(server.textChannelId, fresh.body.id);
    const settled = await remove(server.textChannelId, old?.id);
    expect([header(young, 'limit'), header(settled, 'limit')]).toEqual(['5', '3']);
    expect(header(unknown, 'bucket')).toBe(header(young, 'bucket'));
    expect(header(settled, 'bucket')).not.toBe(header(young, 'bucket'));
  });

  it('let a name and a topic change twice each, whatever the headers say', async () => {
    const path = `/channels/${server.textChannelId}`;
    for (const count of [1, 2]) {
      expect((await call(server, 'PATCH', path, { name: `n${count}`, topic: `t${count}` })).status).toBe(200);
    }
    const third = await call(server, 'PATCH', path, { topic: 't3' });
    expect(third).toMatchObject({ status: 429, body: { global: false } });
    expect(Number(header(third, 'remaining'))).toBeGreaterThan(0);
    expect(Number(third.body.retry_after)).toBeGreaterThan(500);
    expect((await call(server, 'PATCH', path, { nsfw: true })).status).toBe(200);
  });

  it('count calls with a webhook token against no bot, and by webhook', async () => {
    const made = await call(server, 'POST', `/channels/${server.textChannelId}/webhooks`, { name: 'hook' });
    const other = await call(server, 'POST', `/channels/${server.textChannelId}/webhooks`, { name: 'other' });
    await set({ globalPerSecond: 1, buckets: { 'webhooks.execute': { limit: 4, windowMs: 5000 } } });
    const execute = async ({ body }: Reply) => {
      const response = await fetch(`${server.rest}/v10/webhooks/${String(body.id)}/${String(body.token)}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ content: 'x' }),
      });
      return response.status;
    };
    const statuses = [];
    for (let count = 0; count < 5; count++) statuses.push(await execute(made));
    expect(statuses).toEqual([204, 204, 204, 204, 429]);
    expect(await execute(other)).toBe(204);
    expect((await call(server, 'GET', '/users/@me')).status).toBe(200);
    expect(await call(server, 'GET', '/users/@me')).toMatchObject({ status: 429, body: { global: true } });
  });

  it('count all webhooks of a channel together, beside what their headers say', async () => {
    const hooks = [];
    for (const name of ['a', 'b']) {
      hooks.push(await call(server, 'POST', `/channels/${server.textChannelId}/webhooks`, { name }));
    }
    await set({ buckets: { 'webhooks.execute': { limit: 99, windowMs: 5000 } } });
    const replies: Reply[] = [];
    for (let count = 0; count < 31; count++) {
      const { id, token } = hooks[count % 2]?.body ?? {};
      replies.push(await call(server, 'POST', `/webhooks/${String(id)}/${String(token)}`, { content: 'x' }));
    }
    expect(replies.slice(0, 30).every(({ status }) => status === 204)).toBe(true);
    const refused = replies[30];
    expect(refused).toMatchObject({ status: 429, body: { global: false } });
    expect(refused && Number(header(refused, 'remaining'))).toBeGreaterThan(50);
    expect(Number(refused?.body.retry_after)).toBeGreaterThan(50);
  });

  it('tell the end of the same window in every answer of it', async () => {
    const ends = [];
    for (let count = 0; count < 3; count++) ends.push(Number(header(await send(), 'reset')));
    expect(Math.max(...ends) - Math.min(...ends)).toBeLessThan(0.05);
  });
});

describe('too many invalid requests', () => {
  it('shut the address out with a page instead of JSON, for as long as it says', async () => {
    await set({ invalidRequests: { limit: 4, windowMs: 60_000, banMs: 300 } });
    const wrong = { headers: { Authorization: 'Bot nothing' } };
    for (let count = 0; count < 4; count++) expect((await raw('/users/@me', wrong)).status).toBe(401);
    const shut = await raw('/users/@me');
    expect(shut.status).toBe(429);
    expect(shut.headers.get('content-type')).toContain('text/html');
    expect(shut.headers.get('x-ratelimit-scope')).toBeNull();
    expect(shut.headers.get('via')).toBeNull();
    expect(Number(shut.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await shut.text()).toContain('<html>');
    await new Promise((resolve) => setTimeout(resolve, 350));
    expect((await raw('/users/@me')).status).toBe(200);
  });

  it('are also those for a webhook that is gone', async () => {
    await set({ invalidRequests: { limit: 3, windowMs: 60_000, banMs: 60_000 } });
    const gone = () =>
      raw('/webhooks/123456789012345678/nothing', { method: 'POST', body: '{"content":"x"}' });
    for (let count = 0; count < 3; count++) expect((await gone()).status).toBe(404);
    expect((await raw('/users/@me')).status).toBe(429);
  });

  it('are not those that meet a shared limit', async () => {
    await set({ invalidRequests: { limit: 3, windowMs: 60_000, banMs: 60_000 } });
    await control(server, 'trouble', {
      rest: { faults: [{ kind: 'rateLimited', scope: 'shared', retryAfterMs: 100, count: 5 }] },
    });
    for (let count = 0; count < 5; count++) expect((await raw('/users/@me')).status).toBe(429);
    expect((await raw('/users/@me')).status).toBe(200);
  });
});

describe('versions', () => {
  it('9 takes one embed by its old name, 10 does not', async () => {
    const post = async (version: string) => {
      const response = await fetch(`${server.rest}/${version}${messages()}`, {
        method: 'POST',
        headers: { Authorization: `Bot ${server.token}`, 'Content-Type': 'application/json' },
        body: JSON.stringify({ embed: { title: 'of old' } }),
      });
      return (await response.json()) as { embeds?: { title: string }[]; code?: number };
    };
    expect((await post('v9')).embeds).toMatchObject([{ title: 'of old' }]);
    expect((await post('v10')).code).toBe(50006);
  });

  it('answer for 9, 10 and none, and for no other', async () => {
    const of = async (version: string) => {
      const response = await fetch(`${server.rest}${version}/gateway`);
      return [response.status, ((await response.json()) as { code?: number }).code];
    };
    expect(await of('/v9')).toEqual([200, undefined]);
    expect(await of('/v10')).toEqual([200, undefined]);
    expect(await of('')).toEqual([200, undefined]);
    expect(await of('/v8')).toEqual([400, 50041]);
    expect(await of('/v11')).toEqual([400, 50041]);
  });
});
