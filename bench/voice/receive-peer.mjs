// The peer: @discordjs/voice, unmodified, receiving everybody of the bench's server; decoded by prism-media with the
// same native Opus binding as the product's, or only subscribed to.
import { createRequire } from 'node:module';

const { wssPort, decode, counterpart } = JSON.parse(process.argv[2] ?? '{}');
const requirePeer = createRequire(counterpart);
const voice = requirePeer('@discordjs/voice');
const prism = requirePeer('prism-media');

const connection = voice.joinVoiceChannel({
  guildId: '1',
  channelId: '927310423890473011',
  selfDeaf: false,
  /** @param {{ onVoiceStateUpdate(state: object): void, onVoiceServerUpdate(server: object): void }} methods */
  adapterCreator: (methods) => ({
    sendPayload: () => {
      queueMicrotask(() => {
        methods.onVoiceStateUpdate({
          guild_id: '1',
          channel_id: '927310423890473011',
          user_id: '158049329150427136',
          session_id: 's',
        });
        methods.onVoiceServerUpdate({ guild_id: '1', token: 't', endpoint: `127.0.0.1:${wssPort}` });
      });
      return true;
    },
    destroy: () => undefined,
  }),
});
/** @param {Error} error */
const complain = (error) => process.stderr.write(`peer: ${error.message}\n`);
connection.on('error', complain);

let packets = 0;
let samples = 0;
const subscribed = new Set();
/** @param {string} userId */
function subscribe(userId) {
  if (subscribed.has(userId)) return;
  subscribed.add(userId);
  const stream = connection.receiver.subscribe(userId, { end: { behavior: voice.EndBehaviorType.Manual } });
  stream.on('error', complain);
  stream.on('data', () => {
    packets += 1;
  });
  if (!decode) return;
  const decoder = new prism.opus.Decoder({ rate: 48_000, channels: 2, frameSize: 960 });
  decoder.on('error', complain);
  stream.pipe(decoder).on('data', (/** @type {Buffer} */ pcm) => {
    samples += pcm.length / 4;
  });
}
connection.receiver.speaking.on('start', subscribe);

await voice.entersState(connection, voice.VoiceConnectionStatus.Ready, 60_000);
const wait = setInterval(() => {
  if (!connection.voicePrivacyCode) return;
  clearInterval(wait);
  process.send?.('ready');
}, 20);
process.on('message', (message) => {
  if (message === 'report')
    process.send?.({ cpu: process.cpuUsage(), packets, samples, lost: 0, undecryptable: 0, concealed: 0 });
});
process.on('disconnect', () => process.exit(0));
