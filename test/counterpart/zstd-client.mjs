// A gateway client over zstd-stream that trusts Node's own zstd: each WebSocket message is one payload of one stream.
// It is cut twice in a storm, resumes, and says whether any sequence number was missing or came twice.
// Usage: node zstd-client.mjs '{"rest","gateway","token"}'
import { once } from 'node:events';
import { constants, createZstdDecompress } from 'node:zlib';
import { WebSocket } from 'ws';
import { controlOf, say } from './support.mjs';

const info = JSON.parse(process.argv[2] ?? '{}');
const control = controlOf(info);
const LIMIT_MS = 20_000;
const numbers = [];
const seen = new Set();
let sessionId = null;
let partial = 0;

/** One connection: identifies or resumes, and hands each payload on until it closes. */
async function connect(onPayload) {
  const socket = new WebSocket(`${info.gateway}?v=10&encoding=json&compress=zstd-stream`);
  const stream = createZstdDecompress();
  let text = '';
  stream.on('data', (chunk) => {
    text += chunk.toString('utf8');
  });
  let turn = Promise.resolve();
  socket.on('message', (bytes) => {
    turn = turn.then(async () => {
      stream.write(bytes);
      await new Promise((resolve) => stream.flush(constants.ZSTD_e_flush, resolve));
      const whole = text;
      text = '';
      try {
        onPayload(JSON.parse(whole), socket);
      } catch (error) {
        if (error instanceof SyntaxError) partial += 1;
        else throw error;
      }
    });
  });
  socket.on('error', () => undefined);
  await once(socket, 'close');
  await turn;
  stream.close();
}

const limit = setTimeout(() => {
  say('failed', { message: 'it took too long', numbers: numbers.length, partial });
  process.exit(1);
}, LIMIT_MS);
let resumed = 0;
let over = false;
const receive = ({ op, t, s, d }, socket) => {
  if (s !== null) numbers.push(s);
  if (t !== null) seen.add(t);
  if (t === 'READY') sessionId = d.session_id;
  if (t === 'RESUMED') resumed += 1;
  if (op !== 10) return;
  const token = info.token;
  const last = numbers.at(-1);
  const send = (frame) => socket.send(JSON.stringify(frame));
  if (sessionId === null) send({ op: 2, d: { token, intents: 65_535, properties: {} } });
  else send({ op: 6, d: { token, session_id: sessionId, seq: last } });
};
const talk = (async () => {
  while (!over) await connect(receive);
})();
const until = async (holds) => {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 10));
};
await until(() => seen.has('GUILD_CREATE'));
await control('storm', { eventsPerSecond: 800, forMs: 1000 });
for (const cut of [1, 2]) {
  await new Promise((resolve) => setTimeout(resolve, 300));
  await control('gateway/drop');
  await until(() => resumed === cut);
}
await new Promise((resolve) => setTimeout(resolve, 1000));
over = true;
await control('gateway/drop');
await talk;
clearTimeout(limit);
say('done', {
  resumed,
  partial,
  events: numbers.length,
  inOrder: numbers.every((number, index) => number === index + 1),
});
