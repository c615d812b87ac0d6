import type { ChannelId, GuildId, UserId } from '@shared/discord/snowflake';
import type { ArchiveQuery } from '@shared/models/archive';
import type { Period } from './period';

/** What was asked of each part of the archive last; it is there again when one comes back to it. */

export interface ChosenPerson {
  userId: UserId;
  name: string;
}

export interface Where {
  guildId: GuildId | null;
  channelId: ChannelId | null;
}

export type TimelineGroup =
  | 'presence'
  | 'sound'
  | 'rooms'
  | 'stages'
  | 'messages'
  | 'members'
  | 'threads'
  | 'deeds';

export interface TimelineFilters {
  where: Where;
  person: ChosenPerson | null;
  period: Period;
  groups: readonly TimelineGroup[];
}

export const NO_FILTERS: TimelineFilters = {
  where: { guildId: null, channelId: null },
  person: null,
  period: { kind: 'any' },
  groups: [],
};

/** The period stands for `fromMs` and `toMs`, so that "today" is another day tomorrow. */
export type SearchQuery = Omit<ArchiveQuery, 'fromMs' | 'toMs'>;

export interface SearchFilters {
  query: SearchQuery;
  person: ChosenPerson | null;
  period: Period;
}

/** Everything that is kept and was not deleted. */
export const NO_SEARCH: SearchFilters = {
  query: { guildId: null, channelId: null, text: '', authorId: null, has: [], includeDeleted: false },
  person: null,
  period: { kind: 'any' },
};

export interface AttendanceFilters {
  /** Null: where one is. */
  where: Where | null;
  period: Period;
}
