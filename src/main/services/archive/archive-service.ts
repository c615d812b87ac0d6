import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ChannelId, GuildId, UserId } from '@shared/discord/snowflake';
import type { WireMessage } from '@shared/discord/wire/objects';
import { AppError } from '@shared/errors/app-error';
import type {
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
} from '@shared/models/archive';
import type { MessageView, SearchInput } from '@shared/models/messages';
import type { KeptChannel } from '../../archive/requests';
import type { ArchiveHost } from '../../archive-process/port';
import { accountKeyOf } from '../../discord/account-key';
import type { DiscordSession, SessionSource } from '../../discord/session';
import { type Clock, sleep } from '../../support/clock';
import { Emitter } from '../../support/emitter';
import { FrameBatcher } from '../../support/frame-batcher';
import type { Logger } from '../../support/logger';
import { Backfill } from './backfill';
import { Exports, type SaveFileDialog } from './exports';
import { startRecorder } from './recorder';
import { WriteQueue } from './write-queue';

/** What is kept of the account's communities: writing it down while connected, reading it any time. */
export interface ArchiveService {
  status(): Promise<ArchiveStatus>;
  /** Newest first, a page at a time; signed out too. */
  search(input: ArchiveSearchInput): Promise<ArchiveSearchResult>;
  channels(): Promise<ArchivedChannel[]>;
  timeline(input: TimelineInput): Promise<TimelinePage>;
  attendance(input: AttendanceInput): Promise<Attendance>;
  startBackfill(input: { channelId: ChannelId }): Promise<void>;
  pauseBackfill(input: { channelId: ChannelId }): Promise<void>;
  settings(): Promise<ArchiveSettings>;
  /** Takes effect at once: what is older than allowed is deleted. */
  setSettings(settings: ArchiveSettings): Promise<ArchiveSettings>;
  traces(input: { userId: UserId }): Promise<PersonalTraces>;
  /** Deletes everything of a person for good, and keeps nothing of them from then on. */
  forget(input: { userId: UserId }): Promise<PersonalTraces>;
  remember(input: { userId: UserId }): Promise<void>;
  forgotten(): Promise<ForgottenPerson[]>;
  /** Null: the person chose no file. */
  export(input: {
    what: ExportWhat;
    format: ExportFormat;
    title: string;
  }): Promise<{ exportId: string } | null>;
  cancelExport(input: { exportId: string }): { cancelled: boolean };

  /** For the search of the messages desk. Empty while there is no archive. */
  find(input: SearchInput): Promise<{ messages: WireMessage[]; searched: number; truncated: boolean }>;
  onTimeline(listener: (grown: { events: TimelineEvent[] }) => void): () => void;
  onBackfill(listener: (changed: { channelId: ChannelId; state: BackfillState }) => void): () => void;
  onExport(listener: (state: ExportState) => void): () => void;
  onStatus(listener: (status: ArchiveStatus) => void): () => void;
  /** Everything told so far is kept when it resolves, if that is possible within a few seconds. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

export interface ArchiveOptions {
  sessions: SessionSource;
  clock: Clock;
  /** The files are in `archive/` of it, one for each account. */
  dataDir: string;
  host: ArchiveHost;
  logger: Logger;
  /** How a message looks in the window, connected or not. */
  describeMessage(message: WireMessage): MessageView;
  saveDialog: SaveFileDialog | null;
}

const FRAME_MS = 16;
const SETTLE_MS = 3_000;
const FLUSH_MS = 300;
const SWEEP_EVERY_MS = 6 * 3_600_000;

/** What runs while an account is connected. */
interface Live {
  session: DiscordSession;
  file: string;
  queue: WriteQueue;
  backfill: Backfill;
  stopFollowing(): void;
  stopSweeping(): void;
}

