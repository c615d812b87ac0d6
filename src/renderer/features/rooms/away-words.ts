import type { AwayDigest, AwayItem, AwayKind } from '@shared/models/away';
import { awayStrings as words } from '../../strings/away';

/** What was different after an absence, in words. Pure. */

/** In the order in which they are told. */
const KINDS = Object.keys(words.counted) as AwayKind[];
/** This many kinds of change are said at once; the list has the rest. */
const KINDS_SAID = 4;

const say = ({ kind, person, place, detail }: AwayItem): string =>
  words.said[kind]({ who: person ?? words.somebody, place: place ?? words.aRoom, detail });

/** One change as a sentence without its full stop. */
export function sayAwayItem(item: AwayItem): string {
  const text = say(item);
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** "Alba left Lounge, 3 rooms made": what happened once by name, what happened more often by number. */
export function summariseAway({ counts, items }: AwayDigest): string {
  const parts = KINDS.flatMap((kind) => {
    const n = counts[kind] ?? 0;
    if (n === 0) return [];
    const only = n === 1 ? items.find((item) => item.kind === kind) : undefined;
    return [only ? say(only) : words.counted[kind](n)];
  });
  const left = parts.length - KINDS_SAID;
  return [...parts.slice(0, KINDS_SAID), ...(left > 0 ? [words.moreKinds(left)] : [])].join(', ');
}

/** All changes of a digest, those that are not listed too. */
export function countAway({ counts }: AwayDigest): number {
  return Object.values(counts).reduce((sum, n) => sum + n, 0);
}
