import type { TroubleInput } from '@shared/models/practice-trouble';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type PracticeServer, startPracticeServer } from '../../../src/main/practice-server/practice-server';
import { call, control } from './clients';

let server: PracticeServer;
beforeEach(async () => {
  server = await startPracticeServer({
    seed: 'trouble',
    scripted: false,
    startVoice: null,
    limits: { globalPerSecond: null, buckets: { '*': null } },
  });
});
afterEach(() => server.close());

type Rest = NonNullable<TroubleInput['rest']>;
const trouble = (rest: Rest) => control(server, 'trouble', { rest });
const send = (body: Record<string, unknown> = { content: 'x' }) =>
  call(server, 'POST', `/channels/${server.textChannelId}/messages`, body);
const written = () => server.world.messagesOf(server.textChannelId).length;

async function raw(path = '/users/@me', init: RequestInit = {}): Promise<Response> {
  const headers = { Authorization: `Bot ${server.token}`, 'Content-Type': 'application/json' };
  return fetch(`${server.rest}/v10${path}`, { headers, ...init });
}
/** The system's name for why a request failed; null when it did not. */
const failure = (request: Promise<unknown>): Promise<string | null> =>
  request.then(
    () => null,
    (error: { cause?: { code?: string } }) => error.cause?.code ?? String(error),
  );

describe('errors on request', () => {
  it('come for as many requests as asked, on the route they are for, and then no more', async () => {
    await trouble({
      faults: [
        { kind: 'status', statuses: [503], methods: ['POST'], path: '/channels/:id/messages', count: 2 },
      ],
    });
    expect((await raw()).status).toBe(200);
    const before = written();
    expect([(await send()).status, (await send()).status]).toEqual([503, 503]);
    expect(written()).toBe(before);
    expect((await send()).status).toBe(200);
  });

  it('can let some pass first, and hit a share that the seed decides', async () => {
    const statuses = async () => {
      await trouble({ seed: 's', faults: [{ kind: 'status', statuses: [500, 502], rate: 0.5, skip: 3 }] });
      const seen = [];
      for (let count = 0; count < 24; count++) seen.push((await raw()).status);
      return seen;
    };
    const first = await statuses();
    expect(first.slice(0, 3)).toEqual([200, 200, 200]);
    expect(new Set(first)).toEqual(new Set([200, 500, 502]));
    expect(await statuses()).toEqual(first);
  });

  it('can be a page where JSON was asked for', async () => {
    await trouble({
      faults: [
        { kind: 'html', count: 1 },
        { kind: 'status', statuses: [502], body: 'html', count: 1 },
      ],
    });
    const page = await raw();
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=UTF-8']);
    expect(await page.text()).toContain('<html>');
    expect((await raw()).status).toBe(502);
  });

  it('can come after the work was done', async () => {
    await trouble({ faults: [{ kind: 'status', statuses: [500], when: 'after', count: 1 }] });
    const before = written();
    expect((await send()).status).toBe(500);
    expect(written()).toBe(before + 1);
  });

  it('refuse a token that is right', async () => {
    await trouble({ faults: [{ kind: 'unauthorized', count: 1 }] });
    const refused = await raw();
    expect([refused.status, await refused.json()]).toEqual([401, { message: '401: Unauthorized', code: 0 }]);
    expect((await raw()).status).toBe(200);
  });
});

describe('limits on request', () => {
  it('are shared, on one route, with the wait that was asked for', async () => {
    await trouble({
      faults: [{ kind: 'rateLimited', scope: 'shared', path: '/users/**', retryAfterMs: 1500, count: 1 }],
    });
    const limited = await raw();
    expect(limited.headers.get('x-ratelimit-scope')).toBe('shared');
    expect(limited.headers.get('retry-after')).toBe('2');
    expect(await limited.json()).toEqual({
      message: 'The resource is being rate limited.',
      retry_after: 1.5,
      global: false,
    });
  });

  it('are global for a time and name what is left of it', async () => {
    await trouble({ faults: [{ kind: 'rateLimited', scope: 'global', forMs: 400 }] });
    const limited = await raw();
    expect(limited.headers.get('x-ratelimit-global')).toBe('true');
    const body = (await limited.json()) as { retry_after: number; global: boolean };
    expect(body.global).toBe(true);
    expect(body.retry_after).toBeLessThanOrEqual(0.4);
    await new Promise((resolve) => setTimeout(resolve, body.retry_after * 1000 + 5));
    expect((await raw()).status).toBe(200);
  });
});

