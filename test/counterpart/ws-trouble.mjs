// @discordjs/ws, unmodified, through an evening of trouble: cuts, op 7, op 9, dead lines and storms. It says how many
// events it was handed and whether any sequence number was missing, or came twice unasked: told op 9 in the same breath
// as dispatches, it resumes from before those (it notes a number a few turns after it has read a frame), and so has them
// sent again.
// Usage: node ws-trouble.mjs '{"rest","token","compression"}'
import { REST } from '@discordjs/rest';
import { CompressionMethod, WebSocketManager, WebSocketShardEvents } from '@discordjs/ws';
import { controlOf, say } from './support.mjs';

const info = JSON.parse(process.argv[2] ?? '{}');
const control = controlOf(info);
const ALL = 0b1111_1111_1111_1111;
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function get(path, method = 'GET') {
  const response = await fetch(new URL(`/practice/${path}`, info.rest), {
    method,
    headers: { Authorization: `Bot ${info.token}` },
  });
  return response.json();
}

const manager = new WebSocketManager({
  token: info.token,
  intents: ALL,
  rest: new REST({ version: '10', api: info.rest }).setToken(info.token),
  ...(info.compression ? { compression: CompressionMethod[info.compression] } : {}),
});
const events = [];
let resumed = 0;
let ready = 0;
const closes = [];
const errors = [];
/** The sequence numbers it resumed after. */
const resumedAfter = [];
manager.on(WebSocketShardEvents.Debug, (told) => {
  const after = /^Resuming session[\s\S]*sequence: (\d+)/.exec(told.message ?? told)?.[1];
  if (after !== undefined) resumedAfter.push(Number(after));
});
manager.on(WebSocketShardEvents.Ready, () => {
  ready += 1;
});
manager.on(WebSocketShardEvents.Resumed, () => {
  resumed += 1;
});
manager.on(WebSocketShardEvents.Closed, (code) => closes.push(typeof code === 'object' ? code.code : code));
manager.on(WebSocketShardEvents.Error, (error) => errors.push(String(error.error ?? error)));
manager.on(WebSocketShardEvents.Dispatch, (payload) => events.push(payload.data ?? payload));

async function until(what, holds, ms = 15_000) {
  const limit = Date.now() + ms;
  while (!holds()) {
    if (Date.now() > limit) throw new Error(`${what} did not come`);
    await sleep(20);
  }
}

/** Where a number is not the next one, nor the first after one that was resumed after; -1 when all are right. */
function firstWrong(numbers, asked) {
  const left = [...asked];
  return numbers.findIndex((number, index) => {
    const last = numbers[index - 1];
    if (last === undefined || number === last + 1) return false;
    const at = left.indexOf(number - 1);
    if (at === -1 || number > last) return true;
    left.splice(0, at + 1);
    return false;
  });
}

/** A storm, with something done to the line half-way; then everything must have come, in order, once. */
async function storm(name, trouble, resumes = 1) {
  const from = events.length;
  const before = resumed;
  const askedBefore = resumedAfter.length;
  await control('storm', {
    seed: name,
    eventsPerSecond: 400,
    forMs: 1500,
    kinds: { voiceStates: 3, messages: 1, members: 1 },
  });
  await sleep(500);
  await trouble();
  while ((await get('storm')).running) await sleep(50);
  const [session] = (await get('world')).sessions;
  await until(`the last event of ${name}`, () => events.some(({ s }) => s === session.seq));
  await until(`what ${name} resumes`, () => resumed - before >= resumes);
  const numbers = events.slice(from).map(({ s }) => s);
  const asked = resumedAfter.slice(askedBefore);
  const wrongAt = firstWrong(numbers, asked);
  say(name, {
    events: numbers.length,
    inOrder: wrongAt === -1,
    resumes: resumed - before,
    // Sequence number and event around the first that was missing or came twice.
    ...(wrongAt === -1
      ? {}
      : {
          asked,
          around: events
            .slice(from + Math.max(0, wrongAt - 4), from + wrongAt + 4)
            .map(({ s, t }) => `${s} ${t}`),
        }),
  });
}

try {
  await manager.connect();
  await until('the guild', () => events.some(({ t }) => t === 'GUILD_CREATE'));
  say('connected', { ready });
  await storm('quiet', async () => undefined, 0);
  await storm('cut', () => control('gateway/drop'));
  await storm('closed', () => control('gateway/close', { code: 4000 }));
  await storm('reconnect', () => control('gateway/reconnect'));
  await storm(
    'twoCuts',
    async () => {
      await control('gateway/drop');
      await until('the first resume', () => resumed >= 4);
      await control('gateway/drop');
    },
    2,
  );
  await storm('resumableInvalid', () => control('gateway/invalid-session', { resumable: true }));
  const readyBefore = ready;
  await control('gateway/invalid-session', { resumable: false });
  await until('another READY', () => ready > readyBefore);
  say('invalidSession', { readies: ready - readyBefore });
  say('done', { closes, errors });
} catch (error) {
  say('failed', { message: String(error), closes, errors, resumed, ready, events: events.length });
  process.exitCode = 1;
} finally {
  await manager.destroy();
  setTimeout(() => process.exit(), 200);
}
