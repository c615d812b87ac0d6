import type { ReviewLane } from '@shared/models/review';
import { reviewStrings } from '../../strings/review';
import { formatTimer } from '../../ui/format';
import { formatFine } from './times';

/** A stretch of one track that was recorded and cannot be heard. */
export interface Hole {
  trackId: string;
  name: string;
  state: 'missing' | 'damaged';
  fromMs: number;
  toMs: number;
}

export interface Holes {
  /** In order of time. */
  missing: readonly Hole[];
  damaged: readonly Hole[];
  /** All files have been read through: there is no more damage than this. */
  checked: boolean;
}

/** What the lanes say is not there any more, or cannot be read. */
export function holesOf(lanes: readonly ReviewLane[]): Holes {
  const holes: Hole[] = [];
  for (const { trackId, displayName: name, spans } of lanes) {
    for (const { state, fromMs, toMs } of spans) {
      if (state === 'missing' || state === 'damaged') holes.push({ trackId, name, state, fromMs, toMs });
    }
  }
  holes.sort((a, b) => a.fromMs - b.fromMs);
  return {
    missing: holes.filter(({ state }) => state === 'missing'),
    damaged: holes.filter(({ state }) => state === 'damaged'),
    checked: lanes.every(({ checked }) => checked),
  };
}

/** So many are told in a sentence; the details have them all. */
const MOST_NAMED = 3;

/** `Ravi's sound from 0:02 to 1:20 is not there any more.`, one sentence for each of the first few. */
export function missingNote(missing: readonly Hole[]): string[] {
  const named = missing
    .slice(0, MOST_NAMED)
    .map(({ name, fromMs, toMs }) => reviewStrings.missing(name, formatTimer(fromMs), formatTimer(toMs)));
  const more = missing.length - named.length;
  return more > 0 ? [...named, reviewStrings.missingMore(more)] : named;
}

/** `Damaged in 3 places: silence there. Ravi (2), Mei. The rest is whole.`; the end is for others to say where `isPart`. */
export function damagedNote({ damaged, checked }: Holes, isPart: boolean): string[] {
  if (damaged.length === 0) return [];
  const words = reviewStrings.damaged;
  const counts = new Map<string, { name: string; places: number }>();
  for (const { trackId, name } of damaged) {
    const before = counts.get(trackId);
    counts.set(trackId, { name, places: (before?.places ?? 0) + 1 });
  }
  const whose = [...counts.values()].map(({ name, places }) => words.count(name, places));
  const more = whose.length - MOST_NAMED;
  const told = more > 1 ? [...whose.slice(0, MOST_NAMED), words.more(more)] : whose;
  const end = checked ? (isPart ? [] : [words.rest]) : [words.looking];
  return [words.places(damaged.length), words.whose(told), ...end];
}

/** The hole as a line of a list. */
export function holeLine({ name, state, fromMs, toMs }: Hole): string {
  if (state === 'missing') return reviewStrings.missing(name, formatTimer(fromMs), formatTimer(toMs));
  return reviewStrings.damaged.line(name, formatFine(fromMs, 1), formatFine(toMs, 1));
}
