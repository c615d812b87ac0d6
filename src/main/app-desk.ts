import { AppError } from '@shared/errors/app-error';
import { airOf } from '@shared/models/air';
import type { CommunityPart } from './app-community';
import type { AppContext } from './app-context';
import { showOnAir } from './app-on-air';
import { createRecorder } from './app-recorder';
import type { AccountsService } from './services/accounts/index';
import {
  BroadcastRooms,
  CallsService,
  createRoomDirectory,
  PersonVolumes,
  ProgrammeBitrate,
  signallingOf,
} from './services/calls/index';
import {
  type AtStake,
  atStakeOf,
  clockOffsetMs,
  freeBytesAt,
  LiveService,
  submitAndSee,
} from './services/live/index';
import type { OutboxService } from './services/outbox/index';
import type { RecorderService } from './services/recorder/index';
import type { RecordingsService } from './services/recordings/index';
import type { SettingsStore } from './services/settings/index';
import { findFfmpeg } from './support/ffmpeg';
import { createChildVoiceHost } from './voice-process/child-host';

export interface DeskPart {
  readonly calls: CallsService;
  readonly recorder: RecorderService;
  readonly live: LiveService;
  /** What an end of the app would cut short now; null when nothing. */
  atStake(): AtStake | null;
}

/** The desk: calls, what records them, and what goes on air in them; a part of `app.ts`. */
export async function createDeskPart(
  app: AppContext,
  parts: {
    accounts: AccountsService;
    settings: SettingsStore;
    community: CommunityPart;
    outbox: OutboxService;
    recordings: RecordingsService;
  },
): Promise<DeskPart> {
  const { config, ports, clock, logger, scope } = app;
  const { accounts, settings, outbox, recordings } = parts;
  const { workspace, rooms, roomPlans } = parts.community;
  const { sessions } = accounts;
  const voiceHost =
    ports.voiceHost ??
    createChildVoiceHost({ spawn: () => ports.spawn('voice-process'), logger: logger.child('voice') });
  scope.add(() => voiceHost.close());
  const directory = createRoomDirectory(workspace);
  scope.add(() => directory.close());
  const volumes = await PersonVolumes.open({
    dataDir: config.dataDir,
    clock,
    logger: logger.child('volumes'),
  });
  scope.add(() => volumes.flush());
  const calls = new CallsService({
    voiceHost,
    signalling: () => (sessions.current ? signallingOf(sessions.current) : null),
    rooms: directory,
    shelf: recordings,
    clock,
    logger: logger.child('calls'),
    initialMonitor: { enabled: settings.get().monitorEnabled, gainDb: settings.get().monitorGainDb },
    volumes,
    vacate: (guildId) => broadcast.leave(guildId),
    recorder: {
      choices: () => recorder.choices,
      holdsReplay: () => recorder.holdsReplay,
      farewell: () => recorder.farewell(),
    },
  });
  scope.add(() => calls.close());
  const recorder = await createRecorder(app, { sessions, voiceHost, calls, directory, recordings });
  scope.add(accounts.onLeaving(() => recorder.farewell()));
  const broadcast: BroadcastRooms = new BroadcastRooms({
    voiceHost,
    signalling: () => (sessions.current ? signallingOf(sessions.current) : null),
    rooms: directory,
    mainRoom: () => (calls.state.kind === 'active' ? calls.state : null),
    clock,
    logger: logger.child('broadcast'),
  });
  scope.add(() => broadcast.close());
  const bitrate = new ProgrammeBitrate({
    voiceHost,
    rooms: directory,
    mainRoom: () => (calls.state.kind === 'active' ? calls.state.channelId : null),
    furtherRooms: () => broadcast.inside(),
  });
  scope.add(() => bitrate.close());
  scope.add(calls.onChanged(() => bitrate.look()));
  scope.add(broadcast.onChanged(() => bitrate.look()));
  const live = await LiveService.create({
    dataDir: config.dataDir,
    voice: voiceHost,
    dialog: ports.dialogs,
    broadcast,
    call: { state: () => calls.state, onChanged: (listener) => calls.onChanged(listener) },
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
      broadcastIn: (guildId) => broadcast.roomIn(guildId) !== null,
      beginTrial: (place) => calls.beginTrial(place),
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
    showOnAir(app, ports.onAirSign, { calls, broadcast, live });
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

  const atStake = () => {
    const { state } = calls;
    const recording = state.kind === 'active' && state.recording.kind === 'recording';
    return atStakeOf(airOf(state, broadcast.rooms(), live.isSounding), recording);
  };
  return { calls, recorder, live, atStake };
}
