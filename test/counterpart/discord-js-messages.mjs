// discord.js, unmodified, does everything that has to do with messages on the practice server.
// Usage: node discord-js-messages.mjs '{"rest","gateway","token","guildId","textChannelId","closedUserId","openUserId"}'
import {
  ActionRowBuilder,
  AttachmentBuilder,
  ButtonBuilder,
  ButtonStyle,
  ChannelType,
  Client,
  ContainerBuilder,
  EmbedBuilder,
  Events,
  GatewayIntentBits,
  MessageFlags,
  Partials,
  TextDisplayBuilder,
  ThreadAutoArchiveDuration,
  WebhookClient,
} from 'discord.js';
import { codeOf, controlOf, say, waitFor } from './support.mjs';

const info = JSON.parse(process.argv[2] ?? '{}');
const control = controlOf(info);
const client = new Client({
  intents: [
    GatewayIntentBits.Guilds,
    GatewayIntentBits.GuildMembers,
    GatewayIntentBits.GuildExpressions,
    GatewayIntentBits.GuildWebhooks,
    GatewayIntentBits.GuildMessages,
    GatewayIntentBits.GuildMessageReactions,
    GatewayIntentBits.GuildMessageTyping,
    GatewayIntentBits.DirectMessages,
    GatewayIntentBits.DirectMessageReactions,
    GatewayIntentBits.MessageContent,
  ],
  partials: [Partials.Channel, Partials.Message, Partials.Reaction],
  rest: { api: info.rest },
});
client.on(Events.Error, (error) => say('clientError', { message: error.message }));

const memberSays = async (userId, body) => control(`members/${userId}/messages`, body);

async function webhooks(text, forum) {
  const updated = waitFor(client, Events.WebhooksUpdate);
  const hook = await text.createWebhook({ name: 'Door bell', reason: 'for the test' });
  await updated;
  const alone = new WebhookClient({ id: hook.id, token: hook.token }, { rest: { api: info.rest } });
  const heard = waitFor(client, Events.MessageCreate, (message) => message.webhookId === hook.id);
  const sent = await alone.send({ content: 'ding', username: 'Bell', embeds: [{ title: 'Guest' }] });
  const [event] = await heard;
  const edited = await alone.editMessage(sent.id, { content: 'dong' });
  const fetched = await alone.fetchMessage(sent.id);
  await alone.deleteMessage(sent.id);
  const listed = await text.fetchWebhooks();
  const renamed = await hook.edit({ name: 'Gong' });
  const forumHook = await forum.createWebhook({ name: 'Letter box' });
  const post = await forumHook.send({ content: 'a letter', threadName: 'Post from a webhook' });
  const inside = await forumHook.send({ content: 'more', threadId: post.channel_id ?? post.channelId });
  const untold = await codeOf(forumHook.send({ content: 'nowhere' }));
  await alone.delete();
  say('webhooks', {
    author: event.author.username,
    embed: event.embeds[0]?.title,
    edited: edited.content,
    fetched: fetched.content,
    listed: listed.has(hook.id),
    renamed: renamed.name,
    samePlace: (inside.channel_id ?? inside.channelId) === (post.channel_id ?? post.channelId),
    untold,
    afterDeletion: await codeOf(alone.send({ content: 'x' })),
    goneMessage: await codeOf(hook.fetchMessage(sent.id)),
  });
}

async function files(text) {
  const bytes = Buffer.from(Array.from({ length: 5000 }, (_, index) => index % 251));
  const sent = await text.send({
    content: 'a file',
    files: [new AttachmentBuilder(bytes, { name: 'data.bin', description: 'numbers' })],
  });
  const attachment = sent.attachments.first();
  const back = Buffer.from(await (await fetch(attachment.url)).arrayBuffer());
  const edited = await sent.edit({
    attachments: [attachment],
    files: [new AttachmentBuilder(Buffer.from('x'), { name: 'x.txt' })],
  });
  const kept = await edited.edit({ attachments: [edited.attachments.last()] });
  const embedded = await text.send({
    files: [new AttachmentBuilder(bytes, { name: 'shown.bin' })],
    embeds: [new EmbedBuilder().setTitle('With a file').setImage('attachment://shown.bin')],
  });
  say('files', {
    same: back.equals(bytes),
    description: attachment.description,
    afterEdit: edited.attachments.map(({ name }) => name),
    kept: kept.attachments.map(({ name }) => name),
    embedded: embedded.embeds[0].image.url.startsWith('http'),
  });
}

