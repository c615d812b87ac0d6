import type { AppInfo, DiagnosticsSnapshot } from '@shared/models/app';
import { judgeRestMetrics, type RestMetrics, type RestRouteMetrics } from '@shared/models/rest-metrics';
import { formatLatency, groupCounters, sortRoutes } from './figures';
import { logText } from './log';

export interface ReportInput {
  info: AppInfo | null;
  /** As shown: since the baseline, if there is one. */
  snapshot: DiagnosticsSnapshot;
  nowMs: number;
  /** The baseline's moment; null from the start. */
  sinceMs: number | null;
}

/** Lines of the log in a report: enough for the story, little enough for a chat. */
const LOG_LINES = 100;

/**
 * The view as plain text, to hand to somebody who can help. It holds what main gave out, which is redacted there:
 * route templates without ids, counts, and the log without tokens, message text or paths.
 */
export function diagnosticsReport({ info, snapshot, nowMs, sinceMs }: ReportInput): string {
  const { rest, counters, log } = snapshot;
  const parts = [
    [
      `Roomtone ${info?.version ?? ''} diagnostics`.replace('  ', ' '),
      ...(info ? [`${info.platform}, Electron ${info.electronVersion ?? 'none'}`] : []),
      `at ${new Date(nowMs).toISOString()}`,
      sinceMs === null ? 'counted since connecting' : `counted since ${new Date(sinceMs).toISOString()}`,
    ],
    ...(rest ? restLines(rest) : [['REST: not connected']]),
    ...groupCounters(counters).map((group) => [
      `Counters: ${group.id}`,
      ...group.counters.map(({ words, value }) => `  ${words}: ${value}`),
    ]),
    ['Log', ...log.slice(-LOG_LINES).map((line) => `  ${logText(line)}`)],
  ];
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function restLines(rest: RestMetrics): string[][] {
  const { total, queue, inFlight, buckets } = rest;
  return [
    [
      'Held against limits (last ten minutes)',
      ...judgeRestMetrics(rest).map(
        ({ id, value, threshold, level }) => `  ${id}: ${round(value)} (limit ${threshold}) ${level}`,
      ),
    ],
    [
      'REST',
      ...Object.entries(total).map(([name, value]) => `  ${name}: ${value}`),
      `  queue: ${queue.now} now, ${queue.max} at most, bound ${queue.limit}`,
      `  inFlight: ${inFlight}`,
      `  buckets: ${buckets}`,
    ],
    [
      'Routes (requests, errors, 429; answer p50/p95/p99; with waiting p50/p95/p99)',
      ...sortRoutes(rest.routes, { by: 'requests', descending: true }, 'answer').map(
        (route) => `  ${routeLine(route)}`,
      ),
    ],
  ];
}

function routeLine({ route, requests, errors, limitsHit, answer, whole }: RestRouteMetrics): string {
  const times = [answer, whole].map(({ p50Ms, p95Ms, p99Ms }) =>
    [p50Ms, p95Ms, p99Ms].map(formatLatency).join('/'),
  );
  return `${route}: ${requests}, ${errors}, ${limitsHit}; ${times.join('; ')}`;
}

function round(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
