import { z } from 'zod';
import { ChannelId, UserId } from '../../discord/snowflake';
import {
  ArchivedChannel,
  ArchiveSearchInput,
  ArchiveSearchResult,
  ArchiveSettings,
  ArchiveStatus,
  Attendance,
  AttendanceInput,
  BackfillState,
  ExportFormat,
  ExportState,
  ExportWhat,
  ForgottenPerson,
  PersonalTraces,
  TimelineEvent,
  TimelineInput,
  TimelinePage,
} from '../../models/archive';
import { call, event } from '../define';
import { done, noInput } from './inputs';

/** What is kept on this computer of messages and rooms. */
export const archiveContract = {
  archive: {
    status: call(noInput, ArchiveStatus),
    statusChanged: event(ArchiveStatus),
    /** Works signed out too; rejects with `archive/empty` before anything was kept. */
    search: call(ArchiveSearchInput, ArchiveSearchResult),
    channels: call(noInput, z.array(ArchivedChannel)),
    timeline: call(TimelineInput, TimelinePage),
    /** New events as they are kept, oldest first, unfiltered. */
    timelineGrew: event(z.object({ events: z.array(TimelineEvent) })),
    attendance: call(AttendanceInput, Attendance),
    /** Fetches the history of a channel, and what is missed while away, until it is paused. */
    startBackfill: call(z.object({ channelId: ChannelId }), done),
    pauseBackfill: call(z.object({ channelId: ChannelId }), done),
    backfillChanged: event(z.object({ channelId: ChannelId, state: BackfillState })),
    settings: call(noInput, ArchiveSettings),
    /** What is older than allowed is deleted at once. */
    setSettings: call(ArchiveSettings, ArchiveSettings),
    traces: call(z.object({ userId: UserId }), PersonalTraces),
    /** Deletes everything of a person for good; answers with what there was. */
    forget: call(z.object({ userId: UserId }), PersonalTraces),
    /** What a forgotten person does from now on is kept again. */
    remember: call(z.object({ userId: UserId }), done),
    forgotten: call(noInput, z.array(ForgottenPerson)),
    /** Opens the system's save dialog; null when the person cancels. */
    export: call(
      z.object({ what: ExportWhat, format: ExportFormat, title: z.string().trim().min(1).max(200) }),
      z.object({ exportId: z.string() }).nullable(),
    ),
    cancelExport: call(z.object({ exportId: z.string().max(64) }), z.object({ cancelled: z.boolean() })),
    exportChanged: event(ExportState),
  },
};
