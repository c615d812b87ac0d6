// The peer of the stream bench: @discordjs/voice, unmodified, with a connection and a player for each guild.
import { createReadStream } from 'node:fs';
import { createRequire } from 'node:module';

const { endpoint, guilds, file, dave, counterpart, encoder } = JSON.parse(process.argv[2] ?? '{}');
const voice = createRequire(counterpart)('@discordjs/voice');

/** @param {string} guildId */
async function connect(guildId) {
  const connection = voice.joinVoiceChannel({
    guildId,
    channelId: `${guildId}9`,
    selfDeaf: false,
    /** @param {{ onVoiceStateUpdate(state: object): void, onVoiceServerUpdate(server: object): void }} methods */
    adapterCreator: (methods) => ({
      sendPayload: () => {
        queueMicrotask(() => {
          const channel = `${guildId}9`;
          methods.onVoiceStateUpdate({
            guild_id: guildId,
            channel_id: channel,
            user_id: '3',
            session_id: 's',
          });
          methods.onVoiceServerUpdate({ guild_id: guildId, token: 't', endpoint });
        });
        return true;
      },
      destroy: () => undefined,
    }),
  });
  await voice.entersState(connection, voice.VoiceConnectionStatus.Ready, 15_000);
  const ready = () => connection.state.networking?.state?.dave?.session?.ready === true;
  for (let tries = 0; dave && !ready() && tries < 300; tries += 1) {
    await new Promise((done) => setTimeout(done, 50));
  }
  return connection;
}

const connections = await Promise.all(guilds.map(connect));
await Promise.all(
  connections.map(async (connection) => {
    const player = voice.createAudioPlayer();
    connection.subscribe(player);
    const inputType = file.endsWith('.ogg') ? voice.StreamType.OggOpus : voice.StreamType.Raw;
    const resource = voice.createAudioResource(createReadStream(file), { inputType });
    // OPUS_SET_COMPLEXITY: left to itself it takes 9, and a bitrate of about 99 kbit/s.
    resource.encoder?.setBitrate(encoder.bitrateBps);
    resource.encoder?.encoder.applyEncoderCTL(4_010, encoder.complexity);
    player.play(resource);
    await voice.entersState(player, voice.AudioPlayerStatus.Playing, 10_000);
  }),
);
process.send?.('playing');
process.on('message', (message) => {
  if (message !== 'cpu') return;
  const { user, system } = process.cpuUsage();
  process.send?.({ cpuMicros: user + system });
});
process.on('disconnect', () => process.exit(0));
