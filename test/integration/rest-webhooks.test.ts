import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RestClient, routes } from '../../src/main/discord/rest';
import { Secret } from '../../src/main/support/secret';
import { bodyOf, json, message, RestRig } from './rest-support';

const CANARY = 'canary-webhook-token_-1';
const webhook = { id: '77', token: new Secret(CANARY) };

describe('webhooks', () => {
  let rig: RestRig;
  let client: RestClient;
  beforeEach(async () => {
    rig = await RestRig.start();
    client = rig.client();
  });
  afterEach(() => rig.close());

  it('are executed by their token alone, into a thread, with components', async () => {
    let body: unknown;
    rig.answer = async (request, response) => {
      body = JSON.parse((await bodyOf(request)).toString());
      json(response, 200, message);
    };
    await client.request(
      routes.executeWebhookAndWait(
        webhook,
        { content: 'hello', username: 'Stage', components: [{ type: 1, components: [] }] },
        { threadId: '88' },
      ),
    );
    const [request] = rig.requests;
    expect(request?.url).toBe(`/api/v10/webhooks/77/${CANARY}?wait=true&thread_id=88&with_components=true`);
    expect(request?.headers.authorization).toBeUndefined();
    expect(body).toMatchObject({ username: 'Stage' });
  });

  it('show their token nowhere: errors, logs, metrics, calls, client', async () => {
    const outcomes: unknown[] = [];
    const call = routes.executeWebhook(webhook, { content: 'x' });
    const hand = (status: number) => {
      rig.answer = (request, response) =>
        json(response, status, { message: `no ${request.url}`, code: 10_015, retry_after: 0.01 });
    };
    for (const status of [400, 403, 404, 429, 500]) {
      hand(status);
      outcomes.push(await client.request(call, { maxRateLimitWaitMs: 0 }).catch((error: unknown) => error));
    }
    rig.answer = (_request, response) => response.destroy();
    outcomes.push(await client.request(call).catch((error: unknown) => error));
    rig.answer = (_request, response) => response.end('<html>');
    outcomes.push(
      await client.request(routes.getWebhookMessage(webhook, '1')).catch((error: unknown) => error),
    );

    expect(outcomes).toHaveLength(7);
    for (const outcome of outcomes) expect(outcome).toBeInstanceOf(Error);
    const shown = [outcomes, client, client.metrics(), call, routes.deleteWebhookByToken(webhook)]
      .map((value) => inspect(value, { depth: 20, showHidden: true }) + JSON.stringify(value))
      .join();
    const errors = outcomes.map((error) => (error as Error).stack).join();
    expect(shown + errors + JSON.stringify(rig.log)).not.toContain('canary');
  });

  it('come with their tokens as secrets', async () => {
    rig.answer = (_request, response) =>
      json(response, 200, [
        {
          id: '77',
          type: 1,
          channel_id: '10',
          name: 'alerts',
          avatar: null,
          token: CANARY,
          url: `https://x/${CANARY}`,
        },
        { id: '78', type: 2, channel_id: '10', name: 'news', avatar: null },
      ]);
    const listed = await client.request(routes.listChannelWebhooks('10'));

    expect(listed.map(({ name, token }) => [name, token?.reveal() ?? null])).toEqual([
      ['alerts', CANARY],
      ['news', null],
    ]);
    expect(inspect(listed, { depth: 9 }) + JSON.stringify(listed)).not.toContain('canary');
  });

  it('keep working after the bot was refused, and a refused webhook does not stop the bot', async () => {
    rig.answer = (request, response) =>
      json(response, request.url?.includes('/webhooks/') ? 200 : 401, { ...message, code: 0 });
    await expect(client.request(routes.getCurrentUser())).rejects.toMatchObject({
      code: 'rest/unauthorized',
    });
    await expect(
      client.request(routes.executeWebhookAndWait(webhook, { content: 'x' })),
    ).resolves.toMatchObject({
      id: '1',
    });

    const other = rig.client();
    rig.answer = (request, response) =>
      request.url?.includes('/webhooks/')
        ? json(response, 401, { code: 50_027, message: 'Invalid Webhook Token' })
        : json(response, 200, message.author);
    await expect(other.request(routes.executeWebhook(webhook, { content: 'x' }))).rejects.toMatchObject({
      details: { discordCode: 50_027 },
    });
    await expect(other.request(routes.getCurrentUser())).resolves.toMatchObject({ username: 'ada' });
  });

  it('are outside the global limit', async () => {
    rig.answer = (request, response) =>
      request.url?.includes('/webhooks/')
        ? json(response, 200, message)
        : json(
            response,
            429,
            { message: 'slow', retry_after: 30, global: true },
            { 'x-ratelimit-global': 'true' },
          );
    const held = client.request(routes.getCurrentUser()).catch((error: unknown) => error);
    await expect.poll(() => client.counters().rateLimited).toBe(1);
    const started = performance.now();
    await client.request(routes.executeWebhookAndWait(webhook, { content: 'x' }));
    expect(performance.now() - started).toBeLessThan(1_000);
    await client.close();
    await held;
  });
});
