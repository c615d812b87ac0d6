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

/** `Ravi's sound from 0:02 to 1:20 is not there any more.`, one sentence for each of the first few tracks. */
export function missingNote(missing: readonly Hole[]): string[] {
  const tracks = [...byTrack(missing).values()];
  const named = tracks.slice(0, MOST_NAMED).map((holes) => missingSentence(holes));
  const more = tracks.length - named.length;
  return more > 0 ? [...named, reviewStrings.missingMore(more)] : named;
}

/** `Silence where nothing can be read: Ravi (2), Mei.`, and whether there may be more; empty for no damage. */
export function damagedNote({ damaged, checked }: Holes): string[] {
  if (damaged.length === 0) return [];
  const words = reviewStrings.damaged;
  const whose = [...byTrack(damaged).values()].map((holes) => words.count(holes[0].name, holes.length));
  const more = whose.length - MOST_NAMED;
  const told = more > 1 ? [...whose.slice(0, MOST_NAMED), words.more(more)] : whose;
  return [words.whose(told), ...(checked ? [] : [words.looking])];
}

/** The hole as a line of a list. */
export function holeLine(hole: Hole): string {
  if (hole.state === 'missing') return missingSentence([hole]);
  return reviewStrings.damaged.line(hole.name, formatFine(hole.fromMs, 1), formatFine(hole.toMs, 1));
}

type OfOneTrack = [Hole, ...Hole[]];

function byTrack(holes: readonly Hole[]): Map<string, OfOneTrack> {
  const tracks = new Map<string, OfOneTrack>();
  for (const hole of holes) {
    const before = tracks.get(hole.trackId);
    if (before) before.push(hole);
    else tracks.set(hole.trackId, [hole]);
  }
  return tracks;
}

function missingSentence(holes: OfOneTrack): string {
  const parts = holes.map(({ fromMs, toMs }) => reviewStrings.cut(formatTimer(fromMs), formatTimer(toMs)));
  return reviewStrings.missing(holes[0].name, parts);
}
