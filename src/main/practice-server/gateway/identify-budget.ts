import type { GatewayDial } from './trouble/gateway-dial';

const DAY_MS = 86_400_000;

export interface IdentifyLimits {
  /** Identifies in 24 hours. */
  perDay: number;
  /** How many shards may identify at the same time: the key is `shard_id % maxConcurrency`. */
  maxConcurrency: number;
  /** One identify per key in this time; 0: as many as come. */
  intervalMs: number;
}

/** Counts identifies as Discord does: so many a day, and one per concurrency key in five seconds. */
export class IdentifyBudget {
  readonly #limits: IdentifyLimits;
  readonly #dial: GatewayDial;
  readonly #nowMs: () => number;
  readonly #lastByKey = new Map<number, number>();
  /** Monotonic ms of the identifies of the last 24 hours, oldest first. */
  #taken: number[] = [];

  constructor(limits: IdentifyLimits, dial: GatewayDial, nowMs: () => number) {
    this.#limits = limits;
    this.#dial = dial;
    this.#nowMs = nowMs;
  }

  /** `session_start_limit` of GET /gateway/bot. */
  state(): { total: number; remaining: number; reset_after: number; max_concurrency: number } {
    this.#forgetOld();
    const first = this.#taken[0];
    return {
      total: this.#limits.perDay,
      remaining: this.#remaining(),
      reset_after: first === undefined ? 0 : Math.ceil(first + DAY_MS - this.#nowMs()),
      max_concurrency: this.#limits.maxConcurrency,
    };
  }

  take(shardId: number): 'granted' | 'tooSoon' | 'usedUp' {
    const now = this.#nowMs();
    const key = shardId % this.#limits.maxConcurrency;
    const last = this.#lastByKey.get(key);
    if (last !== undefined && now - last < this.#limits.intervalMs) return 'tooSoon';
    this.#forgetOld();
    if (this.#remaining() === 0) return 'usedUp';
    this.#lastByKey.set(key, now);
    this.#taken.push(now);
    this.#dial.takeSessionStart();
    return 'granted';
  }

  #remaining(): number {
    return this.#dial.sessionStartsLeft ?? Math.max(0, this.#limits.perDay - this.#taken.length);
  }

  #forgetOld(): void {
    const dayAgo = this.#nowMs() - DAY_MS;
    while ((this.#taken[0] ?? Number.POSITIVE_INFINITY) <= dayAgo) this.#taken.shift();
  }
}
