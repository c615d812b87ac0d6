import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RecordingSummary } from '../../../src/shared/models/recordings';
import { type LongPlan, planEvening } from '../../support/long-session/plan';
import type { Host } from '../show/host';
import { rest } from './choir';
import { EVENING, LIVE_MS } from './long-plan';
import type { Reviewer } from './review';

const HOUR_MS = 3_600_000;
const FOLDER = 'long-evening';
const STEP_MS = 20;
/** Four hours on the fast clock, also on a slow disk. */
const FAST_LIMIT_MS = 180_000;
/** Killed so long after its clock is the real one, and up to so much later: at any moment of a write. */
const KILL_AFTER_MS = 5_000;
const KILL_WITHIN_MS = 10_000;
const MENDED_WITHIN_MS = 60_000;
/** What is exported of it. */
export const FROM_MS = 2 * HOUR_MS;
export const TO_MS = FROM_MS + 5 * 60_000;

export interface LongKilled {
  sessionDir: string;
  plan: LongPlan;
  /** How the recording process ended, and what its manifest said then. */
  signal: NodeJS.Signals | null;
  manifestState: string;
  /** What had been given to the recorder when it was killed, ms of the session. */
  givenMs: number;
  fastMs: number;
}

export interface LongFigures {
  health: RecordingSummary['health'];
  openMs: number;
  playedMs: number;
  firstMoveMs: number;
  seekMs: number[];
  /** Whose turn was withheld. */
  held: { name: string; fromMs: number; toMs: number };
  exportMs: number;
  file: string;
}

/** Four hours of ten people, recorded into a library by a process that is killed in the middle of it. */
export async function recordLongKilled(libraryDir: string, workDir: string): Promise<LongKilled> {
  const sessionDir = join(libraryDir, FOLDER);
  const accountFile = join(workDir, 'long-account');
  const script = join(process.cwd(), 'test/demo/session/long-child.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', script, sessionDir, accountFile], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exit = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  const tooSlow = setTimeout(() => child.kill('SIGKILL'), FAST_LIMIT_MS);
  const [said] = await Promise.race([once(child.stdout, 'data'), exit]);
  clearTimeout(tooSlow);
  const fastMs = Number(String(said));
  if (!(fastMs > 0)) throw new Error(`the recorder of four hours ended by itself: ${said}`);
  await rest(KILL_AFTER_MS + Math.random() * KILL_WITHIN_MS);
  child.kill('SIGKILL');
  const [, signal] = await exit;
  const manifest = JSON.parse(await readFile(join(sessionDir, 'session.json'), 'utf8')) as { state: string };
  const givenMs = (await readFile(accountFile)).readUInt32LE(0) * STEP_MS;
  const plan = planEvening(EVENING.hours, EVENING.people, EVENING.seed);
  if (givenMs < plan.durationMs - LIVE_MS + KILL_AFTER_MS / 2)
    throw new Error(`four hours were not recorded: ${givenMs} ms`);
  return { sessionDir, plan, signal, manifestState: manifest.state, givenMs, fastMs };
}

/**
 * What the app made of it when it was started; then opens it by a word of its chat, hears it, seeks across it, withholds
 * somebody's turn, and exports a stretch of its middle.
 */
export async function reviewLong(host: Host, reviewer: Reviewer, { plan }: LongKilled): Promise<LongFigures> {
  const health = await mendedHealth(host);
  const { openMs } = await reviewer.find('March report', /^Chat.*March report/);
  await host.look('8-four-hours');
  const { playedMs, firstMoveMs } = await reviewer.play(3_000);
  const seekMs: number[] = [];
  for (const hours of [3.5, 0.2, 2.6, 1.1]) {
    const asked = performance.now();
    await reviewer.goTo(hours * HOUR_MS);
    seekMs.push(Math.round(performance.now() - asked));
    await reviewer.play(500);
  }
  const held = longestTurn(plan);
  await reviewer.withhold(held.name, held.fromMs, held.toMs);
  await reviewer.select(FROM_MS, TO_MS);
  const { files, tookMs } = await reviewer.export('long', 'mix', 'flac', 'chosen');
  await host.look('9-four-hours-exported');
  const [file] = files.filter((path) => path.endsWith('.flac'));
  if (file === undefined) throw new Error(`nothing was exported: ${files.join(', ')}`);
  return { health, openMs, playedMs, firstMoveMs, seekMs, held, exportMs: tookMs, file };
}

async function mendedHealth(host: Host): Promise<RecordingSummary['health']> {
  const untilMs = Date.now() + MENDED_WITHIN_MS;
  for (;;) {
    const all = await host.ask<RecordingSummary[]>('recordings', 'list');
    const health = all.find(({ recordingId }) => recordingId === FOLDER)?.health;
    if (health?.kind === 'repaired') return health;
    if (Date.now() > untilMs) throw new Error(`four hours were not mended: ${JSON.stringify(health)}`);
    await rest(100);
  }
}

/** The longest stretch in what is exported in which one person speaks and nobody else. */
function longestTurn({ people }: LongPlan): LongFigures['held'] {
  const alone = people.flatMap(({ displayName: name, turns }, index) =>
    turns
      .filter(
        ([from, to]) =>
          from > FROM_MS &&
          to < TO_MS &&
          people.every(
            (other, at) => at === index || other.turns.every(([start, end]) => end <= from || start >= to),
          ),
      )
      .map(([fromMs, toMs]) => ({ name, fromMs, toMs })),
  );
  const [longest] = alone.sort((a, b) => b.toMs - b.fromMs - (a.toMs - a.fromMs));
  if (!longest) throw new Error('nobody speaks alone in what is exported');
  // The dialog takes tenths of a second.
  const { name, fromMs, toMs } = longest;
  return { name, fromMs: Math.ceil(fromMs / 100) * 100, toMs: Math.floor(toMs / 100) * 100 };
}
