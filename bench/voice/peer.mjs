// The peer: @discordjs/voice, unmodified, playing the same Ogg Opus file in a process that is blocked likewise.
import { fork } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { createRequire } from 'node:module';

const { wssPort, file, load, counterpart } = JSON.parse(process.argv[2] ?? '{}');
const voice = createRequire(counterpart)('@discordjs/voice');

const connection = voice.joinVoiceChannel({
  guildId: '1',
  channelId: '2',
  selfDeaf: false,
  /** @param {{ onVoiceStateUpdate(state: object): void, onVoiceServerUpdate(server: object): void }} methods */
  adapterCreator: (methods) => ({
    sendPayload: () => {
      queueMicrotask(() => {
        methods.onVoiceStateUpdate({ guild_id: '1', channel_id: '2', user_id: '3', session_id: 's' });
        methods.onVoiceServerUpdate({ guild_id: '1', token: 't', endpoint: `127.0.0.1:${wssPort}` });
      });
      return true;
    },
    destroy: () => undefined,
  }),
});
await voice.entersState(connection, voice.VoiceConnectionStatus.Ready, 10_000);
const player = voice.createAudioPlayer();
connection.subscribe(player);
player.play(voice.createAudioResource(createReadStream(file), { inputType: voice.StreamType.OggOpus }));
await voice.entersState(player, voice.AudioPlayerStatus.Playing, 5_000);
process.send?.('playing');

function blockNowAndThen() {
  const until = performance.now() + 500;
  while (performance.now() < until);
  setTimeout(blockNowAndThen, 200);
}
if (load === 'busy') fork(new URL('busy.cjs', import.meta.url).pathname, [], { execArgv: [] });
if (load === 'blocked') blockNowAndThen();
process.on('disconnect', () => process.exit(0));
