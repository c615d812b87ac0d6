/**
 * A main process with its child beside it: the voice process of the product, or the bare loop. Once sound goes
 * out it tells the bench, and blocks itself when asked to.
 */
import { fork } from 'node:child_process';
import type { VoiceCommand, VoiceEvent, VoiceHostMessage } from '../../src/main/voice-process/protocol';
import type { ChannelId, GuildId, UserId } from '../../src/shared/discord/snowflake';
import { blockNowAndThen } from './blocking';

export interface MainSettings {
  subject: 'roomtone' | 'floor';
  wsPort: number;
  udpPort: number;
  file: string;
  blocked: boolean;
}

const settings = JSON.parse(process.argv[2] ?? '{}') as MainSettings;
const source = (path: string) => new URL(path, import.meta.url).pathname;

function playing(): void {
  process.send?.('playing');
  if (settings.blocked) blockNowAndThen();
}

if (settings.subject === 'floor') {
  const child = fork(source('bare-loop.ts'), [String(settings.udpPort)]);
  child.once('message', playing);
} else {
  const child = fork(source('../../src/main/voice-process/entry.ts'), []);
  const command = (value: VoiceCommand) =>
    child.send({ kind: 'command', command: value } satisfies VoiceHostMessage);
  const guildId = '1' as GuildId;
  const channelId = '2' as ChannelId;
  child.on('message', (message) => {
    const event = message as VoiceEvent;
    if (event.type === 'signal' && event.payload.channel_id !== null) {
      command({ type: 'voiceStateUpdate', sessionId: 's', channelId });
      command({ type: 'voiceServerUpdate', token: 't', endpoint: `127.0.0.1:${settings.wsPort}` });
    }
    if (
      event.type === 'connection' &&
      event.connection.kind === 'active' &&
      event.connection.phase === 'ready'
    ) {
      child.removeAllListeners('message');
      const { file: path } = settings;
      command({ type: 'play', source: { kind: 'file', path, name: 'bench' }, gainDb: 0, loop: false });
      playing();
    }
  });
  command({
    type: 'join',
    guildId,
    channelId,
    userId: '3' as UserId,
    bitrateBps: 64_000,
    selfMute: false,
    selfDeaf: false,
    insecureLoopback: true,
  });
}
process.on('disconnect', () => process.exit(0));
