import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UserId } from '../../src/shared/discord/snowflake';
import type { CreateThreadInput } from '../../src/shared/models/threads';
import { type Desk, startDesk } from './desk-support';

describe('threads', () => {
  let desk: Desk;
  beforeEach(async () => {
    desk = await startDesk();
  });
  afterEach(() => desk.close());

  const threads = () => desk.core.threads;
  const shown = () => desk.core.workspace.snapshot().threads;
  const create = async (over: Partial<CreateThreadInput> = {}) => {
    const outcome = await threads().create({
      channelId: desk.channelId,
      messageId: null,
      name: 'side talk',
      kind: 'public',
      autoArchiveMinutes: 1_440,
      ...over,
    });
    if (outcome.kind !== 'done') throw new Error(outcome.kind);
    return outcome.thread;
  };

  it('begin on their own or from a message, and are there at once', async () => {
    const alone = await create();
    const messageId = await desk.send('worth a thread');
    const onMessage = await create({ messageId, name: 'more on that' });

    expect(alone).toMatchObject({ parentId: desk.channelId, kind: 'public', joined: true, archived: false });
    expect(onMessage.channelId).toBe(messageId);
    expect(shown().map((thread) => thread.name)).toEqual(
      expect.arrayContaining(['side talk', 'more on that']),
    );
    expect(await desk.core.messages.get({ channelId: desk.channelId, messageId })).toMatchObject({
      thread: { channelId: messageId, name: 'more on that' },
    });
    expect(
      await threads().create({
        channelId: desk.channelId,
        messageId,
        name: 'twice',
        kind: 'public',
        autoArchiveMinutes: 60,
      }),
    ).toEqual({ kind: 'limitReached', message: 'This message already has a thread.' });
  });

  it('are written in, and follow what is written', async () => {
    const thread = await create();
    const messageId = await desk.theirs('hello thread', { channelId: thread.channelId });

    const now = () => shown().find((t) => t.channelId === thread.channelId);
    await expect.poll(now).toMatchObject({ lastMessageId: messageId, messageCount: thread.messageCount + 1 });
    const page = await desk.core.messages.list({
      channelId: thread.channelId,
      from: { kind: 'newest' },
      limit: 5,
    });
    expect(page.messages.at(-1)?.content).toBe('hello thread');
  });

  it('are renamed, slowed, locked, archived and found in the archive', async () => {
    const { channelId: threadId } = await create();
    const modified = await threads().modify({
      threadId,
      name: 'done here',
      locked: true,
      slowModeMs: 10_000,
    });
    expect(modified).toMatchObject({
      kind: 'done',
      thread: { name: 'done here', locked: true, slowModeMs: 10_000, joined: true },
    });

    expect(await threads().modify({ threadId, archived: true })).toMatchObject({
      kind: 'done',
      thread: { archived: true },
    });
    const page = await threads().archived({ channelId: desk.channelId, kind: 'public', beforeMs: null });
    expect(page.threads.map((thread) => thread.name)).toContain('done here');
  });

  it('private ones are archived where only those who may see them look', async () => {
    const { channelId: threadId } = await create({ kind: 'private', name: 'staff' });
    await threads().modify({ threadId, archived: true });

    const names = async (kind: 'public' | 'private') =>
      (await threads().archived({ channelId: desk.channelId, kind, beforeMs: null })).threads.map(
        (t) => t.name,
      );
    expect(await names('private')).toContain('staff');
    expect(await names('public')).not.toContain('staff');
    await desk.deny('MANAGE_THREADS');
    expect(await names('private')).toContain('staff');
  });

  it('are joined and left, with members added and removed', async () => {
    const { channelId: threadId } = await create();
    const userId = desk.person(3);
    expect(await threads().setMember({ threadId, userId, present: true })).toEqual({ kind: 'done' });
    const members = async () => (await threads().members({ threadId })).map((person) => person.userId);
    expect(await members()).toContain(userId);
    expect(await threads().setMember({ threadId, userId, present: false })).toEqual({ kind: 'done' });
    expect(await members()).not.toContain(userId);

    const joined = () => shown().find((t) => t.channelId === threadId)?.joined;
    expect(await threads().setJoined({ threadId, joined: false })).toEqual({ kind: 'done' });
    await expect.poll(joined).toBe(false);
    expect(await threads().setJoined({ threadId, joined: true })).toEqual({ kind: 'done' });
    await expect.poll(joined).toBe(true);
  });

  it('are deleted once and for all', async () => {
    const { channelId: threadId } = await create();
    expect(await threads().delete({ threadId, reason: 'off topic' })).toEqual({ kind: 'done' });
    expect(shown().some((thread) => thread.channelId === threadId)).toBe(false);
    expect(await threads().delete({ threadId, reason: null })).toEqual({ kind: 'done' });
    expect(await threads().modify({ threadId, name: 'back' })).toEqual({ kind: 'gone', what: 'thread' });
  });

  it('need permissions, which are named', async () => {
    await desk.deny('CREATE_PUBLIC_THREADS', 'CREATE_PRIVATE_THREADS');
    const attempt = (kind: 'public' | 'private') =>
      threads().create({
        channelId: desk.channelId,
        messageId: null,
        name: 'x',
        kind,
        autoArchiveMinutes: 60,
      });

    expect(await attempt('public')).toEqual({
      kind: 'missingPermission',
      permission: 'Create Public Threads',
    });
    expect(await attempt('private')).toEqual({
      kind: 'missingPermission',
      permission: 'Create Private Threads',
    });
  });
});

describe('people', () => {
  let desk: Desk;
  beforeEach(async () => {
    desk = await startDesk();
  });
  afterEach(() => desk.close());

  it('are found by the beginning of their name, at most 25', async () => {
    const someone = await desk.core.people.get({ guildId: desk.guildId, userId: desk.person(4) });
    if (!someone) throw new Error('nobody');
    const found = await desk.core.people.search({
      guildId: desk.guildId,
      text: someone.username.slice(0, 4).toUpperCase(),
    });
    expect(found.map((person) => person.userId)).toContain(someone.userId);
    expect((await desk.core.people.search({ guildId: desk.guildId, text: '' })).length).toBeLessThanOrEqual(
      25,
    );
    expect(await desk.core.people.search({ guildId: desk.guildId, text: 'zzzzzzzz' })).toEqual([]);
  });

  it('nobody is there under a strange id', async () => {
    expect(await desk.core.people.get({ guildId: desk.guildId, userId: '1' })).toBeNull();
  });

  it('that are known are found without a server too', async () => {
    const someone = await desk.core.people.get({ guildId: desk.guildId, userId: desk.person(0) });
    await desk.server.close();

    const text = someone?.displayName ?? '';
    const found = await desk.core.people.search({ guildId: desk.guildId, text });
    expect(found.map((person) => person.userId)).toContain(desk.person(0));
  }, 20_000);

  it('are written to in one conversation, however often it is opened', async () => {
    const open = () => desk.core.people.openDirect({ userId: desk.person(1) });
    const [first, second] = [await open(), await open()];

    expect(first).toEqual(second);
    expect(
      desk.core.workspace.snapshot().directChannels.filter((c) => c.userId === desk.person(1)),
    ).toHaveLength(1);
  });

  it('with whom no conversation can be had say so', async () => {
    expect(await desk.core.people.openDirect({ userId: UserId.parse('1') })).toEqual({ kind: 'dmClosed' });
  });
});
