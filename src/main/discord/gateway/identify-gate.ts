/**
 * The limits of starting sessions (reference "Session Start Limit"), as accounting over all shards of a bot: so many
 * a day, and one per 5 s for each key `shard id % max_concurrency`. Beyond them Discord ends every session of the bot.
 */
export interface SessionStartLimit {
  total: number;
  remaining: number;
  resetAfterMs: number;
  maxConcurrency: number;
}

/** 5 s by the documents, and a little since connections take unequal time to open. */
export const IDENTIFY_INTERVAL_MS = 5_250;
const DAY_MS = 86_400_000;

export type IdentifyHold = { waitMs: number; reason: string };

export class IdentifyGate {
  #limit: SessionStartLimit;
  #remaining: number;
  #resetAtMs: number;
  /** By key: when the next may identify. */
  readonly #freeAtMs = new Map<number, number>();

  /** `nowMs` is monotonic here and below. */
  constructor(limit: SessionStartLimit, nowMs: number) {
    this.#limit = limit;
    this.#remaining = limit.remaining;
    this.#resetAtMs = nowMs + limit.resetAfterMs;
  }

  /** Null books the place of this shard; otherwise how long it has to wait, and why. */
  reserve(shardId: number, nowMs: number): IdentifyHold | null {
    if (nowMs >= this.#resetAtMs && this.#remaining < this.#limit.total) {
      this.#remaining = this.#limit.total;
      this.#resetAtMs = nowMs + DAY_MS;
    }
    if (this.#remaining <= 0) {
      return { waitMs: this.#resetAtMs - nowMs, reason: 'Discord allows this bot no more sessions for now' };
    }
    const key = shardId % Math.max(1, this.#limit.maxConcurrency);
    const freeAtMs = this.#freeAtMs.get(key) ?? nowMs;
    if (freeAtMs > nowMs)
      return { waitMs: freeAtMs - nowMs, reason: 'sessions are started one after the other' };
    this.#freeAtMs.set(key, nowMs + IDENTIFY_INTERVAL_MS);
    return null;
  }

  /** An Identify has left: it counts, whatever becomes of it. */
  identified(): void {
    this.#remaining -= 1;
  }

  /** What Discord says now. */
  update(limit: SessionStartLimit, nowMs: number): void {
    this.#limit = limit;
    this.#remaining = limit.remaining;
    this.#resetAtMs = nowMs + limit.resetAfterMs;
  }
}
