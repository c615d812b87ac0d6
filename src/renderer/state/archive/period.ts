/** Spans of time a person means by name, in the zone of this computer. Pure. */

export const PERIODS = ['today', 'yesterday', 'week', 'month'] as const;
export type NamedPeriod = (typeof PERIODS)[number];
export type Period =
  | { kind: 'any' }
  | { kind: NamedPeriod }
  | { kind: 'custom'; fromMs: number | null; toMs: number | null };

export interface Span {
  fromMs: number;
  /** The last moment that still belongs to it. */
  toMs: number;
}

/** Where a period begins and ends; null: open on that side. */
export interface Bounds {
  fromMs: number | null;
  toMs: number | null;
}

const UNBOUNDED: Bounds = { fromMs: null, toMs: null };

/** Null for a period of one's own that runs backwards. */
export function boundsOf(period: Period, nowMs: number): Bounds | null {
  if (period.kind === 'any') return UNBOUNDED;
  if (period.kind !== 'custom') return spanOf(period, nowMs);
  const { fromMs, toMs } = period;
  return fromMs !== null && toMs !== null && toMs <= fromMs ? null : { fromMs, toMs };
}

/** Null for any time, and for a period of one's own that is not whole or runs backwards. */
export function spanOf(period: Period, nowMs: number): Span | null {
  const now = new Date(nowMs);
  // A day ends where the next begins: one in which the clocks change has 23 or 25 hours.
  const day = (days: number) => new Date(now.getFullYear(), now.getMonth(), now.getDate() + days).getTime();
  switch (period.kind) {
    case 'any':
      return null;
    case 'today':
      return { fromMs: day(0), toMs: day(1) - 1 };
    case 'yesterday':
      return { fromMs: day(-1), toMs: day(0) - 1 };
    case 'week':
      return { fromMs: day(-6), toMs: day(1) - 1 };
    case 'month':
      return {
        fromMs: new Date(now.getFullYear(), now.getMonth(), 1).getTime(),
        toMs: new Date(now.getFullYear(), now.getMonth() + 1, 1).getTime() - 1,
      };
    case 'custom': {
      const { fromMs, toMs } = period;
      return fromMs === null || toMs === null || toMs <= fromMs ? null : { fromMs, toMs };
    }
  }
}