async function mentions(guild, text, userId) {
  const role = guild.roles.cache.find(({ name }) => name === 'Regular');
  const content = `<@${userId}> <@&${role.id}> @everyone`;
  const all = await text.send({ content });
  const none = await text.send({ content, allowedMentions: { parse: [] } });
  const users = await text.send({ content, allowedMentions: { users: [userId] } });
  const facts = ({ mentions: found }) => [found.users.size, found.roles.size, found.everyone];
  say('mentions', { all: facts(all), none: facts(none), users: facts(users) });
}

async function repliesAndForwards(text, other, userId) {
  const { id } = await memberSays(userId, { channelId: text.id, content: 'who is in?' });
  const original = await text.messages.fetch(id);
  const reply = await original.reply({ content: 'me', allowedMentions: { repliedUser: false } });
  const referenced = await reply.fetchReference();
  const forwarded = await original.forward(other);
  say('replies', {
    referenced: referenced.id === id,
    pings: reply.mentions.users.size,
    forwarded: forwarded.messageSnapshots.first()?.content,
    missing: await codeOf(text.send({ content: 'x', reply: { messageReference: '123456789012345678' } })),
  });
}

async function reactions(guild, text, userId) {
  const sent = await text.send('react!');
  const collector = sent.createReactionCollector({ max: 2, time: 10_000 });
  const ended = new Promise((resolve) => collector.once('end', resolve));
  await control(`members/${userId}/reactions`, { channelId: text.id, messageId: sent.id, emoji: '👍' });
  const emoji = guild.emojis.cache.find(({ name }) => name === 'wave');
  await sent.react(emoji);
  const collected = await ended;
  const users = await sent.reactions.cache.get('👍').users.fetch();
  const removed = waitFor(client, Events.MessageReactionRemove);
  await sent.reactions.cache.get(emoji.id).users.remove(client.user.id);
  await removed;
  const cleared = waitFor(client, Events.MessageReactionRemoveAll);
  await sent.reactions.removeAll();
  await cleared;
  say('reactions', {
    collected: collected.map((reaction) => reaction.emoji.name),
    users: users.map(({ id }) => id),
    left: sent.reactions.cache.size,
    unknown: await codeOf(sent.react('123456789012345678')),
    emojis: (await guild.emojis.fetch()).size,
  });
}

async function pins(text) {
  const sent = await text.send('pin me');
  const updated = waitFor(client, Events.ChannelPinsUpdate);
  const line = waitFor(client, Events.MessageCreate, (message) => message.type === 6);
  await sent.pin();
  await updated;
  const [system] = await line;
  const listed = await text.messages.fetchPins();
  await sent.unpin();
  say('pins', {
    reference: system.reference.messageId === sent.id,
    listed: listed.items.map(({ message }) => message.id).includes(sent.id),
    afterwards: (await text.messages.fetchPins()).items.length,
  });
}

async function threads(guild, text, userId) {
  const sent = await text.send('let us talk');
  const made = waitFor(client, Events.ThreadCreate);
  const thread = await sent.startThread({
    name: 'Talk',
    autoArchiveDuration: ThreadAutoArchiveDuration.OneHour,
  });
  await made;
  await thread.send('inside');
  const joined = waitFor(client, Events.ThreadMembersUpdate, (added) => added.has(userId));
  await memberSays(userId, { channelId: thread.id, content: 'me too' });
  await joined;
  const members = await thread.members.fetch();
  const starter = await thread.fetchStarterMessage();
  const archived = waitFor(client, Events.ThreadUpdate, (_, after) => after.archived);
  await thread.setArchived(true);
  await archived;
  const found = await text.threads.fetchArchived();
  const woken = waitFor(client, Events.ThreadUpdate, (_, after) => !after.archived);
  await thread.send('wake up');
  await woken;
  const hidden = await text.threads.create({ name: 'Quiet', type: ChannelType.PrivateThread });
  await hidden.members.add(userId);
  const active = await guild.channels.fetchActiveThreads();
  const gone = waitFor(client, Events.ThreadDelete);
  await thread.delete();
  await gone;
  say('threads', {
    sameId: thread.id === sent.id,
    members: members.size,
    starter: starter.id === sent.id,
    foundArchived: found.threads.has(thread.id),
    active: active.threads.has(hidden.id),
    hiddenMembers: (await hidden.members.fetch()).size,
  });
}

