/** Stretches of session time: half open, in the unit of whoever uses them (samples or ms). */

export interface Range {
  from: number;
  to: number;
}

/** In order, without overlaps and without empty ones; such as lie at most `gap` apart become one. */
export function mergeRanges(ranges: readonly Range[], gap = 0): Range[] {
  const sorted = ranges.filter(({ from, to }) => to > from).sort((a, b) => a.from - b.from);
  const merged: Range[] = [];
  for (const { from, to } of sorted) {
    const last = merged.at(-1);
    if (last && from - last.to <= gap) last.to = Math.max(last.to, to);
    else merged.push({ from, to });
  }
  return merged;
}

/** What lies in both. Both merged already. */
export function intersectRanges(a: readonly Range[], b: readonly Range[]): Range[] {
  const common: Range[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const one = a[i] as Range;
    const two = b[j] as Range;
    const from = Math.max(one.from, two.from);
    const to = Math.min(one.to, two.to);
    if (to > from) common.push({ from, to });
    if (one.to < two.to) i += 1;
    else j += 1;
  }
  return common;
}

/** What is in `a` and not in `b`. Both merged already. */
export function subtractRanges(a: readonly Range[], b: readonly Range[]): Range[] {
  const left: Range[] = [];
  let j = 0;
  for (const { from, to } of a) {
    while (j < b.length && (b[j] as Range).to <= from) j += 1;
    let at = from;
    for (let k = j; k < b.length && (b[k] as Range).from < to; k += 1) {
      const hole = b[k] as Range;
      if (hole.from > at) left.push({ from: at, to: hole.from });
      at = Math.max(at, hole.to);
    }
    if (at < to) left.push({ from: at, to });
  }
  return left;
}

/** Sum of their lengths. Merged already. */
export function lengthOf(ranges: readonly Range[]): number {
  return ranges.reduce((sum, { from, to }) => sum + to - from, 0);
}

/** Whether `at` lies in one of them. */
export function isInside(ranges: readonly Range[], at: number): boolean {
  return ranges.some(({ from, to }) => at >= from && at < to);
}
