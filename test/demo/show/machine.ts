import type childProcess from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ElectronApplication } from '@playwright/test';
import { projectRoot } from '../../../scripts/setup/project.mjs';

/** A moment at which the machine did not let a bare loop run in time. */
export interface Stall {
  /** Unix ms at which it was due, and when it ran. */
  dueAtMs: number;
  ranAtMs: number;
}

/** What the probe saw: how many beats it had, and those that were late by a frame or more, in their order. */
export interface MachineLog {
  beats: number;
  stalls: Stall[];
}

export const NO_PROBE: MachineLog = { beats: 0, stalls: [] };

/** A packet needs two of our threads, so there are two loops. */
const LOOPS = 2;
const STOP_WITHIN_MS = 10_000;

/**
 * Bare loops with a beat each 20 ms on absolute deadlines, in processes of their own beside the voice process: what was
 * late there was held up by the machine and not by us. The app starts them, because Linux shares the processor out by
 * session: in another one they would have a share of their own and not see what the app's processes see.
 */
export class MachineProbe {
  private constructor(
    private readonly pids: readonly number[],
    private readonly folder: string,
  ) {}

  static async start(app: ElectronApplication): Promise<MachineProbe> {
    const folder = await mkdtemp(join(tmpdir(), 'roomtone-probe-'));
    const pids = await app.evaluate(
      (_electron, [node, script, dir, cwd, count]) => {
        const main = process.mainModule;
        if (!main) throw new Error('the main process has no module to ask');
        const { spawn } = main.require('node:child_process') as typeof childProcess;
        return Array.from({ length: count }, (_, index) => {
          const args = ['--import', 'tsx', script, `${dir}/${index}.json`];
          return spawn(node, args, { cwd, stdio: 'ignore' }).pid ?? -1;
        });
      },
      [process.execPath, join(__dirname, 'machine-loop.ts'), folder, projectRoot, LOOPS] as const,
    );
    return new MachineProbe(pids, folder);
  }

  /** Ends it and answers what it saw. */
  async stop(): Promise<MachineLog> {
    for (const pid of this.pids) process.kill(pid, 'SIGTERM');
    const logs = await Promise.all(
      this.pids.map((_, index) => readWhenThere(join(this.folder, `${index}.json`))),
    );
    await rm(this.folder, { recursive: true, force: true });
    return {
      beats: logs.reduce((sum, { beats }) => sum + beats, 0),
      stalls: logs.flatMap(({ stalls }) => stalls).sort((one, two) => one.dueAtMs - two.dueAtMs),
    };
  }
}

async function readWhenThere(path: string): Promise<MachineLog> {
  const endMs = performance.now() + STOP_WITHIN_MS;
  for (;;) {
    try {
      return JSON.parse(await readFile(path, 'utf8')) as MachineLog;
    } catch (error) {
      if (performance.now() > endMs)
        throw new Error('the probe of the machine told nothing', { cause: error });
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
