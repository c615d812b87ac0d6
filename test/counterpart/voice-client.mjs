// An unmodified discord.js with @discordjs/voice: logs in, joins a voice channel with DAVE on, plays an Ogg Opus
// file and writes down what it hears. One JSON object per line on stdout; ends when stdin is closed.
// Settings come as one JSON argument: {rest, token, guildId, channelId, file}.
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
import { Client, Events, GatewayIntentBits } from 'discord.js';

const { rest, token, guildId, channelId, file } = JSON.parse(process.argv[2] ?? '{}');
const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
const started = performance.now();

const client = new Client({
  intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildVoiceStates],
  rest: { api: rest },
});
client.on(Events.Error, (error) => say({ event: 'error', where: 'client', message: error.message }));
await client.login(token);
if (!client.isReady()) await new Promise((resolve) => client.once(Events.ClientReady, resolve));
say({ event: 'login', user: client.user.id });

const guild = await client.guilds.fetch(guildId);
const connection = joinVoiceChannel({
  guildId,
  channelId,
  adapterCreator: guild.voiceAdapterCreator,
  selfDeaf: false,
  debug: process.env.VOICE_DEBUG === '1',
});
connection.on('error', (error) => say({ event: 'error', where: 'voice', message: error.message }));
connection.on('debug', (message) => process.stderr.write(`${message}\n`));
connection.on('stateChange', (from, to) => say({ event: 'state', from: from.status, to: to.status }));
connection.on('transitioned', (id) => say({ event: 'transitioned', id }));
await entersState(connection, VoiceConnectionStatus.Ready, 15_000);
say({ event: 'ready', ms: Math.round(performance.now() - started) });

const heard = new Set();
connection.receiver.speaking.on('start', (userId) => {
  if (heard.has(userId)) return;
  heard.add(userId);
  const stream = connection.receiver.subscribe(userId, { end: { behavior: EndBehaviorType.Manual } });
  stream.on('data', (frame) => say({ event: 'frame', userId, opus: frame.toString('base64') }));
  stream.on('error', (error) => say({ event: 'error', where: 'receive', message: error.message }));
});

let lastCode = '';
const watch = setInterval(() => {
  const code = connection.voicePrivacyCode ?? '';
  if (code === lastCode) return;
  lastCode = code;
  const session = connection.state.networking?.state?.dave?.session;
  say({
    event: 'privacyCode',
    code,
    epoch: Number(session?.epoch ?? 0),
    members: session?.getUserIds() ?? [],
  });
}, 50);

const player = createAudioPlayer();
player.on('error', (error) => say({ event: 'error', where: 'player', message: error.message }));
connection.subscribe(player);
const play = () =>
  player.play(createAudioResource(createReadStream(file), { inputType: StreamType.OggOpus }));
player.on(AudioPlayerStatus.Idle, play);
play();
await entersState(player, AudioPlayerStatus.Playing, 5_000);
say({ event: 'playing' });

process.stdin.resume();
await new Promise((resolve) => process.stdin.once('end', resolve));
clearInterval(watch);
player.removeAllListeners();
player.stop(true);
connection.destroy();
await client.destroy();
say({ event: 'done' });
