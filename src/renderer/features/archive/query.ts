import type { ArchiveQuery } from '@shared/models/archive';

/** Everything that is kept and was not deleted. */
export const EVERYTHING: ArchiveQuery = {
  guildId: null,
  channelId: null,
  fromMs: null,
  toMs: null,
  text: '',
  authorId: null,
  has: [],
  includeDeleted: false,
};

/** Everything kept, whatever became of it since. */
export const ALL: ArchiveQuery = { ...EVERYTHING, includeDeleted: true };

/** Whether a query asks for less than everything. */
export function isNarrow(query: ArchiveQuery): boolean {
  const { guildId, channelId, fromMs, toMs, text, authorId, has } = query;
  return (
    text.trim() !== '' ||
    has.length > 0 ||
    [guildId, channelId, fromMs, toMs, authorId].some((filter) => filter !== null)
  );
}
