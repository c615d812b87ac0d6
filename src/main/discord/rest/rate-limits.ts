import {
  type Bucket,
  bucketLike,
  growCautious,
  learn,
  learnNothing,
  opensAtMs,
  renew,
  unknownBucket,
} from './bucket';
import type { BucketHeaders, LimitScope } from './headers';
import { RoundTrips } from './round-trips';

/**
 * Rate-limit accounting (reference "Rate limits"), pure: times come in as monotonic ms, nothing waits or sends
 * here. It answers one question, "may this request leave now, and if not, when", and learns from the headers of
 * every answer. Three things can hold a request back:
 *
 * - its bucket: counted per hash, which several routes may share, and per top-level resource (`bucket.ts`);
 * - its lane (one route and resource): a 429 that says its bucket had something left is about a limit below the
 *   bucket, such as that on renaming channels, or about a resource shared with others;
 * - the global limit: each request holds one of 50 places from when it leaves until a second after it must have
 *   arrived, which is its answer less the round-trip credit. So whatever second the server counts, and however it
 *   counts it, no more than 50 arrive in it. Calls by a webhook's or interaction's token hold no place.
 */
export interface RateLimitPolicy {
  /** Requests per window over all routes; Discord gives every bot 50 a second. */
  globalLimit: number;
  globalWindowMs: number;
}

export const DISCORD_RATE_LIMITS: RateLimitPolicy = { globalLimit: 50, globalWindowMs: 1_000 };

/** What limits a request. */
export interface RequestKey {
  routeKey: string;
  major: string;
  /** Outside the global limit: calls by the token of a webhook or interaction. */
  exempt: boolean;
}

export type Admission =
  | { kind: 'go' }
  /** Ask again at this monotonic time, or when an answer arrives, whichever is first. */
  | { kind: 'wait'; untilMs: number; cause: 'bucket' | 'global' }
  /** Only an answer to a request in flight can free this one. */
  | { kind: 'waitForAnswer'; cause: 'bucket' | 'global' };

/** A request that has left; handed back with its answer. */
export interface Ticket {
  readonly key: RequestKey;
  readonly bucket: Bucket;
  /** When its first byte was given to the socket; infinite before. */
  sentMs: number;
  /** When its place under the global limit is free again. */
  placeFreeAtMs: number;
}

export interface TicketAnswer {
  status: number;
  headers: BucketHeaders | null;
  /** False for uploads, whose round trip says nothing about the line. */
  isRoundTrip: boolean;
}

const GO: Admission = { kind: 'go' };
const FORGET_AFTER_MS = 60_000;
const MAX_BUCKETS = 5_000;
/** A place is held no longer than this for a request that is not answered: it will have arrived by then. */
const MAX_TRAVEL_MS = 500;
const GLOBAL_MARGIN_MS = 8;
const DISTRUST_MS = 60_000;
const ALLOW_MORE_AFTER_MS = 30_000;

export class RateLimitBook {
  readonly #policy: RateLimitPolicy;
  readonly #hashes = new Map<string, string>();
  readonly #limits = new Map<string, { limit: number; windowMs: number }>();
  readonly #buckets = new Map<string, Bucket>();
  readonly #laneBlocks = new Map<string, number>();
  readonly #trips = new RoundTrips();
  #places: Ticket[] = [];
  #sweepAt = 64;
  /** Below the policy's while the server allows less than that. */
  #globalLimit: number;
  #globalChangedMs = 0;
  #globalMetMs = Number.NEGATIVE_INFINITY;
  #globalBlockedUntilMs = 0;
  #exemptBlockedUntilMs = 0;

  constructor(policy: RateLimitPolicy = DISCORD_RATE_LIMITS) {
    this.#policy = policy;
    this.#globalLimit = policy.globalLimit;
  }

  /** Buckets kept in memory. */
  get size(): number {
    return this.#buckets.size;
  }

  /** Where this request is counted; made on first sight. */
  bucketOf(key: RequestKey): Bucket {
    const hash = this.#hashes.get(key.routeKey);
    const name = `${hash ?? `?${key.routeKey}`}:${key.major}`;
    let bucket = this.#buckets.get(name);
    if (!bucket) {
      const known = hash === undefined ? undefined : this.#limits.get(hash);
      bucket = known ? bucketLike(known.limit, known.windowMs) : unknownBucket();
      this.#buckets.set(name, bucket);
    }
    return bucket;
  }

