import { type BucketRule, bucketHash, RateLimiter, type Verdict } from '../rate-limit';
import { InvalidRequests, type Outcome } from './invalid-requests';
import { globalPerSecond, resolveRule } from './profiles';
import { type LimitInput, LimitSettings } from './settings';

const GLOBAL_WINDOW_MS = 1000;

export interface LimitCounts {
  requests: number;
  /** 429 answers by scope. */
  limited: { user: number; shared: number; global: number };
}

const noCounts = (): LimitCounts => ({ requests: 0, limited: { user: 0, shared: 0, global: 0 } });

/** All of the server's limits under the settings of now, and a count of what they refused. */
export class Limits {
  readonly invalid = new InvalidRequests();
  readonly #limiter = new RateLimiter();
  readonly #atStart: LimitSettings;
  #settings: LimitSettings;
  #counts = noCounts();

  /** Fails like zod does when the input is none. */
  constructor(atStart: LimitInput = {}) {
    this.#atStart = LimitSettings.parse(atStart);
    this.#settings = this.#atStart;
  }

  get settings(): LimitSettings {
    return this.#settings;
  }

  get counts(): LimitCounts {
    return this.#counts;
  }

  /** Other limits from now on; every bucket is full, nobody is shut out, counting begins anew. */
  set(settings: LimitSettings): void {
    this.#settings = settings;
    this.#limiter.clear();
    this.invalid.clear();
    this.#counts = noCounts();
  }

  /** The settings of the start. */
  reset(): void {
    this.set(this.#atStart);
  }

  /** One request of a bucket for a major resource; a bucket without a limit allows all and tells nothing. */
  take(rule: BucketRule, major: string, nowMs: number): Verdict {
    const resolved = resolveRule(this.#settings, rule);
    if (resolved) return this.#limiter.take(resolved, major, nowMs);
    const limit = Number.POSITIVE_INFINITY;
    const hash = bucketHash(rule.name);
    return { kind: 'allowed', bucket: { limit, remaining: limit, resetAfterMs: 0, hash, told: false } };
  }

  /** One request of the global limit; null while there is none. */
  takeGlobal(caller: string, nowMs: number): Verdict | null {
    const limit = globalPerSecond(this.#settings);
    if (limit === null) return null;
    return this.#limiter.take({ name: 'global', limit, windowMs: GLOBAL_WINDOW_MS }, caller, nowMs);
  }

  /** Counts an answer that left. */
  note(outcome: Outcome, nowMs: number): void {
    const { status, scope } = outcome;
    this.#counts.requests += 1;
    if (status === 429 && (scope === 'user' || scope === 'shared' || scope === 'global')) {
      this.#counts.limited[scope] += 1;
    }
    this.invalid.note(this.#settings.invalidRequests, outcome, nowMs);
  }

  /** What `/practice/limits` shows. */
  state(nowMs: number): Record<string, unknown> {
    return {
      ...this.#settings,
      globalPerSecond: globalPerSecond(this.#settings),
      counts: this.#counts,
      invalid: this.invalid.countAt(this.#settings.invalidRequests, nowMs),
      banLeftMs: this.invalid.banLeftMs(nowMs),
    };
  }
}
