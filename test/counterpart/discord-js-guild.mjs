// discord.js, unmodified, runs a guild of the practice server: channels, roles, members, bans, stages, audit log.
// Usage: node discord-js-guild.mjs '{"rest","gateway","token","guildId","voiceChannelId","textChannelId"}'
import {
  AuditLogEvent,
  ChannelType,
  Client,
  Events,
  ForumLayoutType,
  GatewayIntentBits,
  PermissionFlagsBits,
  SortOrderType,
} from 'discord.js';
import { codeOf, controlOf, say, waitFor } from './support.mjs';

const info = JSON.parse(process.argv[2] ?? '{}');
const control = controlOf(info);
const client = new Client({
  intents: [
    GatewayIntentBits.Guilds,
    GatewayIntentBits.GuildMembers,
    GatewayIntentBits.GuildModeration,
    GatewayIntentBits.GuildVoiceStates,
    GatewayIntentBits.GuildMessages,
  ],
  rest: { api: info.rest },
});
client.on(Events.Error, (error) => say('clientError', { message: error.message }));

/** What every member may do in every channel, by this library's own sums. */
async function sum(guild) {
  const members = await guild.members.fetch();
  const sums = {};
  for (const channel of guild.channels.cache.values()) {
    if (channel.isThread()) continue;
    for (const member of members.values()) {
      sums[`${channel.id}/${member.id}`] = channel.permissionsFor(member).bitfield.toString();
    }
  }
  say('permissions', { sums });
}

async function channels(guild) {
  const category = await guild.channels.create({ name: 'Made up', type: ChannelType.GuildCategory });
  const kinds = {};
  for (const [name, type] of [
    ['text', ChannelType.GuildText],
    ['news', ChannelType.GuildAnnouncement],
    ['Voice', ChannelType.GuildVoice],
    ['Stage', ChannelType.GuildStageVoice],
  ]) {
    const made = await guild.channels.create({ name, type, parent: category.id, reason: `a ${name}` });
    kinds[name] = [made.type, made.parentId === category.id, made.permissionsLocked];
  }
  const forum = await guild.channels.create({
    name: 'ideas',
    type: ChannelType.GuildForum,
    topic: 'g'.repeat(2000),
    availableTags: [
      { name: 'open', emoji: { name: '🌱' } },
      { name: 'done', moderated: true },
    ],
    defaultReactionEmoji: { name: '👍' },
    defaultSortOrder: SortOrderType.CreationDate,
    defaultForumLayout: ForumLayoutType.GalleryView,
    defaultAutoArchiveDuration: 4320,
  });
  const media = await guild.channels.create({ name: 'pictures', type: ChannelType.GuildMedia });
  const tags = forum.availableTags.map(({ name }) => name);
  const first = forum.availableTags[0].id;
  const retagged = await forum.setAvailableTags([{ ...forum.availableTags[0], name: 'sprouting' }]);
  say('channels', {
    kinds,
    forum: [tags, forum.defaultReactionEmoji.name, forum.defaultSortOrder],
    archive: forum.defaultAutoArchiveDuration,
    sameTag: retagged.availableTags[0].id === first && retagged.availableTags.length === 1,
    media: media.type,
  });
  return category;
}