export async function createArchiveService(options: ArchiveOptions): Promise<ArchiveService> {
  const { clock, host, logger, sessions } = options;
  const folder = join(options.dataDir, 'archive');
  const onError = (error: unknown) => logger.error('a listener failed', { error });
  const timeline = new Emitter<{ events: TimelineEvent[] }>(onError);
  const backfills = new Emitter<{ channelId: ChannelId; state: BackfillState }>(onError);
  const statuses = new Emitter<ArchiveStatus>(onError);
  const eventFrames = new FrameBatcher<TimelineEvent>(clock, FRAME_MS, (events) => timeline.emit({ events }));
  const backfillFrames = new FrameBatcher<{ channelId: ChannelId; state: BackfillState }>(
    clock,
    FRAME_MS,
    (changes) => {
      for (const change of changes) backfills.emit(change);
    },
  );
  const exports = new Exports({ host, clock, dialog: options.saveDialog, onError });
  let live: Live | null = null;
  /** The archive that is read: of the account that is or was last connected. */
  let current: { file: string; accountKey: string } | null = await newestArchive(folder);
  let trouble: AppError | null = null;
  const ending = new Set<Promise<void>>();

  const fileOf = () => {
    if (!current) throw new AppError('archive/empty', 'Nothing has been kept yet.');
    return current.file;
  };
  /** Asked is answered with what came until then; a disk that does not take it holds up no answer. */
  const whatCameIsKept = () => (live ? withinTime(clock, live.queue.flush(), FLUSH_MS) : Promise.resolve());
  const warn = (what: string) => (error: unknown) => logger.warn(what, { error });

  const sweepRegularly = (file: string): (() => void) => {
    const abort = new AbortController();
    const run = async () => {
      while (!abort.signal.aborted) {
        const { more } = await host.ask(file, 'sweep', { nowMs: clock.now() });
        await sleep(clock, more ? 50 : SWEEP_EVERY_MS, abort.signal);
      }
    };
    run().catch((error) => {
      if (!abort.signal.aborted) warn('old messages could not be deleted')(error);
    });
    return () => abort.abort();
  };

  const begin = (session: DiscordSession): Live => {
    const accountKey = accountKeyOf(session);
    const file = join(folder, `${accountKey}.db`);
    current = { file, accountKey };
    const queue = new WriteQueue({
      host,
      file,
      clock,
      logger,
      onEvents: (events) => eventFrames.add(events.map((each) => [String(each.eventId), each])),
      onTrouble: (error) => {
        trouble = error;
        if (error) logger.warn('the archive cannot be written', { error });
        announceStatus();
      },
    });
    const backfill = new Backfill({
      session,
      host,
      file,
      queue,
      clock,
      logger,
      onChanged: (channelId, state) => {
        backfillFrames.add([[channelId, { channelId: ChannelId.parse(channelId), state }]]);
      },
    });
    const stopRecording = startRecorder({ session, queue, clock });
    const fill = () => backfill.resume().catch(warn('the history of channels cannot be fetched'));
    void fill();
    // A fresh session after a cut: what was said meanwhile is a hole in the channels that are wanted whole.
    const stopFilling = session.onDispatch(({ t }) => {
      if (t === 'READY') void queue.flush().then(fill);
    });
    const stopFollowing = () => {
      stopFilling();
      stopRecording();
    };
    return { session, file, queue, backfill, stopFollowing, stopSweeping: sweepRegularly(file) };
  };

  const end = async (ended: Live): Promise<void> => {
    ended.stopFollowing();
    ended.stopSweeping();
    const filled = ended.backfill.close();
    await withinTime(clock, ended.queue.flush(), SETTLE_MS);
    // Lets go of a page of history that still waits for the disk; it is fetched again.
    ended.queue.close();
    await filled;
  };

  const attach = (session: DiscordSession | null) => {
    if (live) {
      const ended = end(live).catch(warn('an archive was not closed cleanly'));
      ending.add(ended);
      void ended.finally(() => ending.delete(ended));
    }
    live = session ? begin(session) : null;
    announceStatus();
  };

  const status = async (): Promise<ArchiveStatus> => {
    const empty = { messages: 0, events: 0, voiceSessions: 0, bytes: 0, sinceMs: null, notices: [] };
    const dropped = live?.queue.dropped ?? 0;
    if (!current) return { state: 'off', accountKey: null, dropped, ...empty };
    const { accountKey, file } = current;
    try {
      const counts = await host.ask(file, 'status', {});
      const notices = trouble ? [...counts.notices, trouble.message] : counts.notices;
      const state = trouble ? 'failed' : live ? 'recording' : 'reading';
      return { ...counts, state, accountKey, dropped, notices };
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return { state: 'failed', accountKey, dropped, ...empty, notices: [error.message] };
    }
  };
  const announceStatus = () => {
    status().then(statuses.emit.bind(statuses), warn('the state of the archive is not known'));
  };

  const unsubscribe = sessions.onChanged(attach);
  attach(sessions.current);

  const toKept = (kept: KeptChannel): ArchivedChannel => ({
    channelId: ChannelId.parse(kept.channelId),
    guildId: kept.guildId === null ? null : GuildId.parse(kept.guildId),
    guildName: kept.guildName,
    name: kept.name,
    type: kept.type,
    messages: kept.messages,
    oldestMs: kept.oldestMs,
    newestMs: kept.newestMs,
    endedAtMs: kept.endedMs,
    backfill: live?.backfill.stateOf(kept.channelId) ?? restingState(kept.backfill),
  });

  const connected = (): Live => {
    if (!live) throw new AppError('account/not-connected', 'Connect first: history comes from Discord.');
    return live;
  };

  return {
    status,

    async search({ before, limit, ...query }) {
      await whatCameIsKept();
      const found = await host.ask(fileOf(), 'search', { query, before, limit });
      return {
        hits: found.hits.map((hit) => ({
          message: options.describeMessage(hit.message),
          channelName: hit.channelName,
          guildName: hit.guildName,
          deletedAtMs: hit.deletedMs,
          deletedBy: hit.deletedBy && { ...hit.deletedBy, userId: UserId.parse(hit.deletedBy.userId) },
          versions: hit.versions,
        })),
        hasMore: found.hasMore,
        tookMs: found.tookMs,
      };
    },

    async channels() {
      if (!current) return [];
      await whatCameIsKept();
      return (await host.ask(current.file, 'channels', { nowMs: clock.now() })).map(toKept);
    },

    async timeline(input) {
      if (!current) return { events: [], hasMore: false };
      await whatCameIsKept();
      return host.ask(current.file, 'timeline', input);
    },

    async attendance(input) {
      await whatCameIsKept();
      return host.ask(fileOf(), 'attendance', { ...input, nowMs: clock.now() });
    },

    startBackfill: ({ channelId }) => connected().backfill.start(channelId),
    pauseBackfill: ({ channelId }) => connected().backfill.pause(channelId),

    settings: () => host.ask(fileOf(), 'settings', {}),
    async setSettings(settings) {
      const file = fileOf();
      await host.ask(file, 'setSettings', settings);
      if (live) {
        live.stopSweeping();
        live.stopSweeping = sweepRegularly(file);
      }
      return host.ask(file, 'settings', {});
    },

    async traces({ userId }) {
      await whatCameIsKept();
      return host.ask(fileOf(), 'traces', { userId });
    },
    async forget({ userId }) {
      await whatCameIsKept();
      const traces = await host.ask(fileOf(), 'forget', { userId, nowMs: clock.now() });
      logger.info('a person was forgotten', { ...traces });
      announceStatus();
      return traces;
    },
    async remember({ userId }) {
      await host.ask(fileOf(), 'remember', { userId });
    },
    forgotten: () => (current ? host.ask(current.file, 'forgotten', {}) : Promise.resolve([])),

    async export({ what, format, title }) {
      await whatCameIsKept();
      return exports.start(fileOf(), what, format, title);
    },
    cancelExport: ({ exportId }) => exports.cancel(exportId),

    async find({ text, guildId, channelId, authorId, has, limit }) {
      if (!current) return { messages: [], searched: 0, truncated: false };
      const query = {
        text,
        guildId,
        channelId,
        authorId,
        has,
        fromMs: null,
        toMs: null,
        includeDeleted: false,
      };
      const [found, { messages: searched }] = await Promise.all([
        host.ask(current.file, 'search', { query, before: null, limit }),
        host.ask(current.file, 'status', {}),
      ]);
      return { messages: found.hits.map((hit) => hit.message), searched, truncated: found.hasMore };
    },

    onTimeline: timeline.on,
    onBackfill: backfills.on,
    onExport: exports.onChanged,
    onStatus: statuses.on,

    async settle() {
      if (live) await withinTime(clock, live.queue.flush(), SETTLE_MS);
    },

    async close() {
      unsubscribe();
      if (live) await end(live).catch(warn('an archive was not closed cleanly'));
      live = null;
      await Promise.all(ending);
      await exports.close();
      eventFrames.close();
      backfillFrames.close();
      for (const emitter of [timeline, backfills, statuses]) emitter.clear();
    },
  };
}

