/**
 * The guard against Discord's ban for invalid requests (reference "Invalid Request Limit"): more than 10,000
 * answers of 401, 403 or 429 (shared ones aside) from one address within ten minutes. We stop well before, and go
 * slowly on the way there. Pure; times are monotonic ms.
 */
export interface InvalidRequestPolicy {
  /** From here on, requests leave one at a time and at most four a second. */
  slowAt: number;
  /** From here on, requests are refused until enough answers are ten minutes old. */
  stopAt: number;
}

export const DEFAULT_INVALID_REQUESTS: InvalidRequestPolicy = { slowAt: 2_500, stopAt: 5_000 };

export type GuardVerdict =
  | { kind: 'go' }
  | { kind: 'slow'; gapMs: number }
  | { kind: 'stop'; retryAfterMs: number };

const SLOT_MS = 10_000;
/** Ten minutes, and one slot because the oldest is only partly within. */
const SLOTS = 61;
const SLOW_GAP_MS = 250;

export class InvalidRequests {
  readonly #policy: InvalidRequestPolicy;
  readonly #slots = new Uint32Array(SLOTS);
  #slot = 0;
  #total = 0;

  constructor(policy: InvalidRequestPolicy = DEFAULT_INVALID_REQUESTS) {
    this.#policy = policy;
  }

  get stopAt(): number {
    return this.#policy.stopAt;
  }

  /** Within the last ten minutes. */
  count(nowMs: number): number {
    this.#advance(nowMs);
    return this.#total;
  }

  add(nowMs: number): void {
    this.#advance(nowMs);
    const at = this.#slot % SLOTS;
    this.#slots[at] = (this.#slots[at] ?? 0) + 1;
    this.#total += 1;
  }

  judge(nowMs: number): GuardVerdict {
    if (this.#total < this.#policy.slowAt) return { kind: 'go' };
    this.#advance(nowMs);
    if (this.#total >= this.#policy.stopAt) return { kind: 'stop', retryAfterMs: this.#untilBelow(nowMs) };
    return this.#total >= this.#policy.slowAt ? { kind: 'slow', gapMs: SLOW_GAP_MS } : { kind: 'go' };
  }

  #untilBelow(nowMs: number): number {
    let left = this.#total;
    for (let age = SLOTS - 1; age >= 0; age -= 1) {
      left -= this.#slots[(((this.#slot - age) % SLOTS) + SLOTS) % SLOTS] ?? 0;
      if (left < this.#policy.stopAt) return (this.#slot - age + SLOTS) * SLOT_MS - nowMs;
    }
    return SLOTS * SLOT_MS;
  }

  #advance(nowMs: number): void {
    const slot = Math.floor(nowMs / SLOT_MS);
    const steps = Math.min(SLOTS, slot - this.#slot);
    for (let step = 1; step <= steps; step += 1) {
      const at = (slot - steps + step) % SLOTS;
      this.#total -= this.#slots[at] ?? 0;
      this.#slots[at] = 0;
    }
    if (slot > this.#slot) this.#slot = slot;
  }
}