  /** May this request leave now? Changes nothing that matters. */
  admit(key: RequestKey, nowMs: number): Admission {
    const blockedUntilMs = key.exempt ? this.#exemptBlockedUntilMs : this.#globalBlockedUntilMs;
    if (blockedUntilMs > nowMs) return { kind: 'wait', untilMs: blockedUntilMs, cause: 'global' };
    if (!key.exempt && this.#places.length >= Math.min(this.#globalLimit, this.#sweepAt)) {
      const full = this.#waitForPlace(nowMs);
      if (full) return full;
    }
    if (this.#laneBlocks.size > 0) {
      const laneUntilMs = this.#laneBlocks.get(laneOf(key));
      if (laneUntilMs !== undefined && laneUntilMs > nowMs) {
        return { kind: 'wait', untilMs: laneUntilMs, cause: 'bucket' };
      }
    }
    return this.#admitBucket(this.bucketOf(key), nowMs);
  }

  /** The request leaves the queue. The ticket goes to `leaves` and then to `answered` or `lost`. */
  take(key: RequestKey, nowMs: number): Ticket {
    if (this.#buckets.size >= MAX_BUCKETS) this.#forgetIdle(nowMs);
    if (this.#globalLimit < this.#policy.globalLimit) this.#allowMore(nowMs);
    const bucket = this.bucketOf(key);
    const opens = opensAtMs(bucket, this.#trips.creditMs(nowMs));
    if (bucket.state === 'known' && opens > 0 && opens <= nowMs) renew(bucket);
    bucket.inFlight += 1;
    bucket.lastUsedMs = nowMs;
    const ticket: Ticket = {
      key,
      bucket,
      sentMs: Number.POSITIVE_INFINITY,
      placeFreeAtMs: Number.POSITIVE_INFINITY,
    };
    if (!key.exempt) this.#places.push(ticket);
    return ticket;
  }

  /** Its first byte is given to the socket. Before that it may have waited for a connection. */
  leaves(ticket: Ticket, nowMs: number): void {
    ticket.sentMs = nowMs;
    ticket.placeFreeAtMs = nowMs + MAX_TRAVEL_MS + this.#policy.globalWindowMs + GLOBAL_MARGIN_MS;
  }

  answered(ticket: Ticket, answer: TicketAnswer, nowMs: number): void {
    const { key, bucket } = ticket;
    const sentMs = Math.min(ticket.sentMs, nowMs);
    bucket.inFlight -= 1;
    if (answer.isRoundTrip) this.#trips.add(nowMs - sentMs);
    const arrivedMs = Math.min(nowMs - this.#trips.creditMs(nowMs), sentMs + MAX_TRAVEL_MS);
    ticket.placeFreeAtMs = arrivedMs + this.#policy.globalWindowMs + GLOBAL_MARGIN_MS;
    if (!answer.headers) {
      learnNothing(bucket, answer.status);
      return;
    }
    const { bucket: hash, limit } = answer.headers;
    if (this.#hashes.get(key.routeKey) !== hash) this.#hashes.set(key.routeKey, hash);
    const learnt = this.bucketOf(key);
    if (learnt !== bucket) bucket.silentAnswers = 0;
    learn(learnt, answer.headers, sentMs, nowMs);
    learnt.lastUsedMs = nowMs;
    const kind = this.#limits.get(hash);
    if (kind) {
      kind.limit = limit;
      kind.windowMs = learnt.windowMs;
    } else {
      // A server that makes a new hash for each answer must not fill the memory; the oldest are learnt again.
      const oldest = this.#limits.size >= MAX_BUCKETS ? this.#limits.keys().next().value : undefined;
      if (oldest !== undefined) this.#limits.delete(oldest);
      this.#limits.set(hash, { limit, windowMs: learnt.windowMs });
    }
  }

  /** No answer will come. A request that never left gives its place back at once. */
  lost(ticket: Ticket, nowMs: number): void {
    const hasLeft = ticket.sentMs !== Number.POSITIVE_INFINITY;
    ticket.bucket.inFlight -= 1;
    ticket.placeFreeAtMs = hasLeft
      ? Math.min(ticket.placeFreeAtMs, nowMs + this.#policy.globalWindowMs)
      : nowMs;
    if (hasLeft) learnNothing(ticket.bucket, null);
  }

  /** A 429: nothing of what it is about leaves for `retryAfterMs`. Call after `answered`. */
  limited(
    key: RequestKey,
    limit: { scope: LimitScope; retryAfterMs: number; remaining: number | null },
    nowMs: number,
  ): void {
    const untilMs = nowMs + limit.retryAfterMs;
    if (limit.scope === 'global') {
      if (!key.exempt) this.#allowLess(nowMs);
      this.pause(key, untilMs);
      return;
    }
    const isBelowBucket = limit.scope === 'shared' || (limit.remaining !== null && limit.remaining > 0);
    if (isBelowBucket) {
      if (this.#laneBlocks.size >= MAX_BUCKETS) this.#forgetBlocks(nowMs);
      this.#laneBlocks.set(laneOf(key), untilMs);
      return;
    }
    const bucket = this.bucketOf(key);
    bucket.blockedUntilMs = Math.max(bucket.blockedUntilMs, untilMs);
    growCautious(bucket, limit.retryAfterMs, nowMs);
    if (bucket.state === 'known') this.#trips.distrust(nowMs + DISTRUST_MS);
  }

  /** Nothing leaves before, whatever the limits say: of the bot, or of calls by token. */
  pause(key: Pick<RequestKey, 'exempt'>, untilMs: number): void {
    if (key.exempt) this.#exemptBlockedUntilMs = Math.max(this.#exemptBlockedUntilMs, untilMs);
    else this.#globalBlockedUntilMs = Math.max(this.#globalBlockedUntilMs, untilMs);
  }

  /**
   * A global 429 although we kept to the policy. Under a full load, or again within a while, this server allows
   * less, or others use the same account: half as much from here on, once for each time we were held back, and
   * twice as much after a while without one.
   */
  #allowLess(nowMs: number): void {
    if (nowMs < this.#globalBlockedUntilMs) return;
    const isAgain = nowMs - this.#globalMetMs < ALLOW_MORE_AFTER_MS;
    this.#globalMetMs = nowMs;
    const used = this.#places.filter((ticket) => ticket.placeFreeAtMs > nowMs).length;
    if (!isAgain && used < this.#globalLimit / 2) return;
    this.#globalLimit = Math.max(1, Math.floor(this.#globalLimit / 2));
    this.#globalChangedMs = nowMs;
  }

  #allowMore(nowMs: number): void {
    if (nowMs - this.#globalChangedMs < ALLOW_MORE_AFTER_MS) return;
    this.#globalLimit = Math.min(this.#policy.globalLimit, this.#globalLimit * 2);
    this.#globalChangedMs = nowMs;
  }

  #admitBucket(bucket: Bucket, nowMs: number): Admission {
    if (bucket.blockedUntilMs > nowMs) {
      return { kind: 'wait', untilMs: bucket.blockedUntilMs, cause: 'bucket' };
    }
    if (bucket.state === 'open' && bucket.carefulUntilMs <= nowMs) return GO;
    if (bucket.state !== 'known') {
      return bucket.inFlight === 0 ? GO : { kind: 'waitForAnswer', cause: 'bucket' };
    }
    const opens = opensAtMs(bucket, this.#trips.creditMs(nowMs));
    const left = (opens <= nowMs ? bucket.limit : bucket.remaining) - bucket.inFlight;
    if (left > 0) return GO;
    if (opens > nowMs) return { kind: 'wait', untilMs: opens, cause: 'bucket' };
    return { kind: 'waitForAnswer', cause: 'bucket' };
  }

  /** Clears places that are free again; what to wait for when none is. */
  #waitForPlace(nowMs: number): Admission | null {
    let soonestMs = Number.POSITIVE_INFINITY;
    const held: Ticket[] = [];
    for (const ticket of this.#places) {
      if (ticket.placeFreeAtMs <= nowMs) continue;
      held.push(ticket);
      if (ticket.placeFreeAtMs < soonestMs) soonestMs = ticket.placeFreeAtMs;
    }
    this.#places = held;
    this.#sweepAt = Math.max(64, held.length * 2);
    if (held.length < this.#globalLimit) return null;
    if (soonestMs === Number.POSITIVE_INFINITY) return { kind: 'waitForAnswer', cause: 'global' };
    return { kind: 'wait', untilMs: soonestMs, cause: 'global' };
  }

  #forgetIdle(nowMs: number): void {
    for (const [name, bucket] of this.#buckets) {
      const busy = bucket.inFlight > 0 || bucket.blockedUntilMs > nowMs || bucket.endsBeforeMs > nowMs;
      if (!busy && bucket.lastUsedMs + FORGET_AFTER_MS < nowMs) this.#buckets.delete(name);
    }
  }

  #forgetBlocks(nowMs: number): void {
    for (const [lane, untilMs] of this.#laneBlocks) if (untilMs <= nowMs) this.#laneBlocks.delete(lane);
  }
}

function laneOf(key: RequestKey): string {
  return `${key.routeKey} ${key.major}`;
}
