import type { ChannelId, GuildId } from '@shared/discord/snowflake';
import type { AppConfig, AppPorts } from './app';
import type { SessionSource } from './discord/session';
import type { CallsService, RoomDirectory } from './services/calls/index';
import { freeBytesAt } from './services/live/index';
import { RecorderService } from './services/recorder/index';
import type { RecordingsService } from './services/recordings/index';
import type { Clock } from './support/clock';
import type { Logger } from './support/logger';
import type { VoiceHost } from './voice-process/port';

/** Joins the recorder to the call it follows and to the library it writes into; a part of `app.ts`. */
export function createRecorder(
  config: AppConfig,
  ports: AppPorts,
  parts: {
    sessions: SessionSource;
    voiceHost: VoiceHost;
    calls: CallsService;
    directory: RoomDirectory;
    recordings: RecordingsService;
    clock: Clock;
    logger: Logger;
  },
): Promise<RecorderService> {
  const { sessions, voiceHost, calls, directory, recordings, clock, logger } = parts;
  return RecorderService.create({
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
    logger,
  });
}
