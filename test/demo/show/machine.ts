import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

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

/**
 * Bare loops with a beat each 20 ms on absolute deadlines, beside the show and in processes of their own: what was late
 * there was held up by the machine and not by us.
 */
export class MachineProbe {
  readonly #children: readonly ChildProcess[] = Array.from({ length: LOOPS }, () =>
    fork(join(__dirname, 'machine-loop.ts'), { execArgv: ['--import', 'tsx'] }),
  );

  /** Ends it and answers what it saw. */
  async stop(): Promise<MachineLog> {
    const logs = await Promise.all(this.#children.map(askForLog));
    return {
      beats: logs.reduce((sum, { beats }) => sum + beats, 0),
      stalls: logs.flatMap(({ stalls }) => stalls).sort((one, two) => one.dueAtMs - two.dueAtMs),
    };
  }

  kill(): void {
    for (const child of this.#children) child.kill('SIGKILL');
  }
}

async function askForLog(child: ChildProcess): Promise<MachineLog> {
  if (child.exitCode !== null) throw new Error('the probe of the machine ended early');
  const told = once(child, 'message');
  child.send('stop');
  const [log] = (await told) as [MachineLog];
  return log;
}
