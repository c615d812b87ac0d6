import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRestClient, createUndiciHttp, type RestClient, routes } from '../../src/main/discord/rest';
import { systemClock } from '../../src/main/support/clock';
import { createLogger, type LogEntry } from '../../src/main/support/logger';
import { Secret } from '../../src/main/support/secret';

type Answer = (request: IncomingMessage, response: ServerResponse, count: number) => void;

const user = { id: '5', username: 'ada', discriminator: '0', global_name: null, avatar: null };
const message = {
  id: '1',
  channel_id: '10',
  author: user,
  content: 'hello',
  timestamp: '2026-01-01T00:00:00.000000+00:00',
  edited_timestamp: null,
  mentions: [],
  attachments: [],
  embeds: [],
  type: 0,
};
const send = (nonce = 'n') => routes.createMessage('10', { content: 'hello', nonce, enforce_nonce: true });
const json = (response: ServerResponse, status: number, body: unknown, headers = {}) => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
};

describe('the REST client against a server that misbehaves', () => {
  let server: Server;
  let client: RestClient;
  let requests: IncomingMessage[];
  let answer: Answer;
  let log: LogEntry[];

  beforeEach(async () => {
    requests = [];
    log = [];
    server = createServer((request, response) => {
      requests.push(request);
      answer(request, response, requests.length);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    client = createRestClient({
      baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`,
      token: new Secret('canary-token'),
      http: createUndiciHttp(),
      clock: systemClock,
      random: () => 0.9,
      logger: createLogger('rest', (entry) => log.push(entry)),
      appVersion: '0.1.0',
    });
  });
  afterEach(async () => {
    await client.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it('sends what Discord asks for: version, token, user agent, reason', async () => {
    answer = (_request, response) => json(response, 200, { id: '10', type: 2 });
    await client.request(routes.deleteChannel('10'), { reason: 'Ende schön' });

    expect(requests[0]?.url).toBe('/api/v10/channels/10');
    expect(requests[0]?.headers).toMatchObject({
      authorization: 'Bot canary-token',
      'user-agent': expect.stringMatching(/^DiscordBot \(https:\/\/\S+, \S+\)/),
      'x-audit-log-reason': 'Ende%20sch%C3%B6n',
    });
  });

  it('waits as long as a 429 says and then succeeds', async () => {
    answer = (_request, response, count) =>
      count === 1
        ? json(response, 429, { message: 'slow', retry_after: 0.25, global: false }, { 'retry-after': '1' })
        : json(response, 200, message);
    const started = performance.now();
    await client.request(send());

    expect(performance.now() - started).toBeGreaterThanOrEqual(250);
    expect(client.counters()).toMatchObject({ rateLimited: 1, requests: 2, errors: 0 });
  });

  it('holds everything back during a global limit', async () => {
    answer = (_request, response, count) =>
      count === 1
        ? json(
            response,
            429,
            { message: 'slow', retry_after: 0.3, global: true },
            { 'x-ratelimit-global': 'true' },
          )
        : json(response, 200, user);
    const first = client.request(routes.getCurrentUser());
    await expect.poll(() => client.counters().rateLimited).toBe(1);
    const started = performance.now();
    await client.request(routes.listMessages('10', { before: null, limit: 1 })).catch(() => undefined);

    expect(performance.now() - started).toBeGreaterThan(150);
    await first;
  });

  it('does not wait for a 429 without a time, as a page in front of Discord gives', async () => {
    answer = (_request, response) => {
      response.writeHead(429, { 'content-type': 'text/html' });
      response.end('<html>blocked</html>');
    };
    await expect(client.request(send())).rejects.toMatchObject({ code: 'rest/rate-limited' });
    expect(requests).toHaveLength(1);
  });

  it('answers slow mode instead of waiting for it', async () => {
    answer = (_request, response) =>
      json(response, 429, { message: 'slow mode', code: 20016, retry_after: 120, global: false });
    await expect(client.request(send())).rejects.toMatchObject({
      code: 'rest/rate-limited',
      details: { discordCode: 20016, retryAfterMs: 120_000 },
    });
  });

  it('repeats after 502 what is safe to repeat', async () => {
    answer = (_request, response, count) => {
      if (count < 3) {
        response.writeHead(502, { 'content-type': 'text/html' });
        response.end('<html>bad gateway</html>');
      } else json(response, 200, message);
    };
    await expect(client.request(send())).resolves.toMatchObject({ content: 'hello' });
    expect(client.counters()).toMatchObject({ requests: 3, retries: 2, unexpectedResponses: 2 });
  });

  it('does not repeat making a channel', async () => {
    answer = (_request, response) => json(response, 503, { message: 'no' });
    const call = routes.createGuildChannel('9', { name: 'Room', type: 2 });
    await expect(client.request(call)).rejects.toMatchObject({ code: 'rest/server-error' });
    expect(requests).toHaveLength(1);
  });

  it('gives up after three repetitions', async () => {
    answer = (_request, response) => response.destroy();
    await expect(client.request(routes.getCurrentUser())).rejects.toMatchObject({ code: 'rest/network' });
    expect(client.counters().requests).toBe(4);
  });

  it('stops all work on 401, also what waits, and sends nothing more', async () => {
    answer = (_request, response) => json(response, 401, { message: '401: Unauthorized', code: 0 });
    let told = 0;
    client.onUnauthorized(() => {
      told += 1;
    });
    const results = await Promise.allSettled([1, 2, 3, 4].map((n) => client.request(send(`n${n}`))));

    for (const result of results) {
      expect(result).toMatchObject({ status: 'rejected', reason: { code: 'rest/unauthorized' } });
    }
    await expect(client.request(send('later'))).rejects.toMatchObject({ code: 'rest/unauthorized' });
    expect(requests).toHaveLength(1);
    expect(told).toBe(1);
  });

  it.each([
    ['HTML', '<html>hello</html>'],
    ['a list', '[]'],
    ['null', 'null'],
    ['half an object', '{"id": "5"'],
    ['the wrong object', '{"id": 5, "username": null}'],
    ['nothing', ''],
  ])('counts %s as an unexpected answer', async (_name, text) => {
    answer = (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(text);
    };
    await expect(client.request(routes.getCurrentUser())).rejects.toMatchObject({
      code: 'rest/unexpected-response',
    });
    expect(client.counters().unexpectedResponses).toBe(1);
  });

  it('leaves out of a list what is no message', async () => {
    answer = (_request, response) => json(response, 200, [message, { id: 7 }, null, { ...message, id: '2' }]);
    const listed = await client.request(routes.listMessages('10', { before: null, limit: 50 }));

    expect(listed.map((m) => m.id)).toEqual(['1', '2']);
  });

  it('does not read an endless answer to its end', async () => {
    answer = (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const chunk = Buffer.alloc(1 << 20, 0x20);
      const more = () => {
        while (!response.destroyed && response.write(chunk));
      };
      response.on('drain', more);
      more();
    };
    await expect(client.request(routes.getCurrentUser())).rejects.toMatchObject({
      code: 'rest/unexpected-response',
    });
  });

  it('does not wait for ever for an answer that comes drop by drop', async () => {
    let drip: NodeJS.Timeout | undefined;
    answer = (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      drip = setInterval(() => response.write(' '), 10);
      response.on('close', () => clearInterval(drip));
    };
    const { port } = server.address() as AddressInfo;
    const http = createUndiciHttp({ maxAnswerMs: 100 });
    const ended = await new Promise<string>((resolve) => {
      const request = { method: 'GET', path: '/', headers: {}, body: null };
      http.send(
        { ...request, origin: `http://127.0.0.1:${port}` },
        {
          onLeave: () => undefined,
          onAnswer: () => resolve('answered'),
          onFailure: (error) => resolve(error instanceof Error ? error.message : 'failed'),
        },
      );
    });
    expect(ended).toBe('the answer took too long');
    await http.close();
  });

  it('survives nonsense in its rate-limit headers', async () => {
    answer = (_request, response) =>
      json(response, 200, user, {
        'x-ratelimit-bucket': 'b',
        'x-ratelimit-limit': '-5',
        'x-ratelimit-remaining': 'many',
        'x-ratelimit-reset-after': '1e300',
      });
    for (let i = 0; i < 3; i++) await client.request(routes.getCurrentUser());
    expect(requests).toHaveLength(3);
  });

  it('is cancelled while waiting and while on the way', async () => {
    answer = () => undefined;
    const controller = new AbortController();
    const underWay = client.request(send('a'), { signal: controller.signal });
    const waiting = client.request(send('b'), { signal: controller.signal });
    await expect.poll(() => requests.length).toBe(1);
    expect(client.queueDepth()).toBe(1);
    controller.abort(new Error('changed my mind'));

    await expect(underWay).rejects.toThrow('changed my mind');
    await expect(waiting).rejects.toThrow('changed my mind');
    expect(client.queueDepth()).toBe(0);
  });

  it('refuses more than its queue holds', async () => {
    answer = () => undefined;
    const small = createRestClient({
      baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`,
      token: new Secret('t'),
      http: createUndiciHttp(),
      clock: systemClock,
      random: () => 0,
      logger: createLogger('rest', () => undefined),
      appVersion: '0.1.0',
      maxQueued: 2,
    });
    const pending = [1, 2, 3].map((n) => small.request(send(`q${n}`)));
    const settled = Promise.allSettled(pending);
    await expect(small.request(send('q4'))).rejects.toMatchObject({ code: 'rest/queue-full' });
    await small.close();
    for (const result of await settled) expect(result.status).toBe('rejected');
  });

  it("sends a person's request before background ones that waited longer", async () => {
    const order: string[] = [];
    const bodies = new Map<IncomingMessage, string>();
    answer = (request, response) => {
      let text = '';
      request.on('data', (chunk: Buffer) => {
        text += chunk.toString();
      });
      request.on('end', () => {
        bodies.set(request, text);
        order.push((JSON.parse(text) as { nonce: string }).nonce);
        setTimeout(() => json(response, 200, message), 20);
      });
    };
    await Promise.all([
      client.request(send('first')),
      client.request(send('background'), { priority: 'background' }),
      client.request(send('user'), { priority: 'user' }),
    ]);
    expect(order).toEqual(['first', 'user', 'background']);
  });

  it('never shows its token in errors or logs', async () => {
    answer = (_request, response) => json(response, 500, { message: 'no' });
    const error = await client.request(send()).catch((thrown: unknown) => thrown);
    const { inspect } = await import('node:util');

    expect(
      inspect(error, { depth: 10 }) + inspect(client, { depth: 10 }) + JSON.stringify(log),
    ).not.toContain('canary-token');
  });
});

describe('the REST client', () => {
  it('is not made for an unencrypted address elsewhere', () => {
    const make = () =>
      createRestClient({
        baseUrl: 'http://discord.example/api',
        token: new Secret('t'),
        http: createUndiciHttp(),
        clock: systemClock,
        random: () => 0,
        logger: createLogger('rest', () => undefined),
        appVersion: '0.1.0',
      });
    expect(make).toThrow(/only this computer/);
  });
});
