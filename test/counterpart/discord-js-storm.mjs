// discord.js, unmodified, in a storm while its line is cut: afterwards its caches have to hold what the server holds,
// field by field. Usage: node discord-js-storm.mjs '{"rest","token","guildId"}'
import { Client, Events, GatewayIntentBits } from 'discord.js';
import { controlOf, say } from './support.mjs';

const info = JSON.parse(process.argv[2] ?? '{}');
const control = controlOf(info);
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const get = async (path) =>
  (
    await fetch(new URL(`/practice/${path}`, info.rest), { headers: { Authorization: `Bot ${info.token}` } })
  ).json();

const client = new Client({
  intents: [
    GatewayIntentBits.Guilds,
    GatewayIntentBits.GuildMembers,
    GatewayIntentBits.GuildVoiceStates,
    GatewayIntentBits.GuildPresences,
  ],
  rest: { api: info.rest },
});
let resumes = 0;
let heard = 0;
client.on(Events.ShardResume, () => {
  resumes += 1;
});
client.on(Events.Error, (error) => say('clientError', { message: error.message }));
client.on(Events.Raw, ({ s }) => {
  if (typeof s === 'number') heard = s;
});

const limit = setTimeout(() => {
  say('failed', { message: 'it took too long', resumes, heard });
  process.exit(1);
}, 45_000);

const plain = (value) => JSON.stringify(value, Object.keys(value).sort());
try {
  await client.login(info.token);
  while (!client.isReady()) await sleep(20);
  const guild = client.guilds.cache.get(info.guildId);
  await guild.members.fetch({ withPresences: true });
  await control('storm', {
    eventsPerSecond: 400,
    forMs: 4000,
    kinds: { voiceStates: 5, presence: 2, members: 2 },
  });
  for (const path of ['gateway/drop', 'gateway/close', 'gateway/reconnect']) {
    const before = resumes;
    await control(path, path === 'gateway/close' ? { code: 4000 } : {});
    while (resumes === before) await sleep(20);
  }
  while ((await get('storm')).running) await sleep(50);
  const world = await get('world');
  while (heard < world.sessions[0].seq) await sleep(20);
  const truth = world.guilds.find(({ id }) => id === info.guildId);
  const voiceOf = (state) =>
    plain({
      user: state.user_id ?? state.id,
      channel: state.channel_id ?? state.channelId,
      session: state.session_id ?? state.sessionId,
      mute: state.self_mute ?? state.selfMute,
      deaf: state.self_deaf ?? state.selfDeaf,
    });
  const held = guild.voiceStates.cache.filter((state) => state.channelId !== null).map(voiceOf);
  const wanted = truth.voice_states.map(voiceOf);
  const nicks = truth.members.filter(
    ({ user, nick }) => (guild.members.cache.get(user.id)?.nickname ?? null) !== nick,
  );
  const presences = truth.presences.filter(
    ({ user, status }) => (guild.presences.cache.get(user.id)?.status ?? 'offline') !== status,
  );
  say('compared', {
    voiceStates: held.length,
    sameVoiceStates: plain(held.sort()) === plain(wanted.sort()),
    members: truth.members.length,
    wrongNicks: nicks.length,
    wrongPresences: presences.length,
    resumes,
  });
  say('done');
} catch (error) {
  say('failed', { message: String(error), resumes, heard });
  process.exitCode = 1;
} finally {
  clearTimeout(limit);
  await client.destroy();
}
