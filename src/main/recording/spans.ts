/** Sets of time as lists of `[from, to)`, in order, not touching. The unit is the caller's. */
export type Span = readonly [from: number, to: number];

/** Puts spans in order and joins those with less than `joinBelow` between them; empty ones are left out. */
export function joinSpans(spans: readonly Span[], joinBelow = 0): Span[] {
  const sorted = spans.filter(([from, to]) => to > from).sort((a, b) => a[0] - b[0]);
  const joined: [number, number][] = [];
  for (const [from, to] of sorted) {
    const last = joined.at(-1);
    if (last && (from <= last[1] || from - last[1] < joinBelow)) last[1] = Math.max(last[1], to);
    else joined.push([from, to]);
  }
  return joined;
}

/** What is in `spans` and in none of `taken`; both in order. */
export function withoutSpans(spans: readonly Span[], taken: readonly Span[]): Span[] {
  const left: Span[] = [];
  let first = 0;
  for (const [from, to] of spans) {
    while ((taken[first]?.[1] ?? Number.POSITIVE_INFINITY) <= from) first += 1;
    let at = from;
    for (let next = first; next < taken.length; next += 1) {
      const [start, end] = taken[next] as Span;
      if (start >= to) break;
      if (start > at) left.push([at, start]);
      at = Math.max(at, end);
    }
    if (at < to) left.push([at, to]);
  }
  return left;
}

/** What is in both; both in order. */
export function commonSpans(a: readonly Span[], b: readonly Span[]): Span[] {
  const common: Span[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const [aFrom, aTo] = a[i] as Span;
    const [bFrom, bTo] = b[j] as Span;
    const from = Math.max(aFrom, bFrom);
    const to = Math.min(aTo, bTo);
    if (from < to) common.push([from, to]);
    if (aTo < bTo) i += 1;
    else j += 1;
  }
  return common;
}

/** Where at least `least` of the lists have something; each list in order. */
export function crowdedSpans(lists: readonly (readonly Span[])[], least: number): Span[] {
  const edges: [at: number, step: number][] = [];
  for (const spans of lists) for (const [from, to] of spans) edges.push([from, 1], [to, -1]);
  // At one place those that begin come first, so that what touches does not fall apart.
  edges.sort((a, b) => a[0] - b[0] || b[1] - a[1]);
  const crowded: Span[] = [];
  let depth = 0;
  let since = 0;
  for (const [at, step] of edges) {
    if (step === 1 && depth === least - 1) since = at;
    if (step === -1 && depth === least && at > since) crowded.push([since, at]);
    depth += step;
  }
  return joinSpans(crowded);
}

/** How much time they are. */
export function lengthOfSpans(spans: readonly Span[]): number {
  let length = 0;
  for (const [from, to] of spans) length += to - from;
  return length;
}
