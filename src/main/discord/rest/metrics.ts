import type { RestCounts, RestMetrics, RestRouteMetrics } from '@shared/models/rest-metrics';
import { LatencyHistogram } from './latency';

/** Counts what the client does: totals, the last ten minutes, and each route. Fixed memory; pure but for its time. */

const MINUTE_MS = 60_000;
const MINUTES = 10;
/** More routes than we have; a guard, not a limit anybody meets. */
const MAX_ROUTES = 200;

interface RouteRecord {
  requests: number;
  errors: number;
  limitsHit: number;
  answer: LatencyHistogram;
  whole: LatencyHistogram;
}

export class MetricsBook {
  readonly #total = noCounts();
  readonly #minutes: { minute: number; counts: RestCounts }[] = [];
  readonly #routes = new Map<string, RouteRecord>();
  #current: { minute: number; counts: RestCounts } = { minute: -1, counts: noCounts() };

  get total(): Readonly<RestCounts> {
    return this.#total;
  }

  /** Adds one to a count, overall and in this minute. */
  count(what: keyof RestCounts, nowMs: number): void {
    this.#total[what] += 1;
    const minute = Math.floor(nowMs / MINUTE_MS);
    if (minute !== this.#current.minute) {
      this.#current = { minute, counts: noCounts() };
      this.#minutes.push(this.#current);
      if (this.#minutes.length > MINUTES) this.#minutes.shift();
    }
    this.#current.counts[what] += 1;
  }

  /** The record of a route, to note its answers in. */
  route(routeKey: string): RouteRecord {
    let record = this.#routes.get(routeKey);
    if (!record) {
      record = {
        requests: 0,
        errors: 0,
        limitsHit: 0,
        answer: new LatencyHistogram(),
        whole: new LatencyHistogram(),
      };
      if (this.#routes.size < MAX_ROUTES) this.#routes.set(routeKey, record);
    }
    return record;
  }

  snapshot(nowMs: number): Pick<RestMetrics, 'total' | 'recent' | 'routes'> {
    const oldest = Math.floor(nowMs / MINUTE_MS) - MINUTES;
    const recent = noCounts();
    for (const { minute, counts } of this.#minutes) {
      if (minute <= oldest) continue;
      for (const what of Object.keys(recent) as (keyof RestCounts)[]) recent[what] += counts[what];
    }
    return { total: { ...this.#total }, recent, routes: [...this.#routes].map(routeMetrics) };
  }
}

function routeMetrics([route, record]: [string, RouteRecord]): RestRouteMetrics {
  const { requests, errors, limitsHit } = record;
  return {
    route,
    requests,
    errors,
    limitsHit,
    answer: record.answer.summary(),
    whole: record.whole.summary(),
  };
}

function noCounts(): RestCounts {
  return {
    requests: 0,
    errors: 0,
    limitsHit: 0,
    retries: 0,
    webhookRequests: 0,
    webhookFailures: 0,
    unexpected: 0,
  };
}
