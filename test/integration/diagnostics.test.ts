import { judgeRestMetrics } from '@shared/models/rest-metrics';
import { afterEach, describe, expect, it } from 'vitest';
import type { PracticeServer } from '../../src/main/practice-server/practice-server';
import { startQuietServer } from './core-support';
import { type Desk, startDesk } from './outbox-support';

/** The figures of requirement M35, as the window gets them. */

const open: { close(): Promise<void> }[] = [];
let server: PracticeServer;
let desk: Desk;

async function start(): Promise<void> {
  server = await startQuietServer();
  desk = await startDesk({ server });
  open.push(desk, server);
}

afterEach(async () => {
  for (const part of open.splice(0)) await part.close();
});

async function trouble(rest: object | null): Promise<void> {
  const response = await fetch(`${server.rest.replace(/\/api$/, '')}/practice/trouble`, {
    method: rest === null ? 'DELETE' : 'PUT',
    headers: { authorization: `Bot ${server.token}`, 'content-type': 'application/json' },
    ...(rest && { body: JSON.stringify({ rest }) }),
  });
  expect(response.status).toBeLessThan(300);
}

const SEND = 'POST /channels/:channel/messages';

describe('the diagnostics of a session', () => {
  it('count requests, errors and limits by route, with how long each took', async () => {
    await start();
    const sent = await desk.submit({});
    await desk.reaches(sent.entryId, 'sent');
    await trouble({
      seed: 'limits',
      faults: [
        {
          kind: 'rateLimited',
          methods: ['POST'],
          path: '/channels/*/messages',
          scope: 'user',
          retryAfterMs: 50,
          count: 1,
        },
      ],
    });
    const limited = await desk.submit({});
    await desk.reaches(limited.entryId, 'sent');

    const { rest } = await desk.api.app.diagnostics();
    const route = rest?.routes.find(({ route }) => route === SEND);
    expect(route, JSON.stringify(rest?.routes.map((r) => r.route))).toMatchObject({
      requests: 2,
      errors: 0,
      limitsHit: 1,
    });
    expect(route?.answer.p50Ms).toBeGreaterThan(0);
    expect(route?.whole.p99Ms).toBeGreaterThanOrEqual(50);
    expect(rest?.total.limitsHit).toBe(1);
    expect(rest?.queue).toMatchObject({ now: 0 });
    expect(rest?.buckets).toBeGreaterThan(0);
    expect(rest?.invalidRequests.recent).toBe(1);
  });

  it('say nothing about REST when nobody is signed in, and begin anew with the next session', async () => {
    await start();
    const sent = await desk.submit({});
    await desk.reaches(sent.entryId, 'sent');
    await desk.api.accounts.signOut();
    expect((await desk.api.app.diagnostics()).rest).toBeNull();
    await desk.connect();
    const { rest } = await desk.api.app.diagnostics();
    expect(rest?.routes.some(({ route }) => route === SEND)).toBe(false);
    expect(rest?.total.errors).toBe(0);
  });

  it('hold errors against the threshold once enough was asked', async () => {
    await start();
    await trouble({
      seed: 'errors',
      faults: [{ kind: 'status', statuses: [400], methods: ['GET'], path: '/channels/*/messages' }],
    });
    const before = judgeRestMetrics(notNull((await desk.api.app.diagnostics()).rest));
    expect(before.find(({ id }) => id === 'requestErrors')?.level).toBe('quiet');
    for (let n = 0; n < 20; n += 1) {
      await desk.api.messages
        .list({ channelId: desk.channelId, from: { kind: 'newest' }, limit: 10 })
        .catch(() => undefined);
    }
    const after = judgeRestMetrics(notNull((await desk.api.app.diagnostics()).rest));
    expect(after.find(({ id }) => id === 'requestErrors')).toMatchObject({ level: 'over', threshold: 0.01 });
  });

  it('name no token', async () => {
    await start();
    expect(JSON.stringify(await desk.api.app.diagnostics())).not.toContain(server.token);
  });
});

function notNull<T>(value: T | null): T {
  if (value === null) throw new Error('there is no session');
  return value;
}
