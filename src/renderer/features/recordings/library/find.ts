import type { RecordingHits, RecordingSummary } from '@shared/models/recordings';
import type { LibraryColumn, ReviewPlace } from '@shared/models/review-place';

/** What stands in the library: a recording, and where the wanted words were found in it. */
export interface LibraryRow {
  recordingId: string;
  /** Null while nothing is searched for. */
  hits: RecordingHits | null;
}

/** Rows in the chosen order, only those with all the tags, and only those that were found. */
export function rowsOf(
  list: readonly RecordingSummary[],
  found: readonly RecordingHits[] | null,
  tags: ReadonlySet<string>,
  { by, down }: ReviewPlace['librarySort'],
): LibraryRow[] {
  const hitsOf = new Map(found?.map((one) => [one.recordingId, one]));
  return list
    .filter((one) => found === null || hitsOf.has(one.recordingId))
    .filter((one) => [...tags].every((tag) => one.tags.includes(tag)))
    .map((one) => ({ one, key: keyOf(one, by) }))
    .sort((a, b) => {
      const order =
        typeof a.key === 'string' && typeof b.key === 'string'
          ? a.key.localeCompare(b.key)
          : Number(a.key) - Number(b.key);
      // Equal ones stay newest first, whichever way the rest is turned.
      return (down ? -order : order) || b.one.startedAtMs - a.one.startedAtMs;
    })
    .map(({ one }) => ({ recordingId: one.recordingId, hits: hitsOf.get(one.recordingId) ?? null }));
}

function keyOf(one: RecordingSummary, by: LibraryColumn): string | number {
  switch (by) {
    case 'title':
      return one.title;
    case 'room':
      return one.roomName ?? '';
    case 'date':
      return one.startedAtMs;
    case 'length':
      return one.durationMs;
    case 'people':
      return one.people.length;
    case 'size':
      return one.bytes;
  }
}

/** All tags of the library with how many recordings have each, the frequent ones first. */
export function tagsOf(list: readonly RecordingSummary[]): { tag: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const { tags } of list) for (const tag of tags) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return [...counts]
    .map(([tag, count]) => ({ tag, count }))
    .sort((a, b) => b.count - a.count || a.tag.localeCompare(b.tag));
}
