/**
 * `npm run fuzz -- [--packets N] [--seed N]`: feeds mutated packets to every reader of the voice connection, ten million
 * by default, and says what crashed or kept something of what it was given, by the heap before and after.
 */
import { parseArgs } from 'node:util';
import { daveyTargets } from './davey-targets';
import { fileTargets } from './file-targets';
import { keepsTooMuch } from './heap-rule';
import { mutate, seededRandom } from './mutate';
import { receiveTargets } from './receive-targets';
import { type FuzzTarget, voiceTargets } from './voice-targets';

const { values } = parseArgs({
  options: { packets: { type: 'string', default: '10000000' }, seed: { type: 'string', default: '1' } },
});

async function collect(): Promise<number> {
  if (!globalThis.gc) throw new Error('what is kept can only be told with --expose-gc');
  // What is let go in one round may be what holds the next, and the memory of buffers is given back after that.
  for (let round = 0; round < 3; round += 1) {
    await new Promise((done) => setImmediate(done));
    globalThis.gc();
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

async function fuzz(target: FuzzTarget, packets: number, seed: number): Promise<string | null> {
  const random = seededRandom(seed);
  const pool = target.seeds;
  for (let i = 0; i < packets; i += 1) {
    // What streams and the library have put off is done as in the app, and does not pile up.
    if (i % 1_000 === 0) await new Promise((done) => setImmediate(done));
    const input = mutate(
      pool[random.int(pool.length)] as Buffer,
      pool[random.int(pool.length)] as Buffer,
      random,
    );
    try {
      target.feed(input);
    } catch (error) {
      return `packet ${i}: ${input.toString('hex')}\n${error instanceof Error ? error.stack : String(error)}`;
    }
  }
  return null;
}

async function main(): Promise<void> {
  const targets = [
    ...(await voiceTargets()),
    ...(await receiveTargets()),
    ...fileTargets(),
    ...(await daveyTargets()),
  ];
  const shares = targets.reduce((sum, { share = 1 }) => sum + share, 0);
  const seed = Number(values.seed);
  let failed = 0;
  for (const target of targets) {
    const each = Math.ceil((Number(values.packets) * (target.share ?? 1)) / shares);
    await fuzz(target, Math.min(Math.ceil(each / 10), 20_000), seed + 1);
    const heapBefore = await collect();
    const began = performance.now();
    const crash = await fuzz(target, each, seed);
    const seconds = (performance.now() - began) / 1_000;
    const grown = (await collect()) - heapBefore;
    const grownKb = Math.round(grown / 1_024);
    const kept = keepsTooMuch(grown, each);
    if (crash || kept) failed += 1;
    const verdict = crash ? `CRASH\n${crash}` : kept ? 'KEEPS WHAT IT WAS GIVEN' : 'no crash';
    process.stdout.write(
      `${target.name}: ${each} packets, ${seconds.toFixed(1)} s, heap ${grownKb} KB, ${verdict}\n`,
    );
  }
  process.exitCode = failed === 0 ? 0 : 1;
}

void main();
