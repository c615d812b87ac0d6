import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { AppError } from '@shared/errors/app-error';
import { lowerPriority } from '../../support/lower-priority';

/** What FFmpeg said last is enough to tell why it ended, and holds the summaries we read. */
const KEEP_CHARACTERS = 8_000;

export interface FfmpegRun {
  ffmpegPath: string;
  /** Without the options every run has. */
  args: readonly string[];
  signal: AbortSignal;
  /** How much sound has been put out, ms. */
  onProgress?: (doneMs: number) => void;
  /** Sound for its standard input. */
  input?: Readable;
  /** Takes what it writes to its standard output; progress is not told then. */
  onOutput?: (output: Readable) => Promise<void>;
}

/**
 * Runs FFmpeg at low priority to its end and answers with the end of what it said. An abort kills it. Throws
 * `export/disk-full` or `export/failed` when it fails, and the signal's reason when that was aborted.
 */
export async function runFfmpeg(run: FfmpegRun): Promise<string> {
  run.signal.throwIfAborted();
  const { onOutput } = run;
  const base = ['-hide_banner', '-nostats', '-y', ...(run.input ? [] : ['-nostdin'])];
  const progress = onOutput || !run.onProgress ? [] : ['-progress', 'pipe:1'];
  const child = spawn(run.ffmpegPath, [...base, ...progress, ...run.args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
  });
  lowerPriority(child.pid);
  const kill = () => child.kill('SIGKILL');
  run.signal.addEventListener('abort', kill, { once: true });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString('utf8')).slice(-KEEP_CHARACTERS);
  });
  // It may end before it has read everything; its exit code tells whether that was wrong.
  child.stdin.on('error', () => undefined);
  if (run.input) run.input.pipe(child.stdin);
  else child.stdin.end();
  const reading = onOutput ? onOutput(child.stdout) : readProgress(child.stdout, run.onProgress);
  try {
    const [end] = await Promise.all([ended(child), reading]);
    run.signal.throwIfAborted();
    if (end.code === 0 && !said.includes('No space left on device')) return said;
    throw failure(end, said);
  } finally {
    run.signal.removeEventListener('abort', kill);
    kill();
  }
}

interface End {
  code: number | null;
  signal: NodeJS.Signals | null;
  error?: Error;
}

function ended(child: ChildProcess): Promise<End> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: null, signal: null, error }));
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
}

function failure(end: End, said: string): AppError {
  if (said.includes('No space left on device')) return new AppError('export/disk-full', 'The disk is full.');
  if (end.error) {
    return new AppError('export/failed', 'FFmpeg could not be started.', { cause: end.error });
  }
  if (end.signal !== null) return new AppError('export/failed', `FFmpeg was stopped (${end.signal}).`);
  const lines = said.split('\n').filter((line) => line.trim() !== '');
  const last =
    lines.findLast((line) => /error|invalid|fail|could not|unable|no such/i.test(line)) ?? lines.at(-1);
  return new AppError('export/failed', `FFmpeg failed: ${withoutPaths(last ?? `exit code ${end.code}`)}`);
}

/** Messages are shown and logged: names of files, not of folders. */
function withoutPaths(text: string): string {
  return text.replace(/(?:file:)?(?:[A-Za-z]:)?(?:[/\\][^/\\:'"]+)+[/\\]([^/\\:'"]+)/g, '$1').slice(0, 300);
}

async function readProgress(output: Readable, onProgress?: (doneMs: number) => void): Promise<void> {
  let rest = '';
  for await (const chunk of output) {
    const lines = (rest + String(chunk)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const time = /^out_time_us=(\d+)/.exec(line)?.[1];
      if (time !== undefined) onProgress?.(Number(time) / 1_000);
    }
  }
}
