import type { Withheld } from '@shared/models/review';
import { mergeRanges, type Range } from './ranges';

/**
 * What of one person's voice must not be heard, seen or counted (B18), ms of the session; `userId` null: what is
 * withheld of everybody. What was purged stays in the list: its sound is gone, so it belongs to no figures either.
 */
export function withheldOf(
  withheld: readonly Withheld[],
  userId: string | null,
  durationMs: number,
): Range[] {
  return mergeRanges(
    withheld
      .filter((one) => one.userId === null || one.userId === userId)
      .map((one) => ({
        from: Math.max(0, one.fromMs ?? 0),
        to: Math.min(one.toMs ?? durationMs, durationMs),
      })),
  );
}
