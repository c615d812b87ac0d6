/**
 * `npm run fuzz -- [--packets N] [--seed N]`: feeds mutated packets to every reader of the voice connection, ten million
 * by default, and says what crashed, and how the heap stood before and after.
 */
import { parseArgs } from 'node:util';
import { mutate, seededRandom } from './mutate';
import { type FuzzTarget, voiceTargets } from './voice-targets';

const { values } = parseArgs({
  options: { packets: { type: 'string', default: '10000000' }, seed: { type: 'string', default: '1' } },
});

function collect(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

function fuzz(target: FuzzTarget, packets: number, seed: number): string | null {
  const random = seededRandom(seed);
  const pool = target.seeds;
  for (let i = 0; i < packets; i += 1) {
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
  const targets = await voiceTargets();
  const each = Math.ceil(Number(values.packets) / targets.length);
  const seed = Number(values.seed);
  let failed = 0;
  for (const target of targets) {
    fuzz(target, Math.min(each, 20_000), seed + 1);
    const heapBefore = collect();
    const began = performance.now();
    const crash = fuzz(target, each, seed);
    const seconds = (performance.now() - began) / 1_000;
    const grownKb = Math.round((collect() - heapBefore) / 1_024);
    if (crash) failed += 1;
    const verdict = crash ? `CRASH\n${crash}` : 'no crash';
    process.stdout.write(
      `${target.name}: ${each} packets, ${seconds.toFixed(1)} s, heap ${grownKb} KB, ${verdict}\n`,
    );
  }
  process.exitCode = failed === 0 ? 0 : 1;
}

void main();
