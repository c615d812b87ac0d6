import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { TroubleSettings } from '@shared/models/practice-trouble';
import { z } from 'zod';
import { createLogger, stderrSink } from '../support/logger';
import { MOST, type PracticeServerOptions, startPracticeServer } from './practice-server';
import { LimitSettings } from './rest/limits/settings';

const PARENT_CHECK_MS = 1000;
const USAGE =
  'usage: practice-server [--port P] [--seed S] [--snapshot FILE]\n' +
  '         [--members N] [--rooms N] [--in-voice N] [--guilds N] [--messages N] [--shards N]\n' +
  '         [--limits discord|odd|FILE.json] [--trouble FILE.json]';

type NumberOption = 'port' | 'members' | 'rooms' | 'inVoice' | 'guilds' | 'messages' | 'requiredShards';
const NUMBERS: readonly (readonly [name: string, option: NumberOption, low: number, high: number])[] = [
  ['port', 'port', 0, 65_535],
  ['members', 'members', 0, MOST.members],
  ['rooms', 'rooms', 0, MOST.rooms],
  ['in-voice', 'inVoice', 0, MOST.members],
  ['guilds', 'guilds', 1, MOST.guilds],
  ['messages', 'messages', 0, MOST.messages],
  ['shards', 'requiredShards', 1, MOST.shards],
];
const OPTION_NAMES = [...NUMBERS.map(([name]) => name), 'seed', 'snapshot', 'limits', 'trouble'];

/** The options of a command line, or the sentence that says what is wrong with it. */
export function readOptions(args: readonly string[]): PracticeServerOptions | string {
  let values: Partial<Record<string, string>>;
  try {
    values = parseArgs({
      args: [...args],
      options: Object.fromEntries(OPTION_NAMES.map((name) => [name, { type: 'string' as const }])),
    }).values as Partial<Record<string, string>>;
  } catch (error) {
    return `${error instanceof Error ? error.message : String(error)}\n${USAGE}`;
  }
  const numbers: Partial<Record<NumberOption, number>> = {};
  for (const [name, option, low, high] of NUMBERS) {
    const value = wholeNumber(values[name], low, high);
    if (value === null) return `--${name} is a number from ${low} to ${high}\n${USAGE}`;
    if (value !== undefined) numbers[option] = value;
  }
  const limits = settingsFrom(LimitSettings, profileOrFile(values.limits));
  if (typeof limits === 'string') return `--limits: ${limits}\n${USAGE}`;
  const trouble = settingsFrom(TroubleSettings, values.trouble);
  if (typeof trouble === 'string') return `--trouble: ${trouble}\n${USAGE}`;
  return {
    ...(limits === undefined ? {} : { limits }),
    ...(trouble === undefined ? {} : { trouble }),
    ...numbers,
    ...(values.seed === undefined ? {} : { seed: values.seed }),
    ...(values.snapshot === undefined ? {} : { snapshotPath: values.snapshot }),
  };
}

const profileOrFile = (text: string | undefined): string | { profile: string } | undefined =>
  text === 'discord' || text === 'odd' ? { profile: text } : text;

/** Settings as they are or from the file that is named; a sentence when they cannot be had. */
function settingsFrom<T extends z.ZodType<object>>(
  schema: T,
  source: string | object | undefined,
): z.output<T> | string | undefined {
  if (source === undefined) return undefined;
  try {
    const parsed = schema.safeParse(
      typeof source === 'string' ? JSON.parse(readFileSync(source, 'utf8')) : source,
    );
    return parsed.success ? parsed.data : z.prettifyError(parsed.error);
  } catch (error) {
    return describe(error);
  }
}

/** Undefined when absent, null when it is no whole number in the range. */
function wholeNumber(text: string | undefined, low: number, high: number): number | null | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,9}$/.test(text)) return null;
  const value = Number(text);
  return value >= low && value <= high ? value : null;
}

/** Calls back when the process that started this one is gone: its id changes, or nobody has it any more. */
function whenParentGoes(callback: () => void): () => void {
  const parent = process.ppid;
  const alive = (): boolean => {
    if (process.ppid !== parent) return false;
    try {
      process.kill(parent, 0);
      return true;
    } catch (error) {
      // A parent of another user is alive as well.
      return (error as NodeJS.ErrnoException).code === 'EPERM';
    }
  };
  const timer = setInterval(() => {
    if (!alive()) callback();
  }, PARENT_CHECK_MS);
  return () => clearInterval(timer);
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (typeof options === 'string') {
    process.stderr.write(`${options}\n`);
    process.exitCode = 2;
    return;
  }
  const logger = createLogger('practice', stderrSink('warn'));
  const server = await startPracticeServer({ ...options, logger });
  process.stdout.write(`${JSON.stringify(server.info)}\n`);
  await new Promise<void>((resolve) => {
    const cancel = whenParentGoes(resolve);
    const end = () => {
      cancel();
      resolve();
    };
    process.once('SIGTERM', end);
    process.once('SIGINT', end);
    process.once('disconnect', end);
  });
  await server.close();
}

main().then(
  () => process.exit(),
  (error: unknown) => {
    process.stderr.write(`The practice server could not start: ${describe(error)}\n`);
    process.exit(1);
  },
);

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
