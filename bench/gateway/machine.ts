import { fork } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot } from '../../scripts/setup/project.mjs';
import { percentile } from '../harness';

export interface MachineWatch {
  /** Ends the watch: how late the timers of a process that does nothing else have been. */
  end(): Promise<{ machine_late_p99_ms: number; machine_late_max_ms: number }>;
  kill(): void;
}

/** Watches what the machine adds to any time that is measured on it: other work, and a host that takes the processor away. */
export function watchMachine(): MachineWatch {
  const child = fork(join(projectRoot, 'bench', 'gateway', 'idle-timer.mjs'), [], { execArgv: [] });
  return {
    end: () =>
      new Promise((resolve, reject) => {
        child.once('message', (lateMs: number[]) =>
          resolve({
            machine_late_p99_ms: percentile(lateMs, 99),
            machine_late_max_ms: Math.max(...lateMs),
          }),
        );
        child.once('exit', () => reject(new Error('the idle process ended early')));
        child.send('end');
      }),
    kill: () => child.kill(),
  };
}
