import { commonSpans, joinSpans, lengthOfSpans, type Span } from '../recording/spans';

/**
 * Session time to the time of something that keeps only parts of it (a clip, speech without silence): the parts
 * stand one after the other.
 */
export class TimeMap {
  readonly kept: readonly Span[];

  constructor(kept: readonly Span[]) {
    this.kept = joinSpans(kept);
  }

  /** Where a moment stands afterwards; null when it was left out. The end of a part counts as in it. */
  place(moment: number): number | null {
    let before = 0;
    for (const [from, to] of this.kept) {
      if (moment < from) return null;
      if (moment <= to) return before + moment - from;
      before += to - from;
    }
    return null;
  }

  /** Where a range stands afterwards, whatever of it was left out; null when nothing is left. */
  placeRange(range: Span): Span | null {
    const parts = commonSpans([range], this.kept);
    const first = parts[0];
    if (!first) return null;
    const before = lengthOfSpans(commonSpans([[Number.NEGATIVE_INFINITY, first[0]]], this.kept));
    return [before, before + lengthOfSpans(parts)];
  }
}
