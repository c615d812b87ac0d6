/**
 * A main process with two children beside it, under the same load at the same time: the voice process of the
 * product as it is built, and the bare loop. Once both send it tells the bench, and begins with the load.
 */
import { fork } from 'node:child_process';
import type { VoiceCommand, VoiceEvent, VoiceHostMessage } from '../../src/main/voice-process/protocol';
import type { ChannelId, GuildId, UserId } from '../../src/shared/discord/snowflake';
import { blockNowAndThen, type Load } from './blocking';

export interface MainSettings {
  wsPort: number;
  udpPort: number;
  file: string;
  load: Load;
  /** What runs beside this process: both under the same load, or one of them alone. */
  children: 'both' | 'voice' | 'floor';
}

const settings = JSON.parse(process.argv[2] ?? '{}') as MainSettings;
const source = (path: string) => new URL(path, import.meta.url).pathname;

let waiting = settings.children === 'both' ? 2 : 1;
function playing(): void {
  waiting -= 1;
  if (waiting > 0) return;
  process.send?.('playing');
  if (settings.load === 'busy') fork(source('busy.cjs'), [], { execArgv: [] });
  if (settings.load === 'blocked') blockNowAndThen();
}

function runFloor(): void {
  fork(source('bare-loop.ts'), [String(settings.udpPort)]).once('message', playing);
}

function runVoice(): void {
  const voice = fork(source('../../out/main/voice-process.js'), [], { execArgv: [] });
  const command = (value: VoiceCommand) =>
    voice.send({ kind: 'command', command: value } satisfies VoiceHostMessage);
  const guildId = '1' as GuildId;
  const channelId = '2' as ChannelId;
  voice.on('message', (message) => {
    const event = message as VoiceEvent;
    if (event.type === 'signal' && event.payload.channel_id !== null) {
      command({ type: 'voiceStateUpdate', guildId, sessionId: 's', channelId });
      command({ type: 'voiceServerUpdate', guildId, token: 't', endpoint: `127.0.0.1:${settings.wsPort}` });
    }
    if (
      event.type === 'connection' &&
      event.connection.kind === 'active' &&
      event.connection.phase === 'ready'
    ) {
      voice.removeAllListeners('message');
      const { file: path } = settings;
      const source = { kind: 'file', path, name: 'bench', loudnessLufs: null } as const;
      command({ type: 'deckLoad', deckId: 'a', itemId: 'bench', source, gainDb: 0, loop: false, play: true });
      playing();
    }
  });
  command({
    type: 'join',
    guildId: '1' as GuildId,
    channelId,
    userId: '3' as UserId,
    bitrateBps: 64_000,
    selfMute: false,
    selfDeaf: false,
    insecureLoopback: true,
  });
}

if (settings.children !== 'floor') runVoice();
if (settings.children !== 'voice') runFloor();
process.on('disconnect', () => process.exit(0));
