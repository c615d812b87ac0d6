import type { ArchiveQuery } from '@shared/models/archive';
import { NO_SEARCH } from '../../state/archive/filters';

/** Everything kept, whatever became of it since. */
export const ALL: ArchiveQuery = { ...NO_SEARCH.query, fromMs: null, toMs: null, includeDeleted: true };

/** Whether a query asks for less than everything. */
export function isNarrow(query: ArchiveQuery): boolean {
  const { guildId, channelId, fromMs, toMs, text, authorId, has } = query;
  return (
    text.trim() !== '' ||
    has.length > 0 ||
    [guildId, channelId, fromMs, toMs, authorId].some((filter) => filter !== null)
  );
}
