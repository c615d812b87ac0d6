import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { ChannelId, MessageId } from '@shared/discord/snowflake';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { filesBelow } from '../support/files-below';
import { control } from './core-support';
import { aBody, type Desk, startDesk } from './outbox-support';

describe('webhooks', () => {
  let desk: Desk;
  /** Everything that reached the window. */
  let seen: string;

  beforeEach(async () => {
    desk = await startDesk();
    seen = '';
    const { api } = desk;
    api.outbox.onChanged((value) => {
      seen += inspect(value, { depth: 20 });
    });
    api.routes.onChanged((value) => {
      seen += inspect(value, { depth: 20 });
    });
  });
  afterEach(async () => {
    await desk.close();
    await desk.server.close();
  });

  /** A webhook made behind the app's back, with its token. */
  const aForeignWebhook = async (name = 'Foreign') => {
    const answer = await fetch(`${desk.server.rest}/v10/channels/${desk.channelId}/webhooks`, {
      method: 'POST',
      headers: { authorization: `Bot ${desk.server.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ name }),
    });
    return (await answer.json()) as { id: string; token: string };
  };
  const linkOf = (webhook: { id: string; token: string }) =>
    `${desk.server.rest}/webhooks/${webhook.id}/${webhook.token}`;
  const made = async (name = 'Bell') => {
    const outcome = await desk.api.webhooks.create({ channelId: desk.channelId, name, reason: 'testing' });
    if (outcome.kind !== 'done') throw new Error(outcome.kind);
    return outcome.webhook;
  };
  const everyFile = async () => {
    const files = await filesBelow(desk.dataDir);
    return [...files.values()].map((bytes) => bytes.toString('utf8')).join('\n');
  };

  it('are made, listed, renamed, moved and deleted', async () => {
    const { api, guildId, channelId } = desk;
    const webhook = await made();
    expect(webhook).toMatchObject({
      name: 'Bell',
      channelId,
      canPost: true,
      imported: false,
      kind: 'incoming',
    });
    const other = (await api.workspace.snapshot()).textChannels.find(
      (one) => one.kind === 'text' && one.channelId !== channelId,
    );
    if (!other) throw new Error('one channel only');
    const moved = await api.webhooks.modify({
      webhookId: webhook.webhookId,
      name: 'Gong',
      channelId: other.channelId,
      reason: null,
    });
    expect(moved).toMatchObject({ kind: 'done', webhook: { name: 'Gong', channelId: other.channelId } });
    const listed = await api.webhooks.list({ guildId, channelId: other.channelId });
    expect(listed).toMatchObject({ kind: 'listed', webhooks: [{ name: 'Gong' }] });
    expect(await api.webhooks.usable()).toMatchObject([{ name: 'Gong' }]);
    expect(await api.webhooks.delete({ webhookId: webhook.webhookId, reason: null })).toEqual({
      kind: 'done',
    });
    expect(await api.webhooks.delete({ webhookId: webhook.webhookId, reason: null })).toEqual({
      kind: 'done',
    });
    expect(await api.webhooks.usable()).toEqual([]);
  });

  it('are imported by their link, and refused with a reason', async () => {
    const webhook = await aForeignWebhook();
    const outcome = await desk.api.webhooks.importLink({ link: linkOf(webhook) });
    expect(outcome).toMatchObject({
      kind: 'done',
      webhook: { name: 'Foreign', imported: true, canPost: true },
    });
    expect(await desk.api.webhooks.importLink({ link: 'https://example.com/x' })).toMatchObject({
      kind: 'invalid',
    });
    const wrong = await desk.api.webhooks.importLink({
      link: linkOf({ id: webhook.id, token: 'x'.repeat(68) }),
    });
    expect(['invalid', 'gone']).toContain(wrong.kind);
  });

  it('open, change and delete what they posted, by its link, files kept and removed', async () => {
    const { api, channelId } = desk;
    const { webhookId } = await made();
    const file = await api.files.stagePasted({
      bytes: new Uint8Array([1, 2]),
      fileName: 'a.bin',
      contentType: '',
    });
    const entry = await desk.submit({
      destination: { kind: 'webhook', webhookId, threadId: null, threadName: null },
      body: {
        content: 'First',
        identity: { username: 'Town crier', avatarUrl: null },
        files: [file],
        embeds: [{ title: 'Card', image: { url: 'https://example.com/i.png' } }],
      },
    });
    const { state } = await desk.reaches(entry.entryId, 'sent');
    const messageLink = `https://discord.com/channels/${desk.guildId}/${channelId}/${state.messageId}`;
    const opened = await api.webhooks.openMessage({ webhookId, messageLink });
    if (opened.kind !== 'opened') throw new Error(opened.kind);
    const { message } = opened;
    expect(message).toMatchObject({
      threadId: null,
      author: { name: 'Town crier' },
      body: { content: 'First', embeds: [{ title: 'Card' }] },
      attachments: [{ fileName: 'a.bin', sizeBytes: 2 }],
    });

    const more = await api.files.stagePasted({
      bytes: new Uint8Array(5),
      fileName: 'b.bin',
      contentType: '',
    });
    const edit = {
      webhookId,
      threadId: null,
      messageId: message.messageId,
      body: { ...message.body, content: 'Second', files: [more] },
    };
    const keepAttachmentIds = message.attachments.map(({ attachmentId }) => attachmentId);
    expect(await api.webhooks.editMessage({ ...edit, keepAttachmentIds })).toEqual({ kind: 'done' });
    const posted = () => api.messages.get({ channelId, messageId: message.messageId });
    expect(await posted()).toMatchObject({
      content: 'Second',
      embeds: [{ title: 'Card' }],
      attachments: [{ fileName: 'a.bin' }, { fileName: 'b.bin' }],
    });
    const bare = { ...edit, body: { ...edit.body, files: [], embeds: [] }, keepAttachmentIds: [] };
    expect(await api.webhooks.editMessage(bare)).toEqual({ kind: 'done' });
    expect(await posted()).toMatchObject({ embeds: [], attachments: [] });

    expect(
      await api.webhooks.deleteMessage({ webhookId, threadId: null, messageId: message.messageId }),
    ).toEqual({
      kind: 'done',
    });
    expect(await api.webhooks.openMessage({ webhookId, messageLink })).toEqual({ kind: 'notOurs' });
    expect(await api.webhooks.openMessage({ webhookId, messageLink: 'what?' })).toMatchObject({
      kind: 'invalid',
    });
  });

  it('keep their token from the window, the log, errors and files', async () => {
    const { api, channelId } = desk;
    const webhook = await aForeignWebhook('Canary');
    const answers: unknown[] = [];
    const note = async (call: Promise<unknown>) => {
      answers.push(await call.catch((error: unknown) => error));
    };
    await note(api.webhooks.importLink({ link: linkOf(webhook) }));
    await note(api.webhooks.importLink({ link: `${linkOf(webhook)}/what/is/this` }));
    await note(api.webhooks.importLink({ link: linkOf(webhook).replace('127.0.0.1', 'evil.example') }));
    await note(api.webhooks.list({ guildId: desk.guildId, channelId }));
    await note(api.webhooks.usable());
    const destination = { kind: 'webhook', webhookId: webhook.id, threadId: null, threadName: null } as const;
    await note(
      api.routes.save({
        name: 'canary',
        target: destination,
        identity: { username: null, avatarUrl: null },
        previousName: null,
      }),
    );
    const sent = await desk.submit({ destination });
    await desk.reaches(sent.entryId, 'sent');
    for (const fault of ['html', 'reset', 'unauthorized'] as const) {
      await control(desk.server, 'POST', '/trouble', {
        rest: { faults: [{ kind: fault, path: '/webhooks/**' }] },
      });
      const entry = await desk.submit({ destination });
      await desk.reaches(entry.entryId, 'failed');
      await note(api.webhooks.openMessage({ webhookId: webhook.id, messageLink: '333333333333333333' }));
      await note(
        api.webhooks.editMessage({
          webhookId: webhook.id,
          threadId: null,
          messageId: MessageId.parse('333333333333333333'),
          body: aBody(),
          keepAttachmentIds: [],
        }),
      );
    }
    await control(desk.server, 'POST', '/trouble', { rest: {} });
    await note(api.outbox.list());
    await note(api.outbox.preview({ destination, body: aBody() }));
    await note(api.app.diagnostics());
    expect(answers.length).toBeGreaterThan(12);

    const told = inspect(answers, { depth: 20, maxStringLength: null, maxArrayLength: null });
    expect(told).toContain('Canary');
    for (const text of [
      told,
      JSON.stringify(answers),
      seen,
      inspect(desk.log, { depth: 9 }),
      await everyFile(),
    ]) {
      expect(text.includes(webhook.token)).toBe(false);
    }
  });

  it('imported into a vault are there after a restart, sealed while it is locked', async () => {
    const { dataDir, server } = desk;
    await desk.api.accounts.createPassphraseVault({ passphrase: 'harbour lights' });
    const webhook = await aForeignWebhook('Kept');
    await desk.api.webhooks.importLink({ link: linkOf(webhook) });
    const files = await everyFile();
    expect(files).toContain('Kept');
    expect(files.includes(webhook.token)).toBe(false);

    const again = await startDesk({ server, dataDir: await copyOf(dataDir) });
    try {
      expect(await again.api.webhooks.usable()).toEqual([]);
      await again.api.accounts.unlockVault({ passphrase: 'harbour lights' });
      expect(await again.api.webhooks.usable()).toMatchObject([{ name: 'Kept', canPost: true }]);
      const destination = {
        kind: 'webhook',
        webhookId: webhook.id,
        threadId: null,
        threadName: null,
      } as const;
      const entry = await again.submit({ destination });
      await again.reaches(entry.entryId, 'sent');
    } finally {
      await again.close();
      await rm(again.dataDir, { recursive: true, force: true });
    }
  });

  it('met under one account are not known to the next', async () => {
    const webhook = await made('Mine');
    await desk.api.accounts.signOut();
    expect(await desk.api.webhooks.usable()).toMatchObject([{ webhookId: webhook.webhookId }]);
    await desk.api.accounts.startPractice({ seed: 3 });
    expect(await desk.api.webhooks.usable()).toEqual([]);
  });

  it('of a channel where we may not manage them are not told, with the permission that is missing', async () => {
    const result = await desk.api.webhooks.list({ guildId: desk.guildId, channelId: ChannelId.parse('1') });
    expect(result).toEqual({ kind: 'listed', webhooks: [] });
  });
});

/** A data folder as a second start would find it. */
async function copyOf(dataDir: string): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), 'roomtone-copy-'));
  await cp(dataDir, copy, { recursive: true });
  return copy;
}
