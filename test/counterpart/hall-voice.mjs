// An unmodified @discordjs/voice in a hall without a main gateway: plays an Ogg Opus file round and round with DAVE on, and
// counts what it hears. One JSON object per line on stdout: {event: 'heard', frames, failed} ten times a second.
// Settings come as one JSON argument: {guildId, channelId, userId, endpoint, file}. Ends when stdin is closed.
import { createReadStream } from 'node:fs';
import {
  AudioPlayerStatus,
  createAudioPlayer,
  createAudioResource,
  EndBehaviorType,
  entersState,
  joinVoiceChannel,
  StreamType,
  VoiceConnectionStatus,
} from '@discordjs/voice';

const { guildId, channelId, userId, endpoint, file } = JSON.parse(process.argv[2] ?? '{}');
const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
const frames = {};
let failed = 0;

const connection = joinVoiceChannel({
  guildId,
  channelId,
  selfDeaf: false,
  debug: true,
  adapterCreator: (methods) => ({
    sendPayload: () => {
      queueMicrotask(() => {
        methods.onVoiceStateUpdate({
          guild_id: guildId,
          channel_id: channelId,
          user_id: userId,
          session_id: 's',
        });
        methods.onVoiceServerUpdate({ guild_id: guildId, token: 't', endpoint });
      });
      return true;
    },
    destroy: () => undefined,
  }),
});
connection.on('error', (error) => say({ event: 'error', message: error.message }));
connection.on('debug', (message) => {
  if (/failed to decrypt/i.test(message)) failed += 1;
});
await entersState(connection, VoiceConnectionStatus.Ready, 15_000);

/** Streams end when their user leaves; whoever comes back is heard anew. */
const listening = new Map();
connection.receiver.speaking.on('start', (id) => {
  if (listening.has(id)) return;
  const stream = connection.receiver.subscribe(id, { end: { behavior: EndBehaviorType.Manual } });
  listening.set(id, stream);
  stream.on('data', () => {
    frames[id] = (frames[id] ?? 0) + 1;
  });
  stream.on('close', () => listening.delete(id));
  stream.on('error', (error) => say({ event: 'error', message: error.message }));
});

const player = createAudioPlayer();
connection.subscribe(player);
const play = () =>
  player.play(createAudioResource(createReadStream(file), { inputType: StreamType.OggOpus }));
player.on(AudioPlayerStatus.Idle, play);
play();
say({ event: 'ready' });
const watch = setInterval(
  () => say({ event: 'heard', frames, failed, code: connection.voicePrivacyCode ?? '' }),
  100,
);

process.stdin.resume();
await new Promise((resolve) => process.stdin.once('end', resolve));
clearInterval(watch);
player.removeAllListeners();
player.stop(true);
connection.destroy();
say({ event: 'done' });
