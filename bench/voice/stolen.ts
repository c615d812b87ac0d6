import { readFileSync } from 'node:fs';

/** Ticks of the kernel's clock in its own accounts, whatever it really runs at. */
const USER_HZ = 100;
/** Column of the `cpu` line: user, nice, system, idle, iowait, irq, softirq, steal (proc(5)). */
const STEAL = 8;

/** Processor time that the host of a virtual machine has taken from all its cores since it started, ms; 0 where nobody says. */
export function stolenMs(): number {
  if (process.platform !== 'linux') return 0;
  const columns = readFileSync('/proc/stat', 'utf8').split('\n', 1)[0]?.split(/ +/) ?? [];
  return (Number(columns[STEAL] ?? 0) * 1_000) / USER_HZ;
}
