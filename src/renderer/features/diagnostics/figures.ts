import type { DiagnosticsSnapshot } from '@shared/models/app';
import type { RestCounts, RestMetrics, RestRouteMetrics } from '@shared/models/rest-metrics';

/** Pure figures of the diagnostics view: what counts since a moment, sorted routes, wording of times. */

/** Where a person began to count: the figures then. */
export interface Baseline {
  atMs: number;
  snapshot: DiagnosticsSnapshot;
}

/**
 * The figures since the baseline: counts less those of then. Percentiles, the queue and what is held against
 * limits stay as they are. A baseline of another session (its counts are higher) counts for nothing.
 */
export function sinceBaseline(snapshot: DiagnosticsSnapshot, baseline: Baseline | null): DiagnosticsSnapshot {
  if (!baseline) return snapshot;
  const then = baseline.snapshot;
  const counters = Object.fromEntries(
    Object.entries(snapshot.counters).map(([name, value]) => [name, less(value, then.counters[name])]),
  );
  return { ...snapshot, counters, rest: snapshot.rest && restSince(snapshot.rest, then.rest) };
}

function restSince(rest: RestMetrics, then: RestMetrics | null): RestMetrics {
  if (!then || isOtherSession(rest.total, then.total)) return rest;
  const before = new Map(then.routes.map((route) => [route.route, route]));
  const routes = rest.routes
    .map((route) => {
      const was = before.get(route.route);
      return {
        ...route,
        requests: less(route.requests, was?.requests),
        errors: less(route.errors, was?.errors),
        limitsHit: less(route.limitsHit, was?.limitsHit),
      };
    })
    .filter((route) => route.requests > 0 || route.limitsHit > 0);
  const total = { ...rest.total };
  for (const what of Object.keys(total) as (keyof RestCounts)[])
    total[what] = less(total[what], then.total[what]);
  return { ...rest, total, routes };
}

/** Counts only grow within a session. */
function isOtherSession(now: RestCounts, then: RestCounts): boolean {
  return (Object.keys(now) as (keyof RestCounts)[]).some((what) => now[what] < then[what]);
}

const less = (now: number, then: number | undefined) => (then === undefined || then > now ? now : now - then);

export type RouteColumn = 'route' | 'requests' | 'errors' | 'limitsHit' | 'p50' | 'p95' | 'p99';
export type Times = 'answer' | 'whole';
export interface RouteOrder {
  by: RouteColumn;
  descending: boolean;
}

/** Routes in the order asked for; the same figures by name, those without a time last either way. */
export function sortRoutes(
  routes: readonly RestRouteMetrics[],
  { by, descending }: RouteOrder,
  times: Times,
): RestRouteMetrics[] {
  const sign = descending ? -1 : 1;
  const byName = (a: RestRouteMetrics, b: RestRouteMetrics) => pathOf(a).localeCompare(pathOf(b));
  return [...routes].sort((a, b) => {
    if (by === 'route') return sign * byName(a, b);
    const x = figureOf(a, by, times);
    const y = figureOf(b, by, times);
    if (x === y) return byName(a, b);
    if (x === null) return 1;
    if (y === null) return -1;
    return sign * (x - y);
  });
}

/** `/channels/:channel POST`, so that what belongs together stands together. */
function pathOf({ route }: RestRouteMetrics): string {
  const [method = '', path = ''] = route.split(' ');
  return `${path} ${method}`;
}

export function figureOf(
  route: RestRouteMetrics,
  by: Exclude<RouteColumn, 'route'>,
  times: Times,
): number | null {
  switch (by) {
    case 'requests':
    case 'errors':
    case 'limitsHit':
      return route[by];
    case 'p50':
      return route[times].p50Ms;
    case 'p95':
      return route[times].p95Ms;
    case 'p99':
      return route[times].p99Ms;
  }
}

/** `0.8 ms`, `84 ms`, `1.30 s`; a dash for nothing measured. */
export function formatLatency(ms: number | null): string {
  if (ms === null) return '–';
  if (ms >= 999.5) return `${(ms / 1_000).toFixed(ms >= 9_995 ? 1 : 2)} s`;
  return `${ms < 9.95 ? ms.toFixed(1) : Math.round(ms)} ms`;
}

export interface CounterGroup {
  id: 'gateway' | 'voice' | 'rest' | 'other';
  counters: { name: string; words: string; value: number }[];
}

const GROUPS = ['gateway', 'voice', 'rest', 'other'] as const;

/** Counters by the part of the app they belong to, their names in words. Empty groups are left out. */
export function groupCounters(counters: DiagnosticsSnapshot['counters']): CounterGroup[] {
  const groups = new Map<CounterGroup['id'], CounterGroup>(GROUPS.map((id) => [id, { id, counters: [] }]));
  for (const [name, value] of Object.entries(counters).sort(([a], [b]) => a.localeCompare(b))) {
    const area = name.split('.')[0];
    const id = GROUPS.find((group) => group === area) ?? 'other';
    const short = id === 'other' ? name : name.slice(id.length + 1);
    groups.get(id)?.counters.push({ name, words: inWords(short), value });
  }
  return [...groups.values()].filter((group) => group.counters.length > 0);
}

/** `malformedFrames` → `malformed frames`. */
function inWords(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, (_all, a: string, b: string) => `${a} ${b.toLowerCase()}`);
}
