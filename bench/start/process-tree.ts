import { readdirSync, readFileSync } from 'node:fs';

/** Every process that descends from one, itself included. Linux only: it reads /proc. */
export function processTree(root: number): readonly number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const parent = parentOf(Number(name));
    if (parent === null) continue;
    const siblings = children.get(parent) ?? [];
    siblings.push(Number(name));
    children.set(parent, siblings);
  }
  const found: number[] = [];
  const queue = [root];
  for (let pid = queue.pop(); pid !== undefined; pid = queue.pop()) {
    found.push(pid);
    queue.push(...(children.get(pid) ?? []));
  }
  return found;
}

/**
 * Resident memory of a process tree in bytes, as the sum of PSS: a page that n processes share counts as 1/n in each,
 * so that the sum is what the machine really spends (a sum of RSS would count Electron's own code once a process).
 */
export function proportionalMemory(root: number): number {
  let kilobytes = 0;
  for (const pid of processTree(root)) {
    const rollup = readOrNull(`/proc/${pid}/smaps_rollup`);
    kilobytes += Number(/^Pss:\s+(\d+) kB$/m.exec(rollup ?? '')?.[1] ?? 0);
  }
  return kilobytes * 1024;
}

function parentOf(pid: number): number | null {
  // "pid (name) state ppid …": the name may hold spaces and brackets, so read behind its last bracket.
  const stat = readOrNull(`/proc/${pid}/stat`);
  if (stat === null) return null;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[1]);
}

/** A process that ends while it is looked at has no memory to report. */
function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