async function forumPosts(forum) {
  const tag = forum.availableTags.find(({ name }) => name === 'ideas');
  const post = await forum.threads.create({
    name: 'A new idea',
    message: {
      content: 'what about this?',
      files: [new AttachmentBuilder(Buffer.from('1'), { name: '1.txt' })],
    },
    appliedTags: [tag.id],
  });
  const first = await post.fetchStarterMessage();
  const { threads: active } = await forum.threads.fetchActive();
  const retagged = await post.setAppliedTags([forum.availableTags[0].id]);
  say('posts', {
    tags: post.appliedTags.length,
    first: first.content,
    files: first.attachments.size,
    active: active.has(post.id),
    retagged: retagged.appliedTags[0] === forum.availableTags[0].id,
    emptyRefused: await codeOf(forum.threads.create({ name: 'x', message: {} })),
  });
}

async function directMessages() {
  const user = await client.users.fetch(info.openUserId);
  const dm = await user.createDM();
  const again = await user.createDM(true);
  const sent = await dm.send('are you coming?');
  const answer = waitFor(client, Events.MessageCreate, (message) => message.author.id === user.id);
  await memberSays(user.id, { content: 'yes' });
  const [heard] = await answer;
  const closed = await client.users.fetch(info.closedUserId);
  say('directMessages', {
    same: dm.id === again.id,
    sentTo: sent.channelId === dm.id,
    heard: heard.content,
    inGuild: heard.inGuild(),
    sameChannel: heard.channelId === dm.id,
    closed: await codeOf(closed.send('hello?')),
  });
}

async function layouts(text) {
  const row = new ActionRowBuilder().addComponents(
    new ButtonBuilder().setCustomId('yes').setLabel('Yes').setStyle(ButtonStyle.Success),
    new ButtonBuilder().setURL('https://example.org').setLabel('More').setStyle(ButtonStyle.Link),
  );
  const buttons = await text.send({ content: 'choose', components: [row] });
  const container = new ContainerBuilder().addTextDisplayComponents(
    new TextDisplayBuilder().setContent('# Hello'),
  );
  const layout = await text.send({ components: [container], flags: MessageFlags.IsComponentsV2 });
  const both = codeOf(
    text.send({ content: 'x', components: [container], flags: MessageFlags.IsComponentsV2 }),
  );
  const tooLong = await text.send('x'.repeat(2001)).catch((error) => error);
  say('layouts', {
    buttons: buttons.components[0].components.map(({ label }) => label),
    layout: layout.components[0].components[0].content,
    v2: layout.flags.has(MessageFlags.IsComponentsV2),
    both: await both,
    field: Object.keys(tooLong.rawError.errors),
  });
}

async function many(text, news) {
  const ids = [];
  for (let index = 0; index < 3; index++) ids.push((await text.send(`line ${index}`)).id);
  const heard = waitFor(client, Events.MessageBulkDelete);
  const deleted = await text.bulkDelete(ids);
  const [collection] = await heard;
  const published = await (await news.send('news')).crosspost();
  say('many', {
    deleted: deleted.size,
    heard: collection.size,
    crossposted: published.flags.has(MessageFlags.Crossposted),
    twice: await codeOf(published.crosspost()),
  });
}

try {
  const ready = waitFor(client, Events.ClientReady);
  await client.login(info.token);
  await ready;
  const guild = client.guilds.cache.get(info.guildId);
  const named = (name) =>
    guild.channels.cache.find((channel) => channel.name === name && !channel.isThread());
  const text = guild.channels.cache.get(info.textChannelId);
  await guild.members.fetch();
  await webhooks(text, named('questions'));
  await files(text);
  await mentions(guild, text, info.openUserId);
  await repliesAndForwards(text, named('music'), info.openUserId);
  await reactions(guild, text, info.openUserId);
  await pins(text);
  await threads(guild, text, info.openUserId);
  await forumPosts(named('questions'));
  await directMessages();
  await layouts(text);
  await many(text, named('announcements'));
  await client.destroy();
  say('done');
} catch (error) {
  say('failed', { message: error instanceof Error ? error.stack : String(error), raw: error?.rawError });
  await client.destroy();
  process.exitCode = 1;
}
