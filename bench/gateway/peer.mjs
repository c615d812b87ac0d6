// The peer: @discordjs/ws, unmodified, on the same zlib-stream; it only hands the events over.
import { createRequire } from 'node:module';

const { port, counterpart, lastWord } = JSON.parse(process.argv[2] ?? '{}');
const { CompressionMethod, WebSocketManager, WebSocketShardEvents } =
  createRequire(counterpart)('@discordjs/ws');

const manager = new WebSocketManager({
  token: 'bench',
  intents: 1,
  compression: CompressionMethod.ZlibNative,
  // All it asks REST for is where the gateway is.
  rest: {
    get: async () => ({
      url: `ws://127.0.0.1:${port}`,
      shards: 1,
      session_start_limit: { total: 1_000, remaining: 1_000, reset_after: 0, max_concurrency: 1 },
    }),
  },
});

let events = 0;
let firstAtMs = 0;
let lastAtMs = 0;
let cpuFrom = process.cpuUsage();
let cpuMs = 0;
/** @type {(() => void) | undefined} */
let ended;

manager.on(WebSocketShardEvents.Dispatch, (/** @type {any} */ payload) => {
  const { t, d } = payload.data ?? payload;
  if (t === 'GUILD_CREATE') {
    process.send?.({ type: 'ready', atMs: Date.now() });
    return;
  }
  if (t === 'READY') return;
  if (events === 0) {
    firstAtMs = performance.now();
    cpuFrom = process.cpuUsage();
  }
  events += 1;
  if (t !== 'MESSAGE_CREATE' || d.content !== lastWord) return;
  lastAtMs = performance.now();
  const { user, system } = process.cpuUsage(cpuFrom);
  cpuMs = (user + system) / 1_000;
  ended?.();
});

process.on('message', async () => {
  if (lastAtMs === 0) await new Promise((done) => (ended = () => done(undefined)));
  process.send?.({ type: 'replay', events, wallMs: lastAtMs - firstAtMs, cpuMs });
});
process.on('disconnect', () => process.exit(0));
await manager.connect();
