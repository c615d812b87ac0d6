/** The stretch a person chose with I and O, ms; either end may not be set yet. */
export interface RangeChoice {
  fromMs: number | null;
  toMs: number | null;
}

export const NO_RANGE: RangeChoice = { fromMs: null, toMs: null };
/** Shorter than this nothing can be heard, and a loop would only stutter. */
export const SHORTEST_RANGE_MS = 100;

/** The start moved to `ms`; an end that is not behind it any more is taken away. */
export function withStart(range: RangeChoice, ms: number): RangeChoice {
  const keepsEnd = range.toMs !== null && range.toMs - ms >= SHORTEST_RANGE_MS;
  return { fromMs: ms, toMs: keepsEnd ? range.toMs : null };
}

/** The end moved to `ms`; a start that is not before it any more is taken away. */
export function withEnd(range: RangeChoice, ms: number): RangeChoice {
  const keepsStart = range.fromMs !== null && ms - range.fromMs >= SHORTEST_RANGE_MS;
  return { fromMs: keepsStart ? range.fromMs : null, toMs: ms };
}

/** Both ends, when both are set. */
export function wholeRange(range: RangeChoice): { fromMs: number; toMs: number } | null {
  const { fromMs, toMs } = range;
  return fromMs === null || toMs === null ? null : { fromMs, toMs };
}

export const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.5, 3] as const;

/** The next speed up (`by` 1) or down (−1); the same one at the ends. */
export function nextSpeed(speed: number, by: 1 | -1): number {
  if (by === 1) return SPEEDS.find((one) => one > speed) ?? speed;
  return SPEEDS.findLast((one) => one < speed) ?? speed;
}
