/**
 * Says whether something that failed may be started once more: yes up to `limit` times within `windowMs`. Keeps
 * what fails at every start from failing for ever. `nowMs` is monotonic.
 */
export function createRestartBudget(limit: number, windowMs: number, nowMs: () => number): () => boolean {
  let restarts: number[] = [];
  return () => {
    const now = nowMs();
    restarts = restarts.filter((at) => now - at < windowMs);
    if (restarts.length >= limit) return false;
    restarts.push(now);
    return true;
  };
}
