import { readlinkSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { basename } from 'node:path';

/**
 * Puts the calling thread before all others of its process: on a core that both want, the system would let the engine's
 * thread (or one of V8's) finish its turn of some milliseconds first. Only Linux counts priorities by thread, and grants this
 * to the privileged alone. Throws what the system answers when it is refused.
 */
export function riseAboveTheProcess(): void {
  if (process.platform !== 'linux') return;
  const threadId = Number(basename(readlinkSync('/proc/thread-self')));
  setPriority(threadId, constants.priority.PRIORITY_HIGHEST);
}
