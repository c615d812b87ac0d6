/**
 * How the calling thread gets before others. Only Linux counts by thread; elsewhere the process's priority is all there is,
 * and nothing is done here. It grants both to the privileged alone: to root, and to whom `limits.conf` allows it.
 */
import { execFile } from 'node:child_process';
import { readlinkSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { basename } from 'node:path';
import { promisify } from 'node:util';

/** Of 1 to 99: before everything ordinary, behind the sound server of the desktop (20 and more). */
const REALTIME_PRIORITY = 5;

/**
 * Puts the thread before all others of its process: on a core that both want, the system would let the engine's
 * thread (or one of V8's) finish its turn of some milliseconds first. Throws what the system answers when it is refused.
 */
export function riseAboveTheProcess(): void {
  if (process.platform === 'linux') setPriority(threadId(), constants.priority.PRIORITY_HIGHEST);
}

/**
 * Has the system let the thread go first the moment it wakes. However high an ordinary thread stands, the kernel looks after
 * whom to let go next only with its clock (250 times a second, often), so whoever computes then, and be it the kernel
 * itself, holds it up for 1 to 4 ms. What the thread starts is ordinary again. Asked of `chrt` (util-linux), for Node has no
 * call for it; 1..99. Answers whether it is so; rejects with what the system says when it is refused.
 */
export async function goRealtime(priority = REALTIME_PRIORITY): Promise<boolean> {
  if (process.platform !== 'linux') return false;
  const thread = String(threadId());
  await promisify(execFile)('chrt', ['--reset-on-fork', '--rr', '--pid', String(priority), thread]);
  return true;
}

function threadId(): number {
  return Number(basename(readlinkSync('/proc/thread-self')));
}
