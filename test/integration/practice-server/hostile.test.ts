import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PracticeServer, startPracticeServer } from '../../../src/main/practice-server/practice-server';
import { apiRoutes } from '../../../src/main/practice-server/rest/routes';
import { createLogger, type LogEntry } from '../../../src/main/support/logger';
import { SteppedClock } from '../../support/stepped-clock';
import { RawGateway } from './clients';

/** A seed that is written down keeps a failure repeatable. */
const RUNS = { seed: 20_260_101, numRuns: 500 };

let server: PracticeServer;
/** Moved on before each request, so that limits do not answer in the handlers' place. */
const clock = new SteppedClock();
const logged: LogEntry[] = [];
beforeAll(async () => {
  const logger = createLogger('practice', (entry) => logged.push(entry));
  server = await startPracticeServer({
    seed: 'hostile',
    clock,
    scripted: false,
    startVoice: null,
    identifyIntervalMs: 0,
    logger,
  });
});
afterAll(() => server.close());

const failures = () =>
  logged.filter(({ level }) => level === 'error').map(({ message, fields }) => `${message} ${fields}`);

const value = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom(null, -1, 1e308, '', '0', '99999999999999999999', 'x'.repeat(3000), [[[]]], {
    __proto__: null,
  }),
);
const KEYS = [
  'content',
  'name',
  'type',
  'parent_id',
  'permission_overwrites',
  'embeds',
  'channel_id',
  'roles',
  'nick',
  'mute',
  'status',
  'nonce',
  'message_reference',
  'attachments',
  'suppress',
  'communication_disabled_until',
  'bitrate',
  'allowed_mentions',
];
const body = fc.oneof(value, fc.dictionary(fc.constantFrom(...KEYS), value));

describe('anything a client may send', () => {
  it('over REST is answered with a status below 500', async () => {
    const ids = () => [server.guildId, server.voiceChannelId, server.textChannelId, server.world.botId, '1'];
    const statuses = new Map<number, number>();
    const request = fc.record({
      route: fc.constantFrom(...apiRoutes.filter(({ method }) => method !== 'DELETE')),
      body,
      pick: fc.nat({ max: 4 }),
      query: fc.webQueryParameters(),
    });
    await fc.assert(
      fc.asyncProperty(request, async ({ route, body: sent, pick, query }) => {
        const path = route.path
          .replace(/:guildId/, server.guildId)
          .replace(/:channelId/, ids()[pick] ?? '1')
          .replace(/:\w+/g, ids()[pick] ?? '1');
        clock.advance(700_000);
        const response = await fetch(`${server.rest}/v10${path}?${query}`, {
          method: route.method,
          headers: { Authorization: `Bot ${server.token}`, 'Content-Type': 'application/json' },
          ...(route.method === 'GET' ? {} : { body: JSON.stringify(sent) ?? 'null' }),
        });
        await response.arrayBuffer();
        expect(response.status, `${route.method} ${path} ${JSON.stringify(sent)}`).toBeLessThan(500);
        statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
      }),
      RUNS,
    );
    expect(statuses.get(429)).toBeUndefined();
    for (const status of [200, 400, 404]) expect(statuses.get(status) ?? 0).toBeGreaterThan(5);
    expect(failures()).toEqual([]);
  });

  it('over the gateway ends that connection at most', async () => {
    const frame = fc.oneof(
      fc.string(),
      fc.jsonValue().map((any) => JSON.stringify(any)),
      fc
        .record({ op: fc.constantFrom(1, 2, 3, 4, 6, 8, 31, 43), d: value })
        .map((any) => JSON.stringify(any)),
      fc
        .record({
          op: fc.constantFrom(3, 4, 8, 31, 43),
          d: fc.dictionary(
            fc.constantFrom(
              'guild_id',
              'channel_id',
              'query',
              'limit',
              'user_ids',
              'fields',
              'guild_ids',
              'status',
              'self_mute',
            ),
            fc.oneof(value, fc.constantFrom('1', ['1'])),
          ),
        })
        .map((any) => JSON.stringify(any)),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(frame, { maxLength: 4 }), fc.boolean(), async (frames, identified) => {
        const gateway = new RawGateway(server.gateway);
        await gateway.op(10);
        if (identified) {
          gateway.identify(server.token, 1 + 2 + 128 + 512);
          await gateway.dispatch('READY');
        }
        for (const text of frames) gateway.socket.send(text);
        gateway.send(99, null);
        const code = await gateway.closed();
        expect([4001, 4002, 4003, 4004, 4005, 4007]).toContain(code);
      }),
      { ...RUNS, numRuns: 80 },
    );
    expect(failures()).toEqual([]);
    const last = new RawGateway(server.gateway);
    await last.op(10);
    last.identify(server.token, 1);
    await last.dispatch('READY');
    last.socket.close(1000);
  });
});