describe('connections on request', () => {
  it('are reset before anything is done', async () => {
    await trouble({ faults: [{ kind: 'reset', count: 1 }] });
    const before = written();
    expect(await failure(send())).toBe('ECONNRESET');
    expect(written()).toBe(before);
  });

  it('are reset after the work was done; the nonce keeps the second try from doing it twice', async () => {
    await trouble({ faults: [{ kind: 'reset', when: 'after', count: 1 }] });
    const before = written();
    const body = { content: 'once', nonce: 'n-1', enforce_nonce: true };
    expect(await failure(send(body))).toBe('ECONNRESET');
    const again = await send(body);
    expect(again.status).toBe(200);
    expect(written()).toBe(before + 1);
  });

  it('are reset in the middle of an upload', async () => {
    await trouble({ faults: [{ kind: 'reset', when: 'upload', methods: ['POST'], count: 1 }] });
    const before = written();
    const form = new FormData();
    form.append('payload_json', JSON.stringify({ content: 'see' }));
    form.append('files[0]', new Blob([new Uint8Array(4_000_000)]), 'big.bin');
    const path = `/channels/${server.textChannelId}/messages`;
    expect(await failure(call(server, 'POST', path, form))).not.toBeNull();
    expect(written()).toBe(before);
    expect((await raw()).status).toBe(200);
  });

  it('end in the middle of a body', async () => {
    await trouble({ faults: [{ kind: 'truncate', count: 1 }] });
    const cut = await raw();
    expect(cut.status).toBe(200);
    expect(await failure(cut.text())).not.toBeNull();
  });

  it('never answer, and are let go when the server closes', async () => {
    await trouble({ faults: [{ kind: 'hang', count: 1 }] });
    const waiting = failure(raw());
    await server.close();
    expect(await waiting).not.toBeNull();
  });

  it('are slow, evenly or by the drop', async () => {
    await trouble({ latencyMs: 120, jitterMs: 10 });
    let started = performance.now();
    await raw();
    expect(performance.now() - started).toBeGreaterThanOrEqual(115);
    await trouble({ faults: [{ kind: 'drip', bytes: 64, everyMs: 20, count: 1 }] });
    started = performance.now();
    expect(await (await raw()).json()).toMatchObject({ bot: true });
    expect(performance.now() - started).toBeGreaterThanOrEqual(80);
  });
});

describe('bodies on request', () => {
  it.each([
    ['null', 'null'],
    ['array', '[[],null,7]'],
    ['object', '{}'],
    ['string', '"OK"'],
  ] as const)('are %s', async (as, text) => {
    await trouble({ faults: [{ kind: 'shape', as }] });
    expect(await (await raw()).text()).toBe(text);
  });

  it('have numbers for ids, no ids, or no end', async () => {
    await trouble({
      faults: [
        { kind: 'shape', as: 'numericIds', count: 1 },
        { kind: 'shape', as: 'withoutIds', count: 1 },
        { kind: 'shape', as: 'broken', count: 1 },
      ],
    });
    expect(await (await raw()).text()).toMatch(/"id":\d{17,}/);
    expect(await (await raw()).json()).not.toHaveProperty('id');
    const broken = await (await raw()).text();
    expect(() => JSON.parse(broken)).toThrow();
  });
});

describe('a clock that is off', () => {
  it('shows in Date and reset, never in reset-after', async () => {
    const hour = 3_600_000;
    await control(server, 'limits', { profile: 'discord' });
    await trouble({ clockSkewMs: -5 * hour });
    const response = await raw();
    const date = Date.parse(response.headers.get('date') ?? '');
    expect(Math.abs(date - (Date.now() - 5 * hour))).toBeLessThan(5000);
    const reset = Number(response.headers.get('x-ratelimit-reset')) * 1000;
    expect(reset).toBeLessThan(Date.now() - 4 * hour);
    expect(Number(response.headers.get('x-ratelimit-reset-after'))).toBeGreaterThan(0);
  });
});

describe('the dial', () => {
  it('shows what it is set to and what it did, and goes back to nothing', async () => {
    await trouble({ latencyMs: 1, faults: [{ kind: 'status', count: 1 }] });
    await raw();
    await raw();
    const read = async (method: string) => {
      const headers = { Authorization: `Bot ${server.controlToken}` };
      return (await fetch(new URL('/practice/trouble', server.rest), { method, headers })).json();
    };
    expect(await read('GET')).toMatchObject({
      rest: { latencyMs: 1, faults: [{ kind: 'status', seen: 1, fired: 1, over: true }] },
    });
    expect(await read('DELETE')).toMatchObject({ rest: { latencyMs: 0, faults: [] } });
  });

  it('refuses what it cannot read', async () => {
    await expect(control(server, 'trouble', { rest: { faults: [{ kind: 'earthquake' }] } })).rejects.toThrow(
      /400/,
    );
  });
});
