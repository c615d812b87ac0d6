import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserId } from '@shared/discord/snowflake';
import { NO_MENTIONS } from '@shared/models/message-body';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../support/headless';
import { control } from './core-support';
import { aBody, type Desk, startDesk } from './outbox-support';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

describe('the outbox posts', () => {
  let desk: Desk;

  beforeEach(async () => {
    desk = await startDesk();
  });
  afterEach(async () => {
    await desk.close();
    await desk.server.close();
  });

  const newest = async (channelId = desk.channelId) => {
    const page = await desk.api.messages.list({ channelId, from: { kind: 'newest' }, limit: 1 });
    const message = page.messages[0];
    if (!message) throw new Error('no message there');
    return message;
  };
  const aPerson = async () => {
    const { users } = (await control(desk.server, 'GET', '/state')) as {
      users: { id: string; bot?: boolean }[];
    };
    const person = users.find((user) => !user.bot);
    if (!person) throw new Error('nobody there');
    return UserId.parse(person.id);
  };
  const aWebhook = async (name = 'Harbour bell') => {
    const made = await desk.api.webhooks.create({ channelId: desk.channelId, name, reason: null });
    if (made.kind !== 'done') throw new Error(made.kind);
    return made.webhook;
  };

  it('embeds, buttons, silence and mentions as they were composed', async () => {
    const entry = await desk.submit({
      body: {
        content: 'Tonight @everyone',
        embeds: [{ title: 'Jam', fields: [{ name: 'When', value: '20:00' }], color: 0x336699 }],
        components: [
          { type: 1, components: [{ type: 2, style: 5, label: 'Map', url: 'https://example.com' }] },
        ],
        allowedMentions: NO_MENTIONS,
        silent: true,
      },
    });
    await desk.reaches(entry.entryId, 'sent');
    expect(await newest()).toMatchObject({
      content: 'Tonight @everyone',
      silent: true,
      mentionsSelf: false,
      embeds: [{ title: 'Jam', color: 0x336699 }],
      components: [{ type: 1, components: [{ label: 'Map' }] }],
    });
  });

  it('a layout of Components V2', async () => {
    const components = [{ type: 17, components: [{ type: 10, content: '# Notice' }] }];
    const entry = await desk.submit({ body: { content: '', components, componentsV2: true } });
    await desk.reaches(entry.entryId, 'sent');
    expect(await newest()).toMatchObject({ content: '', componentsV2: true, components });
  });

  it('files that were dropped and pasted, with their descriptions', async () => {
    const path = join(desk.dataDir, 'Harbour map.png');
    await writeFile(path, PNG);
    const dropped = await desk.api.files.stageDropped({ path });
    expect(dropped).toMatchObject({
      fileName: 'Harbour map.png',
      contentType: 'image/png',
      width: 1,
      height: 1,
    });
    expect(await desk.api.files.thumbnail({ fileId: dropped.fileId })).toMatch(/^data:image\/png;base64,/);
    const bytes = new TextEncoder().encode('agenda');
    const pasted = await desk.api.files.stagePasted({
      bytes,
      fileName: 'agenda.txt',
      contentType: 'text/plain',
    });
    // What is sent no longer depends on the original.
    await writeFile(path, 'something else');

    const files = [
      { ...dropped, description: 'The harbour from above' },
      { ...pasted, spoiler: true },
    ];
    const entry = await desk.submit({ body: { content: '', files } });
    await desk.reaches(entry.entryId, 'sent');
    const { attachments } = await newest();
    expect(attachments).toMatchObject([
      {
        fileName: expect.stringMatching(/Harbour.map\.png/),
        sizeBytes: PNG.length,
        description: 'The harbour from above',
      },
      { fileName: 'SPOILER_agenda.txt', sizeBytes: 6, spoiler: true },
    ]);
  });

  it('replies, and forwards of what was said', async () => {
    const first = await desk.submit({ body: { content: 'Who brings the amp?' } });
    const { state } = await desk.reaches(first.entryId, 'sent');
    if (!state.messageId) throw new Error('no id');
    const replyTo = { channelId: desk.channelId, messageId: state.messageId, authorName: 'x', excerpt: 'y' };
    const reply = await desk.submit({ body: { content: 'I do', replyTo } });
    await desk.reaches(reply.entryId, 'sent');
    expect((await newest()).reply).toMatchObject({ kind: 'message', messageId: state.messageId });

    const forward = await desk.submit({
      content: {
        type: 'forward',
        channelId: desk.channelId,
        messageId: state.messageId,
        excerpt: 'Who brings',
      },
    });
    await desk.reaches(forward.entryId, 'sent');
    expect((await newest()).forwarded).toMatchObject({ content: 'Who brings the amp?' });
  });

  it('a direct message, opening the conversation first', async () => {
    const entry = await desk.submit({
      destination: { kind: 'user', userId: await aPerson() },
      body: { content: 'Are you coming?' },
    });
    expect(entry.where).toMatch(/^@/);
    const sent = await desk.reaches(entry.entryId, 'sent');
    expect(await newest(sent.state.channelId)).toMatchObject({ content: 'Are you coming?', guildId: null });
  });

  it('by a webhook, under a name and a picture of its own', async () => {
    const webhook = await aWebhook();
    const entry = await desk.submit({
      destination: { kind: 'webhook', webhookId: webhook.webhookId, threadId: null, threadName: null },
      body: { content: 'Ship ahoy', identity: { username: 'Bo’sun', avatarUrl: null } },
    });
    expect(entry.where).toMatch(/^Harbour bell in #/);
    const sent = await desk.reaches(entry.entryId, 'sent');
    expect(sent.state.channelId).toBe(desk.channelId);
    expect(await newest()).toMatchObject({
      content: 'Ship ahoy',
      webhookId: webhook.webhookId,
      author: { displayName: 'Bo’sun' },
    });
  });

  it('into a thread, by the bot and by a webhook', async () => {
    const made = await desk.api.threads.create({
      channelId: desk.channelId,
      messageId: null,
      name: 'Sound check',
      kind: 'public',
      autoArchiveMinutes: 1_440,
    });
    if (made.kind !== 'done') throw new Error(made.kind);
    const threadId = made.thread.channelId;
    const byBot = await desk.submit({ destination: { kind: 'channel', channelId: threadId } });
    expect((await desk.reaches(byBot.entryId, 'sent')).where).toMatch(/^#Sound check · /);
    const { webhookId } = await aWebhook();
    const byHook = await desk.submit({
      destination: { kind: 'webhook', webhookId, threadId, threadName: null },
      body: { content: 'One two' },
    });
    await desk.reaches(byHook.entryId, 'sent');
    expect(await newest(threadId)).toMatchObject({ content: 'One two', channelId: threadId });
  });

  it('a post in a forum', async () => {
    const { textChannels } = await desk.api.workspace.snapshot();
    const forum = textChannels.find(({ kind }) => kind === 'forum');
    if (!forum) throw new Error('no forum');
    const tagIds = forum.tags
      .filter((tag) => !tag.moderated)
      .slice(0, 1)
      .map((tag) => tag.tagId);
    const entry = await desk.submit({
      destination: { kind: 'forumPost', channelId: forum.channelId, title: 'Lost and found', tagIds },
      body: { content: 'One umbrella, blue' },
    });
    const sent = await desk.reaches(entry.entryId, 'sent');
    expect(await newest(sent.state.channelId)).toMatchObject({ content: 'One umbrella, blue' });
  });

  it('by the name of a route, where it leads when the message leaves', async () => {
    const identity = { username: null, avatarUrl: null };
    const target = { kind: 'user', userId: await aPerson() } as const;
    await desk.api.routes.save({ name: 'alerts', target, identity, previousName: null });
    const held = await desk.submit({ destination: { kind: 'route', name: 'alerts' }, holdMs: 400 });
    const { webhookId } = await aWebhook('Alarm');
    await desk.api.routes.save({
      name: 'alerts',
      target: { kind: 'webhook', webhookId, threadId: null, threadName: null },
      identity: { username: 'Watch', avatarUrl: null },
      previousName: 'alerts',
    });
    await desk.reaches(held.entryId, 'sent');
    expect(await newest()).toMatchObject({ webhookId, author: { displayName: 'Watch' } });

    await desk.api.routes.remove({ name: 'alerts' });
    const lost = await desk.submit({ destination: { kind: 'route', name: 'alerts' } });
    expect((await desk.reaches(lost.entryId, 'failed')).state.problem).toEqual({
      kind: 'destinationGone',
      what: 'route',
    });
  });

  it('nothing that Discord would refuse: it says what is wrong first', async () => {
    const outcome = await desk.api.outbox.submit({
      destination: { kind: 'channel', channelId: desk.channelId },
      content: { type: 'message', body: aBody({ content: 'x'.repeat(2_001) }) },
      sendAtMs: null,
      repeat: null,
      holdMs: 0,
    });
    expect(outcome).toMatchObject({
      kind: 'invalid',
      problems: [{ path: 'content', limit: 2_000, actual: 2_001 }],
    });
    expect(await desk.api.outbox.list()).toEqual([]);
  });

  it('what was held only when nobody took it back', async () => {
    const held = await desk.submit({ body: { content: 'Oops' }, holdMs: 30_000 });
    expect(held.state.kind).toBe('holding');
    expect(await desk.api.outbox.cancel({ entryId: held.entryId })).toEqual({ cancelled: true });
    const next = await desk.submit({ body: { content: 'Better' }, holdMs: 150 });
    await desk.reaches(next.entryId, 'sent');
    expect((await newest()).content).toBe('Better');
    expect(desk.entries.get(held.entryId)).toMatchObject({
      state: { kind: 'cancelled' },
      content: { type: 'message', body: { content: 'Oops' } },
    });
    await desk.api.outbox.retry({ entryId: held.entryId });
    await desk.reaches(held.entryId, 'sent');
    expect((await newest()).content).toBe('Oops');
  });

  it('in the order they were written, without a 429', async () => {
    const contents = Array.from({ length: 8 }, (_, i) => `line ${i}`);
    const entries = await Promise.all(contents.map((content) => desk.submit({ body: { content } })));
    await until('all to be sent', () =>
      entries.every(({ entryId }) => desk.entries.get(entryId)?.state.kind === 'sent') ? true : undefined,
    );
    const page = await desk.api.messages.list({
      channelId: desk.channelId,
      from: { kind: 'newest' },
      limit: 8,
    });
    expect(page.messages.map(({ content }) => content)).toEqual(contents);
    expect((await desk.api.app.diagnostics()).counters['rest.rateLimited']).toBe(0);
  });

  it('once, later, and again: a series goes on as an entry of its own', async () => {
    const now = Date.now();
    const repeat = { every: 'day', timeZone: 'Europe/Berlin', untilMs: null } as const;
    const first = await desk.submit({ body: { content: 'Stand-up' }, sendAtMs: now + 200, repeat });
    expect(first.state).toEqual({ kind: 'scheduled', sendAtMs: now + 200 });
    await desk.reaches(first.entryId, 'sent');
    const next = await until('the next of the series', () =>
      [...desk.entries.values()].find(({ state }) => state.kind === 'scheduled'),
    );
    expect(next).toMatchObject({ repeat, content: first.content });
    expect(next.nonce).not.toBe(first.nonce);
    if (next.state.kind === 'scheduled') expect(next.state.sendAtMs - now).toBeGreaterThan(22 * 3_600_000);
    expect(await desk.api.outbox.cancel({ entryId: next.entryId })).toEqual({ cancelled: true });
  });
});
