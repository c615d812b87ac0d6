import { OutboxEntry } from '@shared/models/outbox';
import { z } from 'zod';

/** An entry with what only main needs to know of it, as it is kept on disk. */
export const StoredEntry = z.object({
  entry: OutboxEntry,
  /** The first time of a series: occurrences are counted from it, so that the 31st stays the 31st. */
  anchorMs: z.number().nullable(),
  /** The time it was meant for; null for "now". Sent much later than that, it is asked about first. */
  dueMs: z.number().nullable(),
  /** When it was first sent without an answer coming back; null while nothing can have arrived. */
  unansweredSinceMs: z.number().nullable(),
  /** When the latest attempt began: what that one learns says nothing of those before. */
  attemptedAtMs: z.number().nullable(),
});
export type StoredEntry = z.infer<typeof StoredEntry>;

/** What of an entry changes after it was taken in. */
export const StoredChange = z.object({
  entryId: z.string(),
  state: OutboxEntry.shape.state,
  attempts: z.number().int(),
  channelId: OutboxEntry.shape.channelId,
  repeat: OutboxEntry.shape.repeat,
  anchorMs: z.number().nullable(),
  dueMs: z.number().nullable(),
  unansweredSinceMs: z.number().nullable(),
  attemptedAtMs: z.number().nullable(),
});
export type StoredChange = z.infer<typeof StoredChange>;

/** One line of the journal. */
export const JournalRecord = z.union([
  z.object({ put: StoredEntry }),
  z.object({ set: StoredChange }),
  z.object({ removed: z.array(z.string()) }),
]);
export type JournalRecord = z.infer<typeof JournalRecord>;

export function changeOf(stored: StoredEntry): StoredChange {
  const { entryId, state, attempts, channelId, repeat } = stored.entry;
  const { anchorMs, dueMs, unansweredSinceMs, attemptedAtMs } = stored;
  return { entryId, state, attempts, channelId, repeat, anchorMs, dueMs, unansweredSinceMs, attemptedAtMs };
}

/** What the lines of a journal come to, in the order entries were taken in. Changes of unknown entries are ignored. */
export function replay(records: Iterable<JournalRecord>): Map<string, StoredEntry> {
  const entries = new Map<string, StoredEntry>();
  for (const record of records) {
    if ('put' in record) entries.set(record.put.entry.entryId, record.put);
    else if ('removed' in record) for (const entryId of record.removed) entries.delete(entryId);
    else {
      const { entryId, state, attempts, channelId, repeat, ...rest } = record.set;
      const before = entries.get(entryId);
      if (!before) continue;
      entries.set(entryId, { ...rest, entry: { ...before.entry, state, attempts, channelId, repeat } });
    }
  }
  return entries;
}
