import { afterEach, describe, expect, it } from 'vitest';
import { createRestClient, createUndiciHttp, type RestClient, routes } from '../../src/main/discord/rest';
import { type PracticeServer, startPracticeServer } from '../../src/main/practice-server/practice-server';
import { systemClock } from '../../src/main/support/clock';
import { silentLogger } from '../../src/main/support/logger';
import { Secret } from '../../src/main/support/secret';

/** The client at the practice server, whose limits are strict: those of Discord, and some nobody would guess. */
describe('the REST client at the practice server', () => {
  let server: PracticeServer;
  let client: RestClient;
  const start = async (options: Parameters<typeof startPracticeServer>[0]) => {
    server = await startPracticeServer({ seed: 'rest', scripted: false, startVoice: null, ...options });
    client = createRestClient({
      baseUrl: server.rest,
      token: new Secret(server.token),
      http: createUndiciHttp(),
      clock: systemClock,
      random: Math.random,
      logger: silentLogger,
      appVersion: '0.1.0',
    });
  };
  afterEach(async () => {
    await client.close();
    await server.close();
  });

  const mixed = async () => {
    const channel = server.textChannelId;
    const first = await client.request(routes.createMessage(channel, { content: 'first' }));
    const hook = await client.request(routes.createWebhook(channel, { name: 'desk' }));
    if (!hook.token) throw new Error('a new webhook tells its token');
    const webhook = { id: hook.id, token: hook.token };
    const work: Promise<unknown>[] = [];
    for (let n = 0; n < 12; n += 1) {
      work.push(
        client.request(
          routes.createMessage(channel, { content: `m${n}`, nonce: `n${n}`, enforce_nonce: true }),
        ),
        client.request(routes.getMessage(channel, first.id)),
        client.request(routes.listMessages(channel, { limit: 5 }), { priority: 'background' }),
        client.request(routes.executeWebhookAndWait(webhook, { content: `w${n}` })),
        client.request(routes.addReaction(channel, first.id, ['👍', '🎉', '🔥'][n % 3] ?? '👍')),
        client.request(routes.getChannel(channel)),
        client.request(routes.editMessage(channel, first.id, { content: `first, ${n}` })),
      );
    }
    await Promise.all(work);
  };

  it('never has to be told to slow down under limits like those of Discord', async () => {
    await start({ limits: { scale: 0.3 } });
    await mixed();
    expect(client.metrics().total).toMatchObject({ limitsHit: 0, errors: 0, retries: 0 });
  });

  it('gets everything done under limits that are odd, shared and partly untold', async () => {
    await start({ limits: { profile: 'odd', scale: 0.3 } });
    await mixed();
    const { errors, requests, limitsHit } = client.metrics().total;
    expect({ errors, requests }).toEqual({ errors: 0, requests: 86 });
    // Limits that nothing tells of have to be met once to be known.
    expect(limitsHit).toBeLessThan(86);
  });
});
