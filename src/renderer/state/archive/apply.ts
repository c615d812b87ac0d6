import type {
  ArchivedChannel,
  ArchiveSettings,
  ArchiveStatus,
  BackfillState,
  ExportState,
  ForgottenPerson,
} from '@shared/models/archive';
import { IDLE, type LoadState, READY } from '../load-state';
import { share } from '../share';
import {
  type AttendanceFilters,
  NO_FILTERS,
  NO_SEARCH,
  type SearchFilters,
  type TimelineFilters,
} from './filters';

export type ArchiveTab = 'search' | 'timeline' | 'attendance' | 'kept';

/** What the window knows of what is kept. Found messages and events belong to the views that ask for them. */
export interface ArchiveSlice {
  load: LoadState;
  tab: ArchiveTab;
  search: SearchFilters;
  timeline: TimelineFilters;
  attendance: AttendanceFilters;
  status: ArchiveStatus | null;
  channels: readonly ArchivedChannel[];
  settings: ArchiveSettings;
  forgotten: readonly ForgottenPerson[];
  /** Oldest first; those that ended stay until they are put away. */
  exports: readonly ExportState[];
}

export const initialArchive: ArchiveSlice = {
  load: IDLE,
  tab: 'search',
  search: NO_SEARCH,
  timeline: NO_FILTERS,
  attendance: { where: null, period: { kind: 'today' } },
  status: null,
  channels: [],
  settings: { keepDays: null, guilds: [] },
  forgotten: [],
  exports: [],
};

export type ArchiveContents = Pick<ArchiveSlice, 'status' | 'channels' | 'settings' | 'forgotten'>;

export function applyContents(slice: ArchiveSlice, next: ArchiveContents): ArchiveSlice {
  return {
    ...slice,
    load: READY,
    status: share(slice.status, next.status),
    channels: byPlace(next.channels),
    settings: share(slice.settings, next.settings),
    forgotten: next.forgotten,
  };
}

export function applyStatus(slice: ArchiveSlice, next: ArchiveStatus): ArchiveSlice {
  const status = share(slice.status, next);
  return status === slice.status ? slice : { ...slice, status };
}

export function applyBackfill(slice: ArchiveSlice, channelId: string, state: BackfillState): ArchiveSlice {
  if (!slice.channels.some((channel) => channel.channelId === channelId)) return slice;
  return {
    ...slice,
    channels: slice.channels.map((channel) =>
      channel.channelId === channelId ? { ...channel, backfill: state } : channel,
    ),
  };
}

export function applyExport(slice: ArchiveSlice, next: ExportState): ArchiveSlice {
  const known = slice.exports.some((one) => one.exportId === next.exportId);
  const exports = known
    ? slice.exports.map((one) => (one.exportId === next.exportId ? next : one))
    : [...slice.exports, next];
  return { ...slice, exports };
}

export function dropExport(slice: ArchiveSlice, exportId: string): ArchiveSlice {
  const exports = slice.exports.filter((one) => one.exportId !== exportId);
  return exports.length === slice.exports.length ? slice : { ...slice, exports };
}

/** Guild by guild, direct messages last, names as people sort them. */
function byPlace(channels: readonly ArchivedChannel[]): ArchivedChannel[] {
  return [...channels].sort(
    (a, b) =>
      Number(a.guildName === null) - Number(b.guildName === null) ||
      (a.guildName ?? '').localeCompare(b.guildName ?? '') ||
      a.name.localeCompare(b.name),
  );
}
