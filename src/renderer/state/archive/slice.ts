import type { ChannelId, UserId } from '@shared/discord/snowflake';
import type { Api } from '@shared/ipc/api';
import type {
  ArchiveSettings,
  ArchiveStatus,
  BackfillState,
  ExportFormat,
  ExportState,
  ExportWhat,
  PersonalTraces,
} from '@shared/models/archive';
import type { SliceContext } from '../app-state';
import { failedLoad, LOADING } from '../load-state';
import { type ArchiveTab, applyBackfill, applyContents, applyExport, applyStatus, dropExport } from './apply';
import {
  type AttendanceFilters,
  NO_FILTERS,
  NO_SEARCH,
  type SearchFilters,
  type TimelineFilters,
} from './filters';

export interface ArchiveActions {
  /** Reads what is kept; a failure stands in `archive.load`. */
  load(): Promise<void>;
  show(tab: ArchiveTab): void;
  setSearch(part: Partial<SearchFilters>): void;
  setTimeline(part: Partial<TimelineFilters>): void;
  setAttendance(part: Partial<AttendanceFilters>): void;
  /** Opens the timeline with these filters and no others. */
  showTimeline(part: Partial<TimelineFilters>): void;
  /** Opens the search with these filters and no others. */
  showSearch(part: Partial<SearchFilters>): void;
  statusChanged(status: ArchiveStatus): void;
  backfillChanged(channelId: string, state: BackfillState): void;
  exportChanged(state: ExportState): void;
  startBackfill(channelId: ChannelId): Promise<void>;
  pauseBackfill(channelId: ChannelId): Promise<void>;
  setSettings(settings: ArchiveSettings): Promise<void>;
  forget(userId: UserId): Promise<PersonalTraces>;
  remember(userId: UserId): Promise<void>;
  /** False: no file was chosen. */
  startExport(what: ExportWhat, format: ExportFormat, title: string): Promise<boolean>;
  cancelExport(exportId: string): Promise<void>;
  dismissExport(exportId: string): void;
  ask: Pick<Api['archive'], 'search' | 'traces'>;
}

export function createArchiveActions({ api, get, update }: SliceContext): ArchiveActions {
  const read = async () => {
    const [status, channels, settings, forgotten] = await Promise.all([
      api.archive.status(),
      api.archive.channels(),
      api.archive.settings(),
      api.archive.forgotten(),
    ]);
    update('archive', (s) => applyContents(s, { status, channels, settings, forgotten }));
  };
  const empty = async (thrown: unknown) => {
    const load = failedLoad(thrown);
    if (load.kind === 'failed' && load.error.code === 'archive/empty') {
      // Before anything was kept there are no channels to ask for: that is no trouble.
      const status = await api.archive.status();
      return update('archive', (s) =>
        applyContents(s, { status, channels: [], settings: s.settings, forgotten: [] }),
      );
    }
    throw thrown;
  };
  const load = async () => {
    if (get().archive.load.kind !== 'ready') update('archive', (s) => ({ ...s, load: LOADING }));
    try {
      await read().catch(empty);
    } catch (thrown) {
      update('archive', (s) => ({ ...s, load: failedLoad(thrown) }));
    }
  };
  return {
    load,
    show: (tab) => update('archive', (s) => (s.tab === tab ? s : { ...s, tab })),
    setSearch: (part) => update('archive', (s) => ({ ...s, search: { ...s.search, ...part } })),
    setTimeline: (part) => update('archive', (s) => ({ ...s, timeline: { ...s.timeline, ...part } })),
    setAttendance: (part) => update('archive', (s) => ({ ...s, attendance: { ...s.attendance, ...part } })),
    showTimeline: (part) =>
      update('archive', (s) => ({ ...s, tab: 'timeline', timeline: { ...NO_FILTERS, ...part } })),
    showSearch: (part) =>
      update('archive', (s) => ({ ...s, tab: 'search', search: { ...NO_SEARCH, ...part } })),
    statusChanged: (status) => update('archive', (s) => applyStatus(s, status)),
    backfillChanged(channelId, state) {
      const known = get().archive.channels.some((channel) => channel.channelId === channelId);
      update('archive', (s) => applyBackfill(s, channelId, state));
      // How much came, and from when to when, is told with the channels.
      if (known && ['complete', 'stopped', 'paused'].includes(state.kind)) void load();
    },
    exportChanged: (state) => update('archive', (s) => applyExport(s, state)),
    async startBackfill(channelId) {
      await api.archive.startBackfill({ channelId });
      // A channel of which nothing was kept is in the list only from now on.
      if (!get().archive.channels.some((channel) => channel.channelId === channelId)) await read();
    },
    pauseBackfill: (channelId) => api.archive.pauseBackfill({ channelId }),
    async setSettings(wanted) {
      const settings = await api.archive.setSettings(wanted);
      update('archive', (s) => ({ ...s, settings }));
      // What was too old is deleted now: the counts are others.
      await read();
    },
    async forget(userId) {
      const traces = await api.archive.forget({ userId });
      await read();
      return traces;
    },
    async remember(userId) {
      await api.archive.remember({ userId });
      await read();
    },
    async startExport(what, format, title) {
      const started = await api.archive.export({ what, format, title });
      return started !== null;
    },
    async cancelExport(exportId) {
      const { cancelled } = await api.archive.cancelExport({ exportId });
      if (!cancelled) update('archive', (s) => dropExport(s, exportId));
    },
    dismissExport: (exportId) => update('archive', (s) => dropExport(s, exportId)),
    ask: api.archive,
  };
}
