/** Monotonic ms that every thread of this machine reads alike; `performance.now()` starts anew in each thread. */
export function sharedMonotonicMs(): number {
  const [seconds, nanos] = process.hrtime();
  return seconds * 1_000 + nanos / 1e6;
}
