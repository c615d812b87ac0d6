import { join } from 'node:path';
import type { ChannelId, GuildId } from '@shared/discord/snowflake';
import type { AppContext } from './app-context';
import type { SessionSource } from './discord/session';
import type { JobHost } from './export-process/port';
import type { CallsService, RoomDirectory } from './services/calls/index';
import type { FilesService } from './services/files/index';
import { freeBytesAt } from './services/live/index';
import type { OutboxService } from './services/outbox/index';
import { RecorderService } from './services/recorder/index';
import { ClipsService, type RecordingsService } from './services/recordings/index';
import type { VoiceHost } from './voice-process/port';

/** Joins the recorder to the call it follows and to the library it writes into; a part of `app.ts`. */
export async function createRecorder(
  app: AppContext,
  parts: {
    sessions: SessionSource;
    voiceHost: VoiceHost;
    calls: CallsService;
    directory: RoomDirectory;
    recordings: RecordingsService;
  },
): Promise<RecorderService> {
  const { config, ports, clock, logger, scope } = app;
  const { sessions, voiceHost, calls, directory, recordings } = parts;
  const recorder = await RecorderService.create({
    dataDir: config.dataDir,
    replayDir: config.recordingsDir,
    sessions,
    voice: voiceHost,
    calls,
    rooms: {
      occupants: (channelId) => directory.occupants(channelId as ChannelId),
      roomName: (channelId) => directory.room(channelId as ChannelId)?.name ?? channelId,
      guildName: (guildId) => directory.guildName(guildId as GuildId) ?? '',
      onOccupantMove: (listener) => directory.onOccupantMove(() => listener()),
    },
    shelf: recordings,
    pickAudioFile: async () => (await ports.dialogs.pickAudioFiles())[0] ?? null,
    freeBytes: () => freeBytesAt(config.recordingsDir),
    clock,
    logger: logger.child('recorder'),
  });
  scope.add(() => recorder.close());
  return recorder;
}

const MIB = 1_024 * 1_024;
/** Reference "Uploading Files": 10 MiB, and more from the second level of boosts on; we take 25 MiB at most ourselves. */
const FILE_BYTES = { usual: 10 * MIB, boosted: 25 * MIB };

/** Joins clips to what makes them into files and to what sends them; a part of `app.ts`. */
export function createClips(
  app: AppContext,
  parts: {
    sessions: SessionSource;
    jobHost: JobHost;
    recordings: RecordingsService;
    files: FilesService;
    outbox: OutboxService;
  },
): ClipsService {
  const { config, logger, scope } = app;
  const { sessions, jobHost, recordings, files, outbox } = parts;
  const clips = new ClipsService({
    host: jobHost,
    workDir: join(config.dataDir, 'clips'),
    folderOf: (recordingId) => recordings.folderOf(recordingId),
    annotations: (recordingId) => recordings.review.annotations(recordingId),
    limitBytes(channelId) {
      const state = sessions.current?.cache.state;
      const guild = state?.guilds.get(state.guildOfChannel.get(channelId) ?? '');
      return (guild?.premiumTier ?? 0) >= 2 ? FILE_BYTES.boosted : FILE_BYTES.usual;
    },
    stage: (path) => files.stageDropped(path),
    submit: (input) => outbox.submit(input),
    logger: logger.child('clips'),
  });
  scope.add(() => clips.close());
  return clips;
}
