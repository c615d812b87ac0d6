// discord.js, unmodified, spends a few seconds on the practice server and says what it saw: one JSON object a line.
// Usage: node discord-js.mjs '{"rest","gateway","token","guildId","voiceChannelId","textChannelId"}'
import { once } from 'node:events';
import { ChannelType, Client, Events, GatewayIntentBits, PermissionFlagsBits } from 'discord.js';

const info = JSON.parse(process.argv[2] ?? '{}');
const origin = new URL(info.rest).origin;
const WAIT_MS = 15_000;

const say = (step, facts = {}) => process.stdout.write(`${JSON.stringify({ step, ...facts })}\n`);

/** The first event that `matches`, or a failure that names it. */
async function waitFor(emitter, event, matches = () => true) {
  const limit = AbortSignal.timeout(WAIT_MS);
  for (;;) {
    const args = await once(emitter, event, { signal: limit }).catch(() => {
      throw new Error(`${event} did not come`);
    });
    if (matches(...args)) return args;
  }
}

async function control(path, body = {}) {
  const response = await fetch(`${origin}/practice/${path}`, {
    method: 'POST',
    headers: { Authorization: `Bot ${info.token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`control ${path}: ${response.status}`);
}

const client = new Client({
  intents: [
    GatewayIntentBits.Guilds,
    GatewayIntentBits.GuildMembers,
    GatewayIntentBits.GuildModeration,
    GatewayIntentBits.GuildVoiceStates,
    GatewayIntentBits.GuildMessages,
    GatewayIntentBits.GuildMessageTyping,
    GatewayIntentBits.GuildPresences,
    GatewayIntentBits.MessageContent,
  ],
  rest: { api: info.rest },
});
client.on(Events.Error, (error) => say('clientError', { message: error.message }));

async function look(guild) {
  const members = await guild.members.fetch();
  const me = guild.members.me;
  say('guild', {
    name: guild.name,
    channels: guild.channels.cache.filter((channel) => !channel.isThread()).map((channel) => channel.name),
    rolesOfBot: me.roles.cache.map((role) => role.name),
    members: members.size,
    owner: guild.ownerId,
    presences: guild.presences.cache.size,
    mayManageChannels: me.permissions.has(PermissionFlagsBits.ManageChannels),
    administrator: me.permissions.has(PermissionFlagsBits.Administrator),
    seesStaff: guild.channels.cache
      .find((channel) => channel.name === 'staff')
      .permissionsFor(me)
      .has('ViewChannel'),
  });
  const application = await client.application.fetch();
  say('application', { id: application.id, owner: application.owner?.id });
  return members.filter((member) => !member.user.bot).first();
}

async function write(channel) {
  const history = await channel.messages.fetch({ limit: 5 });
  say('history', {
    count: history.size,
    newestFirst: [...history.keys()].every((id, i, ids) => i === 0 || BigInt(ids[i - 1]) > BigInt(id)),
  });
  const heard = waitFor(client, Events.MessageCreate, (message) => message.author.id === client.user.id);
  const sent = await channel.send({ content: 'hello from discord.js', nonce: '42', enforceNonce: true });
  const again = await channel.send({ content: 'hello from discord.js', nonce: '42', enforceNonce: true });
  const [echo] = await heard;
  say('sent', {
    id: sent.id,
    sameForSameNonce: again.id === sent.id,
    echoed: echo.id === sent.id,
    nonce: echo.nonce,
  });
  const edited = await sent.edit('edited by discord.js');
  say('edited', { content: edited.content, hasEditTime: edited.editedTimestamp !== null });
  const reply = await sent.reply('a reply');
  say('replied', { referenced: reply.reference?.messageId === sent.id });
  await channel.sendTyping();
  const gone = waitFor(client, Events.MessageDelete, (message) => message.id === sent.id);
  await sent.delete();
  await gone;
  const error = await channel.messages.fetch(sent.id).catch((caught) => caught);
  say('deleted', { codeAfterwards: error.code });
}

async function listen(guild, member, text, room) {
  const message = waitFor(client, Events.MessageCreate, (heard) => heard.author.id === member.id);
  await control(`members/${member.id}/messages`, { channelId: text.id, content: 'a member writes' });
  say('memberWrote', { content: (await message)[0].content });
  for (const [step, channelId] of [
    ['memberJoined', room.id],
    ['memberLeft', null],
  ]) {
    const moved = waitFor(
      client,
      Events.VoiceStateUpdate,
      (_, after) => after.id === member.id && after.channelId === channelId,
    );
    await control(`members/${member.id}/voice`, { channelId });
    const [, after] = await moved;
    say(step, {
      channelId: after.channelId,
      cached: guild.voiceStates.cache.get(member.id)?.channelId ?? null,
    });
  }
}

async function survive(member, text) {
  // The socket is cut; what happens meanwhile has to arrive by replay.
  const resumed = waitFor(client, Events.ShardResume);
  const missed = waitFor(client, Events.MessageCreate, (heard) => heard.content === 'said while away');
  await control('gateway/drop');
  await control(`members/${member.id}/messages`, { channelId: text.id, content: 'said while away' });
  const [, replayed] = await resumed;
  await missed;
  say('resumedAfterCut', { replayed });
  const again = waitFor(client, Events.ShardResume);
  await control('gateway/reconnect');
  await again;
  say('resumedAfterReconnect');
  const anew = waitFor(client, Events.ShardReady);
  await control('gateway/invalid-session', { resumable: false });
  await anew;
  say('identifiedAfterInvalidSession');
}

async function build(guild) {
  const created = waitFor(client, Events.ChannelCreate);
  const channel = await guild.channels.create({
    name: 'Built here',
    type: ChannelType.GuildVoice,
    userLimit: 5,
    reason: 'a test',
  });
  const [heard] = await created;
  say('channelCreated', {
    sameId: heard.id === channel.id,
    userLimit: channel.userLimit,
    type: channel.type,
  });
  const updated = await channel.edit({ name: 'Renamed here', bitrate: 32_000 });
  say('channelUpdated', { name: updated.name, bitrate: updated.bitrate });
  const deleted = waitFor(client, Events.ChannelDelete);
  await channel.delete();
  say('channelDeleted', { sameId: (await deleted)[0].id === channel.id });
  const unknown = await client.channels.fetch('123456789012345678').catch((caught) => caught);
  const staff = guild.channels.cache.find((other) => other.name === 'staff');
  const hidden = await staff.send('not allowed').catch((caught) => caught);
  say('refused', { unknownChannel: unknown.code, hiddenChannel: hidden.code, status: hidden.status });
}

try {
  const ready = waitFor(client, Events.ClientReady);
  await client.login(info.token);
  await ready;
  say('ready', { user: client.user.id, guilds: client.guilds.cache.size });
  const guild = client.guilds.cache.get(info.guildId);
  const text = guild.channels.cache.get(info.textChannelId);
  const room = guild.channels.cache.get(info.voiceChannelId);
  const member = await look(guild);
  await write(text);
  await listen(guild, member, text, room);
  await build(guild);
  await survive(member, text);
  await client.destroy();
  say('done');
} catch (error) {
  say('failed', { message: error instanceof Error ? error.stack : String(error) });
  await client.destroy();
  process.exitCode = 1;
}
