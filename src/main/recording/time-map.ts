import { intersectRanges, lengthOf, mergeRanges, type Range } from './ranges';

/**
 * Session time to the time of something that keeps only parts of it (a clip, speech without silence): the parts
 * stand one after the other.
 */
export class TimeMap {
  readonly kept: readonly Range[];

  constructor(kept: readonly Range[]) {
    this.kept = mergeRanges(kept);
  }

  /** Where a moment stands afterwards; null when it was left out. The end of a part counts as in it. */
  place(moment: number): number | null {
    let before = 0;
    for (const { from, to } of this.kept) {
      if (moment < from) return null;
      if (moment <= to) return before + moment - from;
      before += to - from;
    }
    return null;
  }

  /** Where a range stands afterwards, whatever of it was left out; null when nothing is left. */
  placeRange(range: Range): Range | null {
    const parts = intersectRanges([range], this.kept);
    const first = parts[0];
    if (!first) return null;
    const before = lengthOf(intersectRanges([{ from: Number.NEGATIVE_INFINITY, to: first.from }], this.kept));
    return { from: before, to: before + lengthOf(parts) };
  }
}
