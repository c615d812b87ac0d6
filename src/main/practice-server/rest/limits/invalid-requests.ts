import type { LimitSettings } from './settings';

/** An answer that left, as far as limits are concerned. */
export interface Outcome {
  status: number;
  /** Of a 429. */
  scope?: string | undefined;
  /** A 404 for a credential in the path: a webhook that is gone and should not be tried again. */
  deadCredential?: boolean;
}

/** Whether an answer is one that Discord holds against the address. */
export function isInvalid({ status, scope, deadCredential }: Outcome): boolean {
  if (status === 429) return scope !== 'shared';
  return status === 401 || status === 403 || (status === 404 && deadCredential === true);
}

/**
 * Discord shuts an address out that earns too many 401, 403 and 429 in ten minutes (reference "Rate
 * Limits", section "Invalid Request Limit"). The practice server has one address to judge: loopback.
 */
export class InvalidRequests {
  #windowStartMs = Number.NEGATIVE_INFINITY;
  #count = 0;
  #bannedUntilMs = Number.NEGATIVE_INFINITY;

  /** Ms the address stays shut out; 0 when it is not. */
  banLeftMs(nowMs: number): number {
    return Math.max(0, this.#bannedUntilMs - nowMs);
  }

  /** Answers counted in the window that runs. */
  countAt(rule: LimitSettings['invalidRequests'], nowMs: number): number {
    return rule && nowMs - this.#windowStartMs < rule.windowMs ? this.#count : 0;
  }

  /** Counts an answer, if it is of the kind that counts. */
  note(rule: LimitSettings['invalidRequests'], outcome: Outcome, nowMs: number): void {
    // Who is shut out already is not heard, and not counted either.
    if (!rule || !isInvalid(outcome) || this.banLeftMs(nowMs) > 0) return;
    if (nowMs - this.#windowStartMs >= rule.windowMs) {
      this.#windowStartMs = nowMs;
      this.#count = 0;
    }
    this.#count += 1;
    if (this.#count >= rule.limit) this.ban(rule.banMs, nowMs);
  }

  ban(banMs: number, nowMs: number): void {
    this.#bannedUntilMs = nowMs + banMs;
    this.#count = 0;
    this.#windowStartMs = Number.NEGATIVE_INFINITY;
  }

  clear(): void {
    this.#windowStartMs = Number.NEGATIVE_INFINITY;
    this.#bannedUntilMs = Number.NEGATIVE_INFINITY;
    this.#count = 0;
  }
}
