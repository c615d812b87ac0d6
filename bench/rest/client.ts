/** The measured process: our client, or undici alone with the same requests. Obeys one command after the other. */
import { Pool } from 'undici';
import { createRestClient, createUndiciHttp, type RestClient, routes } from '../../src/main/discord/rest';
import { systemClock } from '../../src/main/support/clock';
import { silentLogger } from '../../src/main/support/logger';
import { Secret } from '../../src/main/support/secret';
import { type ClientCommand, type ClientMessage, NO_LIMIT } from './protocol';

const { port, bare, unlimited } = JSON.parse(process.argv[2] ?? '{}') as {
  port: number;
  bare: boolean;
  unlimited: boolean;
};
const origin = `http://127.0.0.1:${port}`;

type Ask = (channel: number) => Promise<unknown>;

function ours(): { client: RestClient; ask: Ask } {
  const client = createRestClient({
    baseUrl: `${origin}/api`,
    token: new Secret('bench'),
    http: createUndiciHttp(),
    clock: systemClock,
    random: Math.random,
    logger: silentLogger,
    appVersion: '0.0.0',
    maxQueued: 10_000,
    ...(unlimited ? { limits: { globalLimit: NO_LIMIT, globalWindowMs: 1_000 } } : {}),
  });
  return { client, ask: (channel) => client.request(routes.getMessage(String(10 + channel), '1')) };
}

/** What whoever uses undici without a client of their own writes: ask, read, parse. */
function bareUndici(): Ask {
  const pool = new Pool(origin, { connections: 50, pipelining: 1 });
  const headers = { authorization: 'Bot bench', 'user-agent': 'bench', accept: 'application/json' };
  return async (channel) => {
    const { body } = await pool.request({
      path: `/api/v10/channels/${10 + channel}/messages/1`,
      method: 'GET',
      headers,
    });
    return JSON.parse(await body.text());
  };
}

const { client, ask } = bare ? { client: null, ask: bareUndici() } : ours();

async function queue(count: number, channels: number): Promise<ClientMessage> {
  const beganMs = performance.now();
  await Promise.all(Array.from({ length: count }, (_, n) => ask(n % channels)));
  return { type: 'queue', wallMs: performance.now() - beganMs };
}

async function cpu(count: number, atOnce: number): Promise<ClientMessage> {
  let left = count;
  const before = process.cpuUsage();
  const worker = async (channel: number): Promise<void> => {
    while (left-- > 0) await ask(channel);
  };
  await Promise.all(Array.from({ length: atOnce }, (_, n) => worker(n)));
  const used = process.cpuUsage(before);
  return { type: 'cpu', microsPerRequest: (used.user + used.system) / count };
}

async function paced(command: Extract<ClientCommand, { type: 'paced' }>): Promise<ClientMessage> {
  const { kind, perSecond, seconds, targets } = command;
  const beganMs = performance.now();
  const all: Promise<{ issuedAtMs: number; latencyMs: number }>[] = [];
  const issue = async (n: number) => {
    const issuedAtMs = Date.now();
    const startMs = performance.now();
    const target = String(100 + (n % targets));
    await (kind === 'webhook'
      ? client?.request(
          routes.executeWebhookAndWait(
            { id: target, token: new Secret('bench-token') },
            { content: 'hello' },
          ),
        )
      : client?.request(
          routes.createMessage(target, { content: 'hello', nonce: String(n), enforce_nonce: true }),
        ));
    return { issuedAtMs, latencyMs: performance.now() - startMs };
  };
  for (let n = 0; n < perSecond * seconds; n += 1) {
    const dueMs = beganMs + (n * 1_000) / perSecond;
    const waitMs = dueMs - performance.now();
    if (waitMs > 0) await new Promise((done) => setTimeout(done, waitMs));
    all.push(issue(n));
  }
  return { type: 'paced', requests: await Promise.all(all) };
}

process.on('message', async (command: ClientCommand) => {
  if (command.type === 'queue') process.send?.(await queue(command.count, command.routes));
  else if (command.type === 'cpu') process.send?.(await cpu(command.count, command.atOnce));
  else process.send?.(await paced(command));
});
process.on('disconnect', () => process.exit(0));
process.send?.({ type: 'ready' } satisfies ClientMessage);