async function overwrites(guild, category, member) {
  const room = await guild.channels.create({
    name: 'Locked',
    type: ChannelType.GuildVoice,
    parent: category.id,
  });
  const synced = waitFor(client, Events.ChannelUpdate, (_, after) => after.id === room.id);
  await category.permissionOverwrites.edit(guild.roles.everyone, { Connect: false });
  await synced;
  const followed =
    room.permissionOverwrites.cache.get(guild.id).deny.has('Connect') && room.permissionsLocked;
  await room.permissionOverwrites.edit(member, { Connect: true, Speak: null }, { reason: 'a guest' });
  const guest = room.permissionsFor(member).has('Connect');
  const refused = await codeOf(room.permissionOverwrites.edit(guild.roles.everyone, { Administrator: true }));
  await room.permissionOverwrites.delete(member);
  const gone = !room.permissionOverwrites.cache.has(member.id);
  const missing = await codeOf(room.permissionOverwrites.delete(member));
  await room.setParent(null, { lockPermissions: false });
  const back = await room.setParent(category, { lockPermissions: true });
  say('overwrites', { followed, guest, refused, gone, missing, locked: back.permissionsLocked });
  const text = guild.channels.cache
    .filter((channel) => channel.parentId === category.id && channel.type === 0)
    .first();
  const moved = waitFor(client, Events.ChannelUpdate, (_, after) => after.id === text.id);
  await guild.channels.setPositions([{ channel: text.id, position: 9 }]);
  const [, after] = await moved;
  say('moved', { raw: after.rawPosition });
  const deleted = waitFor(client, Events.ChannelDelete, (channel) => channel.id === category.id);
  await category.delete();
  await deleted;
  const orphan = await client.channels.fetch(text.id, { force: true });
  say('categoryDeleted', { parentOfChild: orphan.parentId });
}

async function roles(guild, member) {
  const created = waitFor(client, Events.GuildRoleCreate);
  const role = await guild.roles.create({
    name: 'Crew',
    colors: { primaryColor: 0x336699 },
    hoist: true,
    permissions: [PermissionFlagsBits.MuteMembers],
    reason: 'helpers of today',
  });
  const [heard] = await created;
  const updated = await role.edit({ name: 'Ground crew', mentionable: true });
  say('role', {
    heard: heard.id === role.id,
    name: updated.name,
    colour: role.colors.primaryColor,
    permissions: role.permissions.toArray(),
    position: role.position,
  });
  const high = guild.roles.cache.find(({ name }) => name === 'Host');
  await role.setPosition(2);
  const ordered = guild.roles.cache.get(role.id).position;
  const above = await codeOf(role.setPosition(guild.members.me.roles.highest.position));
  const given = waitFor(client, Events.GuildMemberUpdate, (_, after) => after.id === member.id);
  await member.roles.add(role, 'for today');
  await given;
  const has = guild.members.cache.get(member.id).roles.cache.has(role.id);
  const managed = await codeOf(member.roles.add(guild.members.me.roles.botRole));
  const beyond = await codeOf(role.setPermissions([PermissionFlagsBits.Administrator]));
  await member.roles.set([high.id]);
  const set = member.guild.members.cache
    .get(member.id)
    .roles.cache.map(({ name }) => name)
    .sort();
  const deleted = waitFor(client, Events.GuildRoleDelete);
  await role.delete('no more');
  say('roleRules', { ordered, above, has, managed, beyond, set, deleted: (await deleted)[0].id === role.id });
}

async function members(guild, member, owner, room) {
  const found = await guild.members.fetch({ query: member.user.username, limit: 5 });
  const nick = await member.setNickname('Captain', 'for fun');
  const until = (await member.timeout(60_000, 'calm down')).isCommunicationDisabled();
  const free = (await member.timeout(null)).isCommunicationDisabled();
  const tooLong = await codeOf(member.timeout(29 * 86_400_000));
  const theOwner = await codeOf(owner.timeout(60_000));
  const ownersName = await codeOf(owner.setNickname('nobody'));
  const silent = await codeOf(member.voice.setMute(true));
  const joined = waitFor(client, Events.VoiceStateUpdate, (_, after) => after.id === member.id);
  await control(`members/${member.id}/voice`, { channelId: room.id });
  await joined;
  const muted = waitFor(client, Events.VoiceStateUpdate, (_, after) => after.serverMute === true);
  await member.voice.setMute(true, 'echo');
  await muted;
  const left = waitFor(client, Events.VoiceStateUpdate, (_, after) => after.channelId === null);
  await member.voice.disconnect();
  await left;
  say('members', {
    found: found.has(member.id),
    nick: nick.nickname,
    until,
    free,
    tooLong,
    theOwner,
    ownersName,
    silent,
  });
}

