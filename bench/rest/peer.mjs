// The peer: @discordjs/rest, unmodified, with the same requests to the same server.
import { createRequire } from 'node:module';

const { port, unlimited, counterpart } = JSON.parse(process.argv[2] ?? '{}');
const { REST } = createRequire(counterpart)('@discordjs/rest');

const rest = new REST({
  api: `http://127.0.0.1:${port}/api`,
  ...(unlimited ? { globalRequestsPerSecond: 1_000_000 } : {}),
}).setToken('bench');
/** @param {number} channel */
const ask = (channel) => rest.get(`/channels/${10 + channel}/messages/1`);

/** @param {{ count: number, routes: number }} command */
async function queue({ count, routes }) {
  const beganMs = performance.now();
  await Promise.all(Array.from({ length: count }, (_, n) => ask(n % routes)));
  return { type: 'queue', wallMs: performance.now() - beganMs };
}

/** @param {{ count: number, atOnce: number }} command */
async function cpu({ count, atOnce }) {
  let left = count;
  const before = process.cpuUsage();
  /** @param {number} channel */
  const worker = async (channel) => {
    while (left-- > 0) await ask(channel);
  };
  await Promise.all(Array.from({ length: atOnce }, (_, n) => worker(n)));
  const used = process.cpuUsage(before);
  return { type: 'cpu', microsPerRequest: (used.user + used.system) / count };
}

process.on('message', async (/** @type {any} */ command) => {
  process.send?.(command.type === 'queue' ? await queue(command) : await cpu(command));
});
process.on('disconnect', () => process.exit(0));
process.send?.({ type: 'ready' });
