/** How far the machine's clock is ahead of this thread's; both count the same nanoseconds. */
const AHEAD_MS = machineMs() - performance.now();

/** Monotonic ms that every thread of this machine reads alike; `performance.now()` starts anew in each thread. */
export function sharedMonotonicMs(): number {
  return performance.now() + AHEAD_MS;
}

function machineMs(): number {
  const [seconds, nanos] = process.hrtime();
  return seconds * 1_000 + nanos / 1e6;
}
