import { createServer } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { routes } from '../../src/main/discord/rest';
import { Secret } from '../../src/main/support/secret';
import { json, message, RestRig, user } from './rest-support';

const limits = (remaining: number, resetAfterS: number, extra = {}) => ({
  'x-ratelimit-bucket': 'b',
  'x-ratelimit-limit': '5',
  'x-ratelimit-remaining': String(remaining),
  'x-ratelimit-reset-after': String(resetAfterS),
  ...extra,
});

describe('the REST client in trouble', () => {
  let rig: RestRig;
  beforeEach(async () => {
    rig = await RestRig.start();
  });
  afterEach(() => rig.close());

  it('lets ten thousand waiting requests be cancelled at once', async () => {
    rig.answer = () => undefined;
    const client = rig.client({ maxQueued: 10_000 });
    const controller = new AbortController();
    const waiting = Array.from({ length: 10_000 }, (_, n) =>
      client
        .request(routes.getMessage(String(1 + (n % 20)), '1'), { signal: controller.signal })
        .catch((error: unknown) => error),
    );
    await expect.poll(() => rig.requests.length).toBe(20);
    const beganMs = performance.now();
    controller.abort(new Error('never mind'));
    expect(performance.now() - beganMs).toBeLessThan(1_000);
    const outcomes = await Promise.all(waiting);

    expect(new Set(outcomes.map((error) => (error as Error).message))).toEqual(new Set(['never mind']));
    expect(client.queueDepth()).toBe(0);
    expect(client.metrics()).toMatchObject({ inFlight: 0, total: { errors: 0 } });
    expect(rig.requests).toHaveLength(20);
  });

  it('does not ask one after the other where the server names no limits', async () => {
    const client = rig.client();
    await client.request(routes.getMessage('1', '1'));
    let open = 0;
    let most = 0;
    rig.answer = (_request, response) => {
      open += 1;
      most = Math.max(most, open);
      setTimeout(() => {
        open -= 1;
        json(response, 200, message);
      }, 50);
    };
    await Promise.all(Array.from({ length: 10 }, () => client.request(routes.getMessage('1', '1'))));
    expect(most).toBe(10);
  });

  it('goes by its own clock when that of the server is an hour off', async () => {
    const skewed = {
      'x-ratelimit-reset': String(Date.now() / 1_000 + 3_600),
      date: new Date(0).toUTCString(),
    };
    rig.answer = (_request, response, count) =>
      json(response, 200, message, limits(count === 1 ? 0 : 4, 0.3, skewed));
    const client = rig.client();
    await client.request(routes.getMessage('1', '1'));
    const beganMs = performance.now();
    await client.request(routes.getMessage('1', '1'));
    const tookMs = performance.now() - beganMs;
    expect(tookMs).toBeGreaterThanOrEqual(250);
    expect(tookMs).toBeLessThan(2_000);
  });

  it('is through within five seconds after a global limit, with everything that waited', async () => {
    const liftMs = performance.now() + 700;
    rig.answer = (_request, response) => {
      const leftMs = liftMs - performance.now();
      if (leftMs <= 0) return json(response, 200, message);
      json(
        response,
        429,
        { message: 'slow', retry_after: leftMs / 1_000, global: true },
        { 'x-ratelimit-global': 'true', 'x-ratelimit-scope': 'global' },
      );
    };
    const client = rig.client();
    await Promise.all(
      Array.from({ length: 60 }, (_, n) => client.request(routes.getMessage(String(n + 1), '1'))),
    );
    expect(performance.now() - liftMs).toBeLessThan(5_000);
    expect(client.metrics().total).toMatchObject({ errors: 0, requests: 60 });
  });

  it('learns that a server allows less than Discord does, and gets everything through', async () => {
    let used = 0;
    let endMs = 0;
    rig.answer = (_request, response) => {
      const nowMs = performance.now();
      if (nowMs >= endMs) {
        endMs = nowMs + 200;
        used = 0;
      }
      used += 1;
      if (used <= 4) return json(response, 200, message);
      const body = { message: 'slow', retry_after: (endMs - nowMs) / 1_000, global: true };
      json(response, 429, body, { 'x-ratelimit-scope': 'global' });
    };
    const client = rig.client({ limits: { globalLimit: 50, globalWindowMs: 200 } });
    await Promise.all(
      Array.from({ length: 60 }, (_, n) => client.request(routes.getMessage(String(n + 1), '1'))),
    );
    expect(client.metrics().total.errors).toBe(0);
  });

  it('does not count a limit shared with others as an invalid request', async () => {
    rig.answer = (_request, response, count) =>
      count === 1
        ? json(response, 429, { message: 'slow', retry_after: 0.02 }, { 'x-ratelimit-scope': 'shared' })
        : json(response, 200, message);
    const client = rig.client();
    await client.request(routes.getMessage('1', '1'));
    expect(client.metrics()).toMatchObject({ total: { limitsHit: 1 }, invalidRequests: { recent: 0 } });
  });

  it('stops before refused requests get its address banned', async () => {
    rig.answer = (_request, response) => json(response, 403, { message: 'Missing Access', code: 50_001 });
    const client = rig.client({ invalidRequests: { slowAt: 3, stopAt: 5 } });
    for (let n = 0; n < 5; n++) {
      await expect(client.request(routes.getMessage('1', '1'))).rejects.toMatchObject({
        code: 'rest/missing-permission',
      });
    }
    await expect(client.request(routes.getMessage('1', '1'))).rejects.toMatchObject({
      code: 'rest/rate-limited',
      retryable: true,
      details: { reason: 'invalidRequests', retryAfterMs: expect.any(Number) },
    });
    expect(rig.requests).toHaveLength(5);
    expect(client.metrics().invalidRequests).toEqual({ recent: 5, stopAt: 5 });
  });

  it('fails a call whose body is no JSON alone, and goes on', async () => {
    const client = rig.client();
    const bad = { ...routes.createMessage('1', { content: 'x' }), body: { content: 1n } };
    const outcomes = await Promise.allSettled([
      client.request(routes.getMessage('1', '1')),
      client.request(bad),
      client.request(routes.getMessage('1', '1')),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(client.metrics()).toMatchObject({ inFlight: 0, queue: { now: 0 } });
  });

  it('takes an answer its own schema breaks on for an unexpected one', async () => {
    const call = routes.getMessage('1', '1');
    const breaking = call.response.transform(() => {
      throw new Error('no');
    });
    await expect(rig.client().request({ ...call, response: breaking })).rejects.toMatchObject({
      code: 'rest/unexpected-response',
    });
  });

  it('speaks version 9 when told to', async () => {
    rig.answer = (_request, response) => json(response, 200, user);
    await rig.client({ apiVersion: 9 }).request(routes.getCurrentUser());
    expect(rig.requests[0]?.url).toBe('/api/v9/users/@me');
  });

  it('repeats even what must not happen twice while no connection can be made', async () => {
    const port = await freePort();
    const client = rig.client({ baseUrl: `http://127.0.0.1:${port}/api`, random: () => 1 });
    const sending = client.request(routes.createMessage('1', { content: 'x' }));
    await expect.poll(() => client.counters().retries).toBeGreaterThan(0);
    let posts = 0;
    const late = createServer((_request, response) => {
      posts += 1;
      json(response, 200, message);
    });
    await new Promise<void>((resolve) => late.listen(port, '127.0.0.1', resolve));
    await expect(sending).resolves.toMatchObject({ id: '1' });
    expect(posts).toBe(1);
    await client.close();
    late.closeAllConnections();
    await new Promise((resolve) => late.close(resolve));
  });

  it('takes "already gone" for an answer when deleting, and says which', async () => {
    rig.answer = (_request, response, count) => {
      if (count > 1) return json(response, 404, { message: 'Unknown Message', code: 10_008 });
      response.writeHead(204);
      response.end();
    };
    const client = rig.client();
    await expect(client.request(routes.deleteMessage('1', '2'))).resolves.toEqual({ kind: 'deleted' });
    await expect(client.request(routes.deleteMessage('1', '2'))).resolves.toEqual({ kind: 'alreadyGone' });
    expect(client.counters().errors).toBe(0);
  });

  it('sends a reason only where Discord writes one down, cut to its length', async () => {
    rig.answer = (_request, response) => json(response, 200, message);
    const client = rig.client();
    await client.request(routes.createMessage('1', { content: 'x' }), { reason: 'because' });
    await client.request(routes.deleteMessage('1', '2'), { reason: '🎙\ud800'.repeat(400) });
    expect(rig.requests[0]?.headers['x-audit-log-reason']).toBeUndefined();
    const reason = decodeURIComponent(String(rig.requests[1]?.headers['x-audit-log-reason']));
    expect([...reason]).toHaveLength(512);
  });

  it('survives a server that is slow, flaky and odd all at once', async () => {
    rig.answer = (_request, response, count) => {
      const odd = [
        () => response.destroy(),
        () => response.writeHead(502, { 'content-type': 'text/html' }).end('<html>'),
        () => json(response, 429, { message: 'x', retry_after: 0.01 }, limits(7, 0)),
        () => json(response, 200, message, limits(-1, 9e9)),
        () => setTimeout(() => json(response, 200, message, limits(99, 0.001)), 80),
      ];
      odd[count % odd.length]?.();
    };
    const client = rig.client({ random: () => 1 });
    const outcomes = await Promise.allSettled(
      Array.from({ length: 40 }, (_, n) => client.request(routes.getMessage(String(1 + (n % 4)), '1'))),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(20);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason.code).toMatch(/^rest\//);
    }
    expect(client.metrics()).toMatchObject({ inFlight: 0, queue: { now: 0 } });
  });

  it('shows what it did, route by route, without ids or tokens', async () => {
    rig.answer = (request, response) =>
      request.url?.includes('/webhooks/')
        ? json(response, 404, { message: 'Unknown Webhook', code: 10_015 })
        : json(response, 200, message, limits(4, 1));
    const client = rig.client();
    for (let n = 0; n < 3; n++) await client.request(routes.getMessage('123456', '1'));
    const hook = { id: '777777', token: new Secret('canary-hook-token') };
    await client.request(routes.executeWebhook(hook, { content: 'x' })).catch(() => undefined);
    const metrics = client.metrics();

    expect(metrics.total).toMatchObject({ requests: 4, errors: 1, webhookRequests: 1, webhookFailures: 1 });
    expect(metrics.routes.map(({ route, requests, errors }) => [route, requests, errors])).toEqual([
      ['GET /channels/:channel/messages/:message', 3, 0],
      ['POST /webhooks/:webhook/:token', 1, 1],
    ]);
    expect(metrics.routes[0]?.answer).toMatchObject({ count: 3, p99Ms: expect.any(Number) });
    expect(metrics.buckets).toBeGreaterThan(0);
    expect(JSON.stringify(metrics)).not.toMatch(/123456|777777|canary/);
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