/** The state of a channel that nothing runs for. */
function restingState(backfill: KeptChannel['backfill']): BackfillState {
  if (backfill === null) return { kind: 'none' };
  const { complete, fetched, stopped, wanted } = backfill;
  if (stopped !== null) return { kind: 'stopped', fetched, reason: stopped };
  if (complete) return { kind: 'complete', fetched };
  // Wanted and nobody connected: it goes on with the next connection.
  return wanted ? { kind: 'waiting' } : { kind: 'paused', fetched };
}

/** The archive that was written last, for reading without a connection. */
async function newestArchive(folder: string): Promise<{ file: string; accountKey: string } | null> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch {
    // None yet.
    return null;
  }
  const files = await Promise.all(
    names
      .filter((name) => name.endsWith('.db'))
      .map(async (name) => {
        const file = join(folder, name);
        return { file, accountKey: name.slice(0, -'.db'.length), atMs: (await stat(file)).mtimeMs };
      }),
  );
  files.sort((a, b) => b.atMs - a.atMs);
  return files[0] ?? null;
}

async function withinTime(clock: Clock, work: Promise<void>, ms: number): Promise<void> {
  const late = new AbortController();
  await Promise.race([
    work.finally(() => late.abort()),
    sleep(clock, ms, late.signal).catch(() => undefined),
  ]);
}
