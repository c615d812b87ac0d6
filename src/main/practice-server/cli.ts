import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { TroubleSettings } from '@shared/models/practice-trouble';
import { z } from 'zod';
import { createLogger, stderrSink } from '../support/logger';
import { type PracticeServerOptions, startPracticeServer } from './practice-server';
import { LimitSettings } from './rest/limits/settings';

const PARENT_CHECK_MS = 1000;
const MOST_MESSAGES = 5_000_000;
const USAGE =
  'usage: practice-server [--port P] [--seed S] [--members N] [--messages N] [--snapshot FILE]\n' +
  '         [--limits discord|odd|FILE.json] [--trouble FILE.json]';

/** The options of a command line, or the sentence that says what is wrong with it. */
export function readOptions(args: readonly string[]): PracticeServerOptions | string {
  let values: {
    port?: string;
    seed?: string;
    members?: string;
    messages?: string;
    snapshot?: string;
    limits?: string;
    trouble?: string;
  };
  try {
    values = parseArgs({
      args: [...args],
      options: {
        port: { type: 'string' },
        seed: { type: 'string' },
        members: { type: 'string' },
        messages: { type: 'string' },
        snapshot: { type: 'string' },
        limits: { type: 'string' },
        trouble: { type: 'string' },
      },
    }).values;
  } catch (error) {
    return `${error instanceof Error ? error.message : String(error)}\n${USAGE}`;
  }
  const port = wholeNumber(values.port, 0, 65_535);
  if (port === null) return `--port is a number from 0 to 65535\n${USAGE}`;
  const members = wholeNumber(values.members, 0, 2000);
  if (members === null) return `--members is a number from 0 to 2000\n${USAGE}`;
  const messages = wholeNumber(values.messages, 0, MOST_MESSAGES);
  if (messages === null) return `--messages is a number from 0 to ${MOST_MESSAGES}\n${USAGE}`;
  const limits = settingsFrom(LimitSettings, profileOrFile(values.limits));
  if (typeof limits === 'string') return `--limits: ${limits}\n${USAGE}`;
  const trouble = settingsFrom(TroubleSettings, values.trouble);
  if (typeof trouble === 'string') return `--trouble: ${trouble}\n${USAGE}`;
  return {
    ...(limits === undefined ? {} : { limits }),
    ...(trouble === undefined ? {} : { trouble }),
    ...(port === undefined ? {} : { port }),
    ...(members === undefined ? {} : { members }),
    ...(messages === undefined ? {} : { messages }),
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
