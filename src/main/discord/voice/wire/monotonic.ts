/** How far the machine's clock is ahead of this thread's; both count the same nanoseconds. */
const AHEAD_MS = measureAheadMs();

/** Monotonic ms that every thread of this machine reads alike; `performance.now()` starts anew in each thread. */
export function sharedMonotonicMs(): number {
  return performance.now() + AHEAD_MS;
}

/** Reads both clocks several times and takes the pair read closest together: the system may break in between. */
function measureAheadMs(): number {
  let aheadMs = 0;
  let closestMs = Number.POSITIVE_INFINITY;
  for (let tries = 0; tries < 8; tries += 1) {
    const beforeMs = performance.now();
    const [seconds, nanos] = process.hrtime();
    const afterMs = performance.now();
    if (afterMs - beforeMs >= closestMs) continue;
    closestMs = afterMs - beforeMs;
    aheadMs = seconds * 1_000 + nanos / 1e6 - (beforeMs + afterMs) / 2;
  }
  return aheadMs;
}
