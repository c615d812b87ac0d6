import type { Withheld } from '@shared/models/review';
import { joinSpans, type Span } from './spans';

/**
 * What of one person's voice must not be heard, seen or counted (B18), ms of the session; no `userId`: what is
 * withheld of everybody. What was purged stays in the list: its sound is gone, and so it belongs to no figures either.
 */
export function withheldSpans(
  withheld: readonly Withheld[],
  userId: string | null,
  durationMs: number,
): Span[] {
  const spans: Span[] = [];
  for (const one of withheld) {
    if (one.userId !== null && one.userId !== userId) continue;
    spans.push([Math.max(0, one.fromMs ?? 0), Math.min(one.toMs ?? durationMs, durationMs)]);
  }
  return joinSpans(spans);
}
