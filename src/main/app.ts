import { join } from 'node:path';
import { AppError } from '@shared/errors/app-error';
import type { AppInfo, DiagnosticsSnapshot } from '@shared/models/app';
import { announceAll } from './app-events';
import { showOnAir } from './app-on-air';
import type { AppConfig, AppPorts } from './app-ports';
import { createClips, createRecorder } from './app-recorder';
import { createChildArchiveHost } from './archive-process/child-host';
import { EMPTY_CACHE } from './discord/cache/state';
import { createChildJobHost } from './export-process/child-host';
import { bindContract } from './ipc/bind';
import { createHandlers, type Services } from './ipc/handlers';
import { createChildReviewHost } from './review-process/child-host';
import { createAccountsService } from './services/accounts/index';
import { createArchiveService } from './services/archive/index';
import { createAwayService } from './services/away/index';
import { createBatchesService } from './services/batches/index';
import { BroadcastRooms, CallsService, createRoomDirectory, signallingOf } from './services/calls/index';
import { createDraftsService } from './services/drafts/index';
import { createFilesService } from './services/files/index';
import { clockOffsetMs, freeBytesAt, LiveService, submitAndSee } from './services/live/index';
import { createMediaService, type MediaService } from './services/media/index';
import { createMembersService } from './services/members/index';
import { createMessagesService, toMessageRequest, toMessageView } from './services/messages/index';
import { createNoticesService } from './services/notices/index';
import { createOutboxService } from './services/outbox/index';
import { createPeopleService } from './services/people/index';
import { PracticeService, RehearsalService } from './services/practice/index';
import { createRecordingsService, ExportsService, ImportsService } from './services/recordings/index';
import { createRolesService } from './services/roles/index';
import { createRoomPlansService } from './services/room-plans/index';
import { createRoomsService } from './services/rooms/index';
import { createRoutesService } from './services/routes/index';
import { SettingsStore } from './services/settings/index';
import { createTemplatesService } from './services/templates/index';
import { createThreadsService } from './services/threads/index';
import { openVault } from './services/vault/index';
import { createWebhooksService } from './services/webhooks/index';
import { createWorkspaceService, toRole, toRoomSummary, toThreadSummary } from './services/workspace/index';
import type { AudioPort, MainMessagePort } from './support/audio-port';
import { systemClock } from './support/clock';
import { findFfmpeg } from './support/ffmpeg';
import { LogBuffer } from './support/log-buffer';
import { createLogger } from './support/logger';
import { Scope } from './support/scope';
import { createChildVoiceHost } from './voice-process/child-host';

export interface RunningApp {
  readonly services: Services;
  /** Remote pictures and films for the window. */
  readonly media: MediaService;
  /** Ends calls, recordings, processes and sockets, in this order; nothing is left behind. */
  close(): Promise<void>;
}

/**
 * Puts the app together: the one place where objects meet. Plain Node; what is Electron's comes in as ports.
 * Resolves when the window can ask its first question.
 */
