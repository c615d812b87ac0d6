import type { LimitSettings } from './settings';

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
  note(
    rule: LimitSettings['invalidRequests'],
    status: number,
    scope: string | undefined,
    nowMs: number,
  ): void {
    const counts = status === 401 || status === 403 || (status === 429 && scope !== 'shared');
    if (!rule || !counts) return;
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
