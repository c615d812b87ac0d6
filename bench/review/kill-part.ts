/** A writing process is killed, or the power fails, at random moments: how much is lost, and is every file valid? */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FRAME_SAMPLES } from '@shared/audio/constants';
import { build } from 'vite';
import { projectRoot } from '../../scripts/setup/project.mjs';
import { createOpusEncoder } from '../../src/main/discord/voice/codec';
import { createSessionRecorder } from '../../src/main/recording';
import { checkCut } from '../../test/support/recording/cut-check';
import { watchSyncs } from '../../test/support/recording/power-cut';
import type { BenchPart } from '../harness';

const KILLS = 200;
const AT_A_TIME = 6;
const POWER_CUTS = 40;
const PEOPLE = ['10', '11', '12'];

export const killing: BenchPart = {
  name: 'kill',
  measure: async ({ round, scratchDir, say }) => {
    // Two hundred kills are what is asked for; further rounds would say nothing new.
    if (round > 0) return {};
    const frames = encodeFrames();
    const child = await bundleChild(scratchDir);
    const framesFile = join(scratchDir, 'frames.json');
    await writeFile(framesFile, JSON.stringify(frames.map((opus) => Buffer.from(opus).toString('base64'))));
    say(`killing a recorder ${KILLS} times`);
    const lost: number[] = [];
    const invalid: string[] = [];
    let next = 0;
    const worker = async () => {
      while (next < KILLS) {
        const kill = next;
        next += 1;
        const sessionDir = join(scratchDir, `kill-${kill}`);
        const account = join(scratchDir, `kill-${kill}.steps`);
        const givenMs = await runAndKill([child, sessionDir, framesFile, account], account);
        const outcome = await checkCut(sessionDir, givenMs, PEOPLE.length);
        lost.push(outcome.lostSeconds);
        invalid.push(...outcome.invalid.map((why) => `${kill}: ${why}`));
        await rm(sessionDir, { recursive: true, force: true });
      }
    };
    await Promise.all(Array.from({ length: AT_A_TIME }, worker));
    say(`cutting the power ${POWER_CUTS} times`);
    const cuts = await cutPower(scratchDir, frames);
    for (const why of [...invalid, ...cuts.invalid].slice(0, 10)) say(why);
    return {
      kill_lost_s: Math.max(...lost),
      kill_invalid_files: invalid.length,
      power_lost_s: Math.max(...cuts.lost),
      power_invalid_files: cuts.invalid.length,
    };
  },
  figures: (series) => [
    { id: 'kill_lost_s', value: series.median('kill_lost_s'), unit: 's', goal: 1, better: 'lower' },
    {
      id: 'kill_invalid_files',
      value: series.median('kill_invalid_files'),
      unit: '',
      goal: 0,
      better: 'lower',
    },
    { id: 'power_lost_s', value: series.median('power_lost_s'), unit: 's', goal: 1, better: 'lower' },
    {
      id: 'power_invalid_files',
      value: series.median('power_invalid_files'),
      unit: '',
      goal: 0,
      better: 'lower',
    },
  ],
};

function encodeFrames(): Uint8Array[] {
  const encoder = createOpusEncoder(64_000);
  return Array.from({ length: 50 }, (_, frame) => {
    const pcm = Int16Array.from({ length: FRAME_SAMPLES * 2 }, (_, i) =>
      Math.round(9_000 * Math.sin((frame * FRAME_SAMPLES + (i >> 1)) * (0.02 + frame / 5_000))),
    );
    return Uint8Array.from(encoder.encode(pcm));
  });
}

/** The writing process as one plain file: two hundred of them are to start quickly. */
async function bundleChild(scratchDir: string): Promise<string> {
  await build({
    root: projectRoot,
    configFile: false,
    logLevel: 'error',
    resolve: { alias: { '@shared': join(projectRoot, 'src/shared') } },
    ssr: { noExternal: true },
    build: {
      ssr: join(projectRoot, 'bench/review/kill-child.ts'),
      outDir: join(scratchDir, 'child'),
      target: 'node18',
      rollupOptions: { output: { format: 'cjs', entryFileNames: 'child.cjs' } },
    },
  });
  return join(scratchDir, 'child', 'child.cjs');
}

/** Starts it, kills it 0.2 to 3 s after its first packet; answers how many ms of sound it had been given. */
async function runAndKill(args: string[], account: string): Promise<number> {
  const process_ = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  const ended = once(process_, 'close');
  const given = async () => {
    const bytes = await readFile(account).catch(() => Buffer.alloc(0));
    return bytes.length < 4 ? 0 : bytes.readUInt32LE();
  };
  for (let turn = 0; turn < 2_000 && (await given()) === 0; turn += 1)
    await new Promise((resolve) => setTimeout(resolve, 10));
  await new Promise((resolve) => setTimeout(resolve, 200 + Math.random() * 2_800));
  process_.kill('SIGKILL');
  await ended;
  return (await given()) * 20;
}

async function cutPower(scratchDir: string, frames: readonly Uint8Array[]) {
  const power = await watchSyncs();
  const lost: number[] = [];
  const invalid: string[] = [];
  try {
    // Some at a time: forty that all sync at once would measure the disk.
    for (let first = 0; first < POWER_CUTS; first += 4) {
      await Promise.all(
        [0, 1, 2, 3].map(async (beside) => {
          const sessionDir = join(scratchDir, `power-${first + beside}`);
          const left = `${sessionDir}-left`;
          const recorder = await createSessionRecorder({
            sessionDir,
            title: 'Power',
            guild: { id: '1', name: 'g' },
            channel: { id: '2', name: 'c' },
          });
          const aliveMs = 400 + Math.random() * 2_600;
          const startMs = performance.now();
          let step = 0;
          while (performance.now() - startMs < aliveMs) {
            for (; step * 20 < performance.now() - startMs; step += 1) {
              for (const userId of PEOPLE) {
                recorder.onPacket({
                  userId,
                  ssrc: Number(userId),
                  sequence: step & 0xffff,
                  rtpTimestamp: step * FRAME_SAMPLES,
                  arrivalMs: startMs + step * 20,
                  opus: frames[step % frames.length] ?? new Uint8Array(),
                });
              }
            }
            await new Promise((resolve) => setTimeout(resolve, 5));
          }
          const givenMs = step * 20;
          await power.cut(sessionDir, left);
          await recorder.stop();
          const outcome = await checkCut(left, givenMs, PEOPLE.length);
          lost.push(outcome.lostSeconds);
          invalid.push(...outcome.invalid.map((why) => `power ${first + beside}: ${why}`));
        }),
      );
    }
  } finally {
    power.end();
  }
  return { lost, invalid };
}