export async function createApp(config: AppConfig, ports: AppPorts): Promise<RunningApp> {
  const scope = new Scope();
  const clock = ports.clock ?? systemClock;
  const random = ports.random ?? Math.random;
  const recent = new LogBuffer();
  const logger = createLogger(
    'main',
    (entry) => {
      recent.sink(entry);
      ports.logSink(entry);
    },
    () => clock.now(),
  );
  const onError = (error: unknown) => logger.error('a listener failed', { error });

  const settings = new SettingsStore(join(config.dataDir, 'settings.json'), logger.child('settings'));
  const [vault] = await Promise.all([
    openVault({ dataFolder: config.dataDir, keychain: ports.keychain }),
    settings.load(),
  ]);
  scope.add(() => settings.flush());
  scope.add(() => vault.close());

  const practice = new PracticeService({
    spawn: () => ports.spawn('practice-server'),
    logger: logger.child('practice'),
    voicesDir: config.practiceVoicesDir,
    snapshotPath: join(config.dataDir, 'practice-server.json'),
  });
  scope.add(() => practice.stop());
  const rehearsal = new RehearsalService({
    address: () => practice.connection,
    clock,
    logger: logger.child('rehearsal'),
  });
  scope.add(() => rehearsal.close());
  scope.add(practice.onChanged(() => void rehearsal.serverChanged()));

  const accounts = await createAccountsService({
    dataFolder: config.dataDir,
    vault,
    practice: {
      start: (input) => practice.start(input),
      stop: () => practice.stop(),
      onState: practice.onChanged,
    },
    clock,
    random,
    appVersion: config.version,
    ...(ports.onWake ? { onWake: ports.onWake } : {}),
    logger: logger.child('accounts'),
  });
  scope.add(() => accounts.close());
  const { sessions } = accounts;

  const workspace = createWorkspaceService({ sessions, clock, onError });
  scope.add(() => workspace.close());
  const away = createAwayService({ sessions, onError });
  scope.add(() => away.close());
  const batches = createBatchesService({ clock });
  scope.add(() => batches.close());
  const rooms = createRoomsService({ sessions, clock, describeRoom: toRoomSummary, batches });
  const members = createMembersService({ sessions, clock, batches });
  const roles = createRolesService({ sessions, clock, describeRole: toRole });
  const roomPlans = await createRoomPlansService({
    dataDir: config.dataDir,
    sessions,
    clock,
    logger: logger.child('room-plans'),
    rooms: {
      create: (input, options) => rooms.create(input, options),
      end: (input, options) => rooms.end(input, options),
      setStatus: (input) => rooms.setStatus(input),
      startStage: (input) => rooms.startStage(input),
      move: (input) => members.move(input),
    },
  });
  scope.add(() => roomPlans.close());
  const notices = await createNoticesService({
    dataDir: config.dataDir,
    sessions,
    clock,
    logger: logger.child('notices'),
    system: ports.systemNotices ?? null,
  });
  scope.add(() => notices.close());
  const files = createFilesService({
    dataDir: config.dataDir,
    dialog: ports.dialogs,
    clock,
    logger: logger.child('files'),
    ...(ports.shrinkPicture ? { shrink: ports.shrinkPicture } : {}),
  });
  const archiveHost =
    ports.archiveHost ??
    createChildArchiveHost({
      spawn: () => ports.spawn('archive-process'),
      clock,
      logger: logger.child('archive'),
    });
  scope.add(() => archiveHost.close());
  const archive = await createArchiveService({
    sessions,
    clock,
    dataDir: config.dataDir,
    host: archiveHost,
    logger: logger.child('archive'),
    describeMessage: (message) => toMessageView(sessions.current?.cache.state ?? EMPTY_CACHE, message),
    saveDialog: ports.dialogs.pickSavePath ?? null,
  });
  scope.add(() => archive.close());
  scope.add(accounts.onLeaving(() => archive.settle()));
  const messages = createMessagesService({
    sessions,
    clock,
    dataDir: config.dataDir,
    undoMs: () => settings.get().undoMs,
    pathOfFile: (fileId) => files.pathOf(fileId),
    findArchived: (input) => archive.find(input),
    onError,
  });
  scope.add(() => messages.close());
  scope.add(accounts.onLeaving(() => messages.settle()));
  const media = createMediaService({
    sessions,
    clock,
    dataDir: config.dataDir,
    appVersion: config.version,
    onTrouble: (what, error) => logger.warn(what, { error }),
  });
  scope.add(() => media.close());
  const people = createPeopleService({ sessions, clock });
  const threads = createThreadsService({
    sessions,
    clock,
    describeThread: toThreadSummary,
    person: (input) => people.get(input),
  });

  const webhooks = await createWebhooksService({
    dataDir: config.dataDir,
    sessions,
    vault,
    clock,
    logger: logger.child('webhooks'),
    toRequest: toMessageRequest,
    pathOfFile: (fileId) => files.pathOf(fileId),
  });
  scope.add(() => webhooks.close());
  const routes = await createRoutesService({
    dataDir: config.dataDir,
    sessions,
    clock,
    logger: logger.child('routes'),
    webhookCredentials: (webhookId) => webhooks.credentials(webhookId),
    describeWebhook: (webhookId) => webhooks.describe(webhookId),
  });
  scope.add(() => routes.close());
  const drafts = await createDraftsService({
    dataDir: config.dataDir,
    sessions,
    clock,
    logger: logger.child('drafts'),
  });
  scope.add(() => drafts.close());
  const templates = await createTemplatesService({
    dataDir: config.dataDir,
    clock,
    logger: logger.child('templates'),
  });
  scope.add(() => templates.close());
  const outbox = await createOutboxService({
    dataDir: config.dataDir,
    sessions,
    clock,
    random,
    logger: logger.child('outbox'),
    toRequest: toMessageRequest,
    resolveRoute: (accountKey, name) => routes.resolve(accountKey, name),
    webhookCredentials: (webhookId, signal) => webhooks.credentials(webhookId, signal),
    describeWebhook: (webhookId) => webhooks.describe(webhookId),
    pathOfFile: (fileId) => files.pathOf(fileId),
  });
  scope.add(() => outbox.close());
  scope.add(
    outbox.onChanged(({ upserted }) => {
      for (const { accountKey, destination, state } of upserted) {
        if (destination.kind !== 'route' || (state.kind !== 'failed' && state.kind !== 'sent')) continue;
        const problem = state.kind === 'failed' ? state.problem : null;
        routes
          .noteOutcome({ accountKey, name: destination.name, problem })
          .catch((error: unknown) => logger.warn('the health of a route could not be noted', { error }));
      }
    }),
  );
  scope.add(
    files.sweepRegularly(() => new Set([...outbox.fileIds(), ...drafts.fileIds(), ...templates.fileIds()])),
  );

  const reviewHost =
    ports.reviewHost ??
    createChildReviewHost({ spawn: () => ports.spawn('review-process'), logger: logger.child('review') });
  scope.add(() => reviewHost.close());
  const recordings = await createRecordingsService({
    libraryDir: config.recordingsDir,
    host: reviewHost,
    stateFile: join(config.dataDir, 'review.json'),
    clock,
    logger: logger.child('recordings'),
  });
  scope.add(() => recordings.close());
  const jobHost =
    ports.jobHost ??
    createChildJobHost({ spawn: () => ports.spawn('export-process'), logger: logger.child('export') });
  scope.add(() => jobHost.close());
  const exports = new ExportsService({
    host: jobHost,
    pickFolder: async (title) => (await ports.dialogs.pickFolder?.(title)) ?? null,
    showInFolder: (path) => ports.dialogs.showInFolder(path),
    folderOf: (recordingId) => recordings.folderOf(recordingId),
    titleOf: (recordingId) =>
      recordings.list().find((one) => one.recordingId === recordingId)?.title ?? recordingId,
    logger: logger.child('exports'),
  });
  scope.add(() => exports.close());
  const imports = new ImportsService({
    host: jobHost,
    libraryDir: config.recordingsDir,
    pick: async (kind) => (await ports.dialogs.pickImport?.(kind)) ?? null,
    onImported: () => {
      recordings.refresh().catch((error: unknown) => logger.error('the library cannot be read', { error }));
    },
    logger: logger.child('imports'),
  });
  const clips = createClips(config, {
    sessions,
    jobHost,
    recordings,
    files,
    outbox,
    logger: logger.child('clips'),
  });
  scope.add(() => clips.close());
  await imports.sweep();
  scope.add(() => imports.close());

  const voiceHost =
    ports.voiceHost ??
    createChildVoiceHost({ spawn: () => ports.spawn('voice-process'), logger: logger.child('voice') });
  scope.add(() => voiceHost.close());
  const directory = createRoomDirectory(workspace);
  scope.add(() => directory.close());
  const calls = new CallsService({
    voiceHost,
    signalling: () => (sessions.current ? signallingOf(sessions.current) : null),
    rooms: directory,
    shelf: recordings,
    clock,
    logger: logger.child('calls'),
    initialMonitorGainDb: settings.get().monitorGainDb,
    vacate: (guildId) => broadcast.leave(guildId),
    recorder: {
      choices: () => recorder.choices,
      holdsReplay: () => recorder.holdsReplay,
      farewell: () => recorder.farewell(),
    },
  });
  scope.add(() => calls.close());
  const recorder = await createRecorder(config, ports, {
    sessions,
    voiceHost,
    calls,
    directory,
    recordings,
    clock,
    logger: logger.child('recorder'),
  });
  scope.add(() => recorder.close());
  scope.add(accounts.onLeaving(() => recorder.farewell()));
  const broadcast: BroadcastRooms = new BroadcastRooms({
    voiceHost,
    signalling: () => (sessions.current ? signallingOf(sessions.current) : null),
    rooms: directory,
    mainRoom: () => (calls.state.kind === 'active' ? calls.state : null),
    logger: logger.child('broadcast'),
  });
  scope.add(() => broadcast.close());
  const live = await LiveService.create({
    dataDir: config.dataDir,
    voice: voiceHost,
    dialog: ports.dialogs,
    broadcast,
    neighbours: {
      openRooms: (input) => roomPlans.open(input),
      setStatus: (input) => rooms.setStatus(input),
      submit: (input) => submitAndSee(outbox, input, { clock, signal: scope.signal }),
      addMarker: (text) => calls.addMarker(text),
      startRecording: () => void calls.startRecording(),
      stopRecording: () => void calls.stopRecording(),
    },
    checkNeighbours: {
      room: (channelId) => directory.room(channelId),
      occupants: (channelId) => directory.occupants(channelId),
      call: () => calls.state,
      onCallChanged: (listener) => calls.onChanged(listener),
      joinMuted: (place) => calls.join(place, { selfMute: true }),
      leaveCall: () => calls.depart(),
      clockOffsetMs: (signal) => {
        const { current } = sessions;
        if (!current) throw new AppError('account/not-connected', 'Connect an account first');
        return clockOffsetMs(current.baseUrl, clock, signal);
      },
      freeDiskBytes: () => freeBytesAt(config.recordingsDir),
      findFfmpeg,
    },
    systemSound: ports.systemSound ?? 'no',
    shortcuts: ports.shortcuts ?? null,
    clock,
    logger: logger.child('live'),
  });
  scope.add(() => live.close());
  if (ports.onWake) scope.add(ports.onWake(() => voiceHost.send({ type: 'woke' })));
  if (ports.onAirSign) {
    showOnAir(scope, ports.onAirSign, { calls, broadcast, live, clock });
  }
  // A call cannot outlive the session whose gateway carries its signals.
  scope.add(
    sessions.onChanged((session) => {
      if (session) return;
      const { connection } = accounts.snapshot();
      broadcast.leaveAll();
      calls.leave(connection.kind === 'failed' ? connection.error : null);
    }),
  );

  const services: Services = {
    accounts,
    archive,
    batches,
    calls,
    clips,
    drafts,
    exports,
    files,
    imports,
    live,
    members,
    messages,
    notices,
    outbox,
    people,
    practice,
    rehearsal,
    recorder,
    recordings,
    roles,
    roomPlans,
    rooms,
    routes,
    settings,
    templates,
    threads,
    webhooks,
    workspace,
  };
  const binding = bindContract({
    transport: ports.transport,
    handlers: createHandlers({
      services,
      info: appInfo(config),
      diagnostics: () => diagnosticsOf(services, recent),
      showInFolder: (path) => ports.dialogs.showInFolder(path),
      logger,
    }),
    ports: {
      calls: {
        levels: (port) => calls.connectPort('levels', port as AudioPort | MainMessagePort),
        monitor: (port) => calls.connectPort('monitor', port as AudioPort | MainMessagePort),
      },
      live: {
        microphone: (port) => live.connectInput('microphone', port as AudioPort | MainMessagePort),
        systemSound: (port) => live.connectInput('system', port as AudioPort | MainMessagePort),
      },
      recordings: { audio: (port) => recordings.connectAudio(port as AudioPort | MainMessagePort) },
    },
    logger: logger.child('ipc'),
    checkOutputs: config.checkOutputs,
  });
  scope.add(() => binding.dispose());
  announceAll(scope, binding, services);
  scope.add(away.onDigest((digest) => binding.emit('workspace', 'wasAway', digest)));

  return { services, media, close: () => scope.close() };
}

function appInfo(config: AppConfig): AppInfo {
  const { platform } = process;
  const known = platform === 'linux' || platform === 'darwin' || platform === 'win32';
  return {
    version: config.version,
    electronVersion: config.electronVersion,
    platform: known ? platform : 'other',
  };
}

function diagnosticsOf(services: Services, recent: LogBuffer): DiagnosticsSnapshot {
  const counters: Record<string, number> = { ...services.accounts.counters() };
  const { state, malformedByReason } = services.calls;
  if (state.kind === 'active') {
    for (const [name, value] of Object.entries(state.stats)) {
      if (value !== null) counters[`voice.${name}`] = value;
    }
  }
  for (const [reason, count] of Object.entries(malformedByReason))
    counters[`voice.dropped ${reason}`] = count;
  return { counters, rest: services.accounts.restMetrics(), log: [...recent.entries] };
}
