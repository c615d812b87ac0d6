import type { ReviewSession } from '@shared/models/review';
import { reviewStrings } from '../../strings/review';
import { formatTimer } from '../../ui/format';

/** What a listener has to know of a recording that was mended: where it has a hole when it went on, else what its end lacks. */
export function mendedNote(
  health: { lostMs: number; note: string },
  cuts: ReviewSession['integrity']['cuts'],
): string {
  if (cuts.length === 0) return health.note;
  const holes = cuts.map(({ fromMs, toMs }) => reviewStrings.cut(formatTimer(fromMs), formatTimer(toMs)));
  return reviewStrings.wentOn(holes, health.lostMs / 1_000);
}
