import type { Annotations, ChatLine, Marker } from '@shared/models/review';
import { chatLines } from './chat-lines';
import type { JournalEntry } from './journal';
import type { Span } from './spans';
import { withheldSpans } from './withhold';

/** No person has this id: what is withheld of it is withheld of everybody. */
const EVERYBODY = '';

/** The chat without what was written by somebody, or while everybody, is withheld. */
export function shownChat(
  entries: readonly JournalEntry[],
  { withheld }: Annotations,
  durationMs: number,
): ChatLine[] {
  // What is withheld to the very end covers what was written at the end, too.
  const last = Math.max(0, durationMs - 1e-3);
  const hidden = new Map<string, Span[]>();
  const hiddenOf = (userId: string) => {
    const spans = hidden.get(userId) ?? withheldSpans(withheld, userId, durationMs);
    hidden.set(userId, spans);
    return spans;
  };
  return chatLines(entries)
    .map((line) => ({ ...line, atMs: Math.min(line.atMs, last) }))
    .filter((line) => !isInside(hiddenOf(line.userId), line.atMs));
}

/** Markers in order of time. A name says something about what it stands at: where everybody is withheld there are none. */
export function shownMarkers({ markers, withheld }: Annotations, durationMs: number): Marker[] {
  const hidden = withheldSpans(withheld, EVERYBODY, durationMs);
  return markers.filter(({ atMs }) => !isInside(hidden, atMs)).sort((a, b) => a.atMs - b.atMs);
}

function isInside(spans: readonly Span[], at: number): boolean {
  return spans.some(([from, to]) => at >= from && at < to);
}
