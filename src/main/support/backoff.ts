export interface BackoffPolicy {
  minMs: number;
  maxMs: number;
  /** Share of the delay that is random: 0 = none, 0.5 = between half and the whole of it. */
  jitter: number;
}

/** Delay before attempt `attempt` (0 = first retry): min, 2 × min, 4 × min … up to max, less a random share. */
export function backoffDelayMs(policy: BackoffPolicy, attempt: number, random: () => number): number {
  const full = Math.min(policy.maxMs, policy.minMs * 2 ** attempt);
  return full * (1 - policy.jitter * random());
}
