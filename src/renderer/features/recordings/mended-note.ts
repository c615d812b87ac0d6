import type { ReviewSession } from '@shared/models/review';
import { reviewStrings } from '../../strings/review';
import { formatTimer } from '../../ui/format';
import { damagedNote, type Holes, missingNote } from './holes';

/**
 * What a listener has to know of a recording that was mended: where it has a hole when it went on, else what its end
 * lacks; then what else is not there any more or cannot be read. That all else is here is said when that is known.
 */
export function mendedNote(
  health: { lostMs: number; note: string },
  cuts: ReviewSession['integrity']['cuts'],
  holes: Holes,
): string {
  const places = holes.damaged.length;
  const damaged = places > 0 ? [`${reviewStrings.damaged.title(places)}.`, ...damagedNote(holes)] : [];
  const said = [...missingNote(holes.missing), ...damaged];
  if (cuts.length === 0) return [health.note, ...said].join(' ');
  const gaps = cuts.map(({ fromMs, toMs }) => reviewStrings.cut(formatTimer(fromMs), formatTimer(toMs)));
  const went = reviewStrings.wentOn(gaps, health.lostMs / 1_000);
  return [went, ...said, ...(holes.checked ? [reviewStrings.allElse] : [])].join(' ');
}
