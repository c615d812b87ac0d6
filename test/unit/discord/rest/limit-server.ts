import type { BucketHeaders } from '../../../../src/main/discord/rest/headers';
import {
  RateLimitBook,
  type RateLimitPolicy,
  type RequestKey,
} from '../../../../src/main/discord/rest/rate-limits';
import { type Priority, RequestQueue } from '../../../../src/main/discord/rest/request-queue';
import type { Clock } from '../../../../src/main/support/clock';

interface TimedEvent {
  atMs: number;
  order: number;
  run: () => void;
}

/**
 * Time as a list of events, and in it the real queue and book against a server that counts strictly in fixed
 * windows from a window's first request on, at the other end of a line with its own ways up and down.
 */
export class SimulatedTime implements Clock {
  #nowMs = 0;
  #order = 0;
  #events: TimedEvent[] = [];

  now = () => this.#nowMs;
  monotonicMs = () => this.#nowMs;

  setTimer(callback: () => void, delayMs: number): () => void {
    const event = { atMs: this.#nowMs + delayMs, order: this.#order++, run: callback };
    this.#events.push(event);
    return () => {
      this.#events = this.#events.filter((other) => other !== event);
    };
  }

  /** Runs what is due, in order, until nothing is left or time is up. */
  run(untilMs = Number.POSITIVE_INFINITY): void {
    for (;;) {
      let next: TimedEvent | undefined;
      for (const event of this.#events) {
        if (!next || event.atMs < next.atMs || (event.atMs === next.atMs && event.order < next.order)) {
          next = event;
        }
      }
      if (!next || next.atMs > untilMs) return;
      this.#events.splice(this.#events.indexOf(next), 1);
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.run();
    }
  }
}

export interface Window {
  limit: number;
  windowMs: number;
}

class Counter {
  used = 0;
  endMs = Number.NEGATIVE_INFINITY;
  constructor(readonly window: Window) {}

  take(nowMs: number): boolean {
    if (nowMs >= this.endMs) {
      this.endMs = nowMs + this.window.windowMs;
      this.used = 0;
    }
    if (this.used >= this.window.limit) return false;
    this.used += 1;
    return true;
  }
}

export interface Scene {
  buckets: Readonly<Record<string, Window>>;
  /** Bucket hash of a route; a route without one has no bucket. */
  hashOf: (routeKey: string) => string | null;
  global: Window;
  /** One way's time for the next packet, ms. */
  up: () => number;
  down: () => number;
  policy?: RateLimitPolicy;
}

export interface Simulation {
  /** 429 answers by what was exceeded. */
  refused: { bucket: number; global: number };
  answered: number;
  lastAnswerMs: number;
  /** Route keys in the order they left. */
  left: string[];
}

export function simulate(
  scene: Scene,
  requests: readonly { key: RequestKey; atMs?: number; priority?: Priority }[],
): Simulation {
  const time = new SimulatedTime();
  const book = new RateLimitBook(scene.policy);
  const queue = new RequestQueue(book, time, 100_000);
  const counters = new Map<string, Counter>();
  const global = new Counter(scene.global);
  const result: Simulation = { refused: { bucket: 0, global: 0 }, answered: 0, lastAnswerMs: 0, left: [] };

  const serve = (key: RequestKey): { status: number; headers: BucketHeaders | null } => {
    const hash = scene.hashOf(key.routeKey);
    const nowMs = time.monotonicMs();
    if (!key.exempt && !global.take(nowMs)) {
      result.refused.global += 1;
      return { status: 429, headers: null };
    }
    const window = hash === null ? undefined : scene.buckets[hash];
    if (hash === null || !window) return { status: 200, headers: null };
    const name = `${hash}:${key.major}`;
    const counter = counters.get(name) ?? new Counter(window);
    counters.set(name, counter);
    const isIn = counter.take(nowMs);
    if (!isIn) result.refused.bucket += 1;
    const remaining = window.limit - counter.used;
    // As on the wire: whole milliseconds.
    const resetAfterMs = Math.round(counter.endMs - nowMs);
    return {
      status: isIn ? 200 : 429,
      headers: { bucket: hash, limit: window.limit, remaining, resetAfterMs },
    };
  };

  for (const { key, atMs = 0, priority = 'user' } of requests) {
    time.setTimer(() => {
      queue.push({
        key,
        priority,
        start: (ticket) => {
          result.left.push(key.routeKey);
          book.leaves(ticket, time.monotonicMs());
          time.setTimer(() => {
            const answer = serve(key);
            time.setTimer(() => {
              book.answered(ticket, { ...answer, isRoundTrip: true }, time.monotonicMs());
              result.answered += 1;
              result.lastAnswerMs = time.monotonicMs();
              queue.release(ticket.bucket);
              queue.release(book.bucketOf(key));
              queue.pump();
            }, scene.down());
          }, scene.up());
        },
      });
    }, atMs);
  }
  time.run();
  return result;
}