async function bans(guild, [first, second, third]) {
  const removed = waitFor(client, Events.GuildMemberRemove, (gone) => gone.id === first.id);
  await first.kick('bye');
  await removed;
  const banned = waitFor(client, Events.GuildBanAdd, (ban) => ban.user.id === second.id);
  await guild.bans.create(second, { reason: 'spam', deleteMessageSeconds: 3600 });
  await banned;
  const ban = await guild.bans.fetch(second.id);
  const all = await guild.bans.fetch();
  const many = await guild.bans.bulkCreate([third.id, second.id, '123456789012345678'], { reason: 'raid' });
  const unbanned = waitFor(client, Events.GuildBanRemove, (lifted) => lifted.user.id === second.id);
  await guild.bans.remove(second.id);
  await unbanned;
  say('bans', {
    reason: ban.reason,
    count: all.size,
    bulk: [many.bannedUsers.length, many.failedUsers.length],
    unknown: await codeOf(guild.bans.fetch(second.id)),
    owner: await codeOf(guild.bans.create(guild.ownerId)),
  });
}

async function stages(guild, member) {
  const stage = guild.channels.cache.find((channel) => channel.type === ChannelType.GuildStageVoice);
  const started = waitFor(client, Events.StageInstanceCreate);
  const live = await guild.stageInstances.create(stage, { topic: 'Welcome' });
  await started;
  const twice = await codeOf(guild.stageInstances.create(stage, { topic: 'Again' }));
  const changed = waitFor(client, Events.StageInstanceUpdate);
  const edited = await live.setTopic('Questions');
  await changed;
  const entered = waitFor(client, Events.VoiceStateUpdate, (_, after) => after.id === member.id);
  await control(`members/${member.id}/voice`, { channelId: stage.id });
  const [, audience] = await entered;
  const silentAtFirst = audience.suppress;
  const invited = waitFor(client, Events.VoiceStateUpdate, (_, after) => after.suppress === false);
  await audience.setSuppressed(false);
  const [, speaker] = await invited;
  const ended = waitFor(client, Events.StageInstanceDelete);
  await live.delete();
  await ended;
  say('stages', {
    topic: live.topic,
    twice,
    edited: edited.topic,
    audience: silentAtFirst,
    invited: speaker.requestToSpeakTimestamp !== null,
    gone: await codeOf(guild.stageInstances.fetch(stage, { force: true, cache: false })),
  });
}

async function audits(guild) {
  const heard = waitFor(client, Events.GuildAuditLogEntryCreate);
  await guild.roles.create({ name: 'Watched', reason: 'to be seen' });
  const [entry] = await heard;
  const kicks = await guild.fetchAuditLogs({ type: AuditLogEvent.MemberKick });
  const news = await guild.fetchAuditLogs({ limit: 3 });
  const old = await guild.fetchAuditLogs({ after: '0', limit: 3 });
  const ids = [...news.entries.keys()];
  say('audit', {
    live: [entry.action, entry.reason, entry.executorId === client.user.id],
    change: entry.changes.find(({ key }) => key === 'name')?.new,
    kicks: kicks.entries.map(({ reason, target }) => [reason, target?.id]),
    newestFirst: ids.every((id, i) => i === 0 || BigInt(ids[i - 1]) > BigInt(id)),
    oldest: BigInt([...old.entries.keys()][0] ?? 0) < BigInt(ids.at(-1) ?? 0),
  });
}

try {
  const ready = waitFor(client, Events.ClientReady);
  await client.login(info.token);
  await ready;
  const guild = client.guilds.cache.get(info.guildId);
  await sum(guild);
  const people = [...guild.members.cache.filter((member) => !member.user.bot).values()];
  const owner = people.find((member) => member.id === guild.ownerId);
  const others = people.filter((member) => member.id !== guild.ownerId);
  const category = await channels(guild);
  await overwrites(guild, category, others[3]);
  await roles(guild, others[4]);
  await members(guild, others[5], owner, guild.channels.cache.get(info.voiceChannelId));
  await stages(guild, others[6]);
  await bans(guild, others.slice(7, 10));
  await audits(guild);
  await client.destroy();
  say('done');
} catch (error) {
  say('failed', { message: error instanceof Error ? error.stack : String(error) });
  await client.destroy();
  process.exitCode = 1;
}
