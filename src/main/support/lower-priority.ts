import { constants, setPriority } from 'node:os';

/** Lets a child that works in the background have only what others leave: frames and sound have deadlines, it has none. */
export function lowerPriority(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    setPriority(pid, constants.priority.PRIORITY_LOW);
  } catch {
    // It has ended already, or the system does not allow it: then it runs like everything else.
  }
}
