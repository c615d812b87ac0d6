// @discordjs/rest, unmodified, runs into real 429s of the practice server and comes out again.
// Usage: node rest-limits.mjs '{"rest","token","guildId","textChannelId"}'
import { REST } from '@discordjs/rest';
import { Routes } from 'discord-api-types/v10';
import { say } from './support.mjs';

const info = JSON.parse(process.argv[2] ?? '{}');
const origin = new URL(info.rest).origin;
// It numbers seconds as it finds them in the headers; margins would only slow the test down.
const rest = new REST({ api: info.rest, offset: 20, retries: 3 }).setToken(info.token);
async function control(path, body) {
  const response = await fetch(`${origin}/practice/${path}`, {
    method: 'PUT',
    headers: { Authorization: `Bot ${info.token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`control ${path}: ${response.status} ${await response.text()}`);
}
async function counts() {
  const response = await fetch(`${origin}/practice/limits`, {
    headers: { Authorization: `Bot ${info.token}` },
  });
  return (await response.json()).counts;
}
async function timed(work) {
  const started = performance.now();
  const results = await Promise.all(work());
  return { ms: Math.round(performance.now() - started), results, counts: await counts() };
}
const channel = Routes.channel(info.textChannelId);
const messages = Routes.channelMessages(info.textChannelId);
const send = (content) => rest.post(messages, { body: { content } });

try {
  // Told by headers: the client waits by itself.
  await control('limits', { buckets: { 'messages.create': { limit: 5, windowMs: 500 } } });
  const told = await timed(() => Array.from({ length: 12 }, (_, index) => send(`told ${index}`)));
  say('told', { ms: told.ms, sent: told.results.length, counts: told.counts });

  // Not told: the first 429 teaches it.
  await control('limits', { buckets: { 'messages.create': { limit: 3, windowMs: 400, told: false } } });
  const untold = await timed(() => Array.from({ length: 5 }, (_, index) => send(`untold ${index}`)));
  say('untold', { ms: untold.ms, sent: untold.results.length, counts: untold.counts });

  // A limit inside another one: the headers show room, the 429 says ten minutes; scaled to a second.
  await control('limits', { buckets: { 'channels.name': { limit: 2, windowMs: 900 } } });
  const renamed = await timed(() =>
    [1, 2, 3].map((n) => rest.patch(channel, { body: { name: `name-${n}` } })),
  );
  say('inner', { ms: renamed.ms, names: renamed.results.map(({ name }) => name), counts: renamed.counts });

  // Shared: counted by nobody against us.
  await control('limits', {});
  await control('trouble', {
    rest: {
      faults: [{ kind: 'rateLimited', scope: 'shared', path: '/channels/*', retryAfterMs: 300, count: 1 }],
    },
  });
  const shared = await timed(() => [rest.get(channel)]);
  say('shared', { ms: shared.ms, id: shared.results[0].id, counts: shared.counts });

  // Global, for a while.
  await control('trouble', { rest: { faults: [{ kind: 'rateLimited', scope: 'global', forMs: 600 }] } });
  const globally = await timed(() => [rest.get(channel), rest.get(Routes.guild(info.guildId))]);
  say('global', { ms: globally.ms, ids: globally.results.map(({ id }) => id), counts: globally.counts });

  // A storm of 5xx: it retries, and the request is done once.
  await control('trouble', {
    rest: { faults: [{ kind: 'status', statuses: [502], count: 2, methods: ['POST'] }] },
  });
  const storm = await timed(() => [send('through the storm')]);
  say('storm', { content: storm.results[0].content });
  say('done');
} catch (error) {
  say('failed', { message: error instanceof Error ? error.stack : String(error) });
  process.exitCode = 1;
}
