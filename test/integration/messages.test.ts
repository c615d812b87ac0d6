import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PageFrom } from '../../src/shared/models/messages';
import { MessageView } from '../../src/shared/models/messages';
import { type Desk, startDesk } from './desk-support';

describe('messages', () => {
  let desk: Desk;
  beforeEach(async () => {
    desk = await startDesk();
  });
  afterEach(() => desk.close());

  const list = (from: PageFrom, limit: number) =>
    desk.core.messages.list({ channelId: desk.channelId, from, limit });
  const upserts = () => desk.changes.flatMap((c) => (c.type === 'upserted' ? [c.message] : []));

  it('of others arrive with their name, as the contract models them', async () => {
    await desk.theirs('Hello all');

    await expect.poll(() => upserts().map((m) => m.content)).toEqual(['Hello all']);
    const [told] = upserts();
    expect(MessageView.parse(told)).toEqual(told);
    expect(told).toMatchObject({ nonce: null, guildId: desk.guildId, author: { isSelf: false } });
    expect(told?.author.displayName).not.toBe('Unknown person');
  });

  it('of our own come back under their nonce', async () => {
    await desk.send('Good evening', { nonce: 'n-1' });

    await expect.poll(() => upserts().map((m) => m.nonce)).toEqual(['n-1']);
    expect(upserts()[0]?.author.isSelf).toBe(true);
  });

  it('are read from any place, and tell what lies beyond', async () => {
    const ids = [];
    for (let i = 0; i < 12; i++) ids.push(await desk.send(`line ${i}`));
    // What the gateway has not told of yet is no "newer" one: it comes behind the page by itself.
    await expect.poll(() => upserts().length).toBe(12);
    const contents = (page: { messages: { content: string }[] }) => page.messages.map((m) => m.content);
    const [id0, id6, id11] = [ids[0], ids[6], ids[11]];
    if (!id0 || !id6 || !id11) throw new Error('not sent');

    const newest = await list({ kind: 'newest' }, 3);
    expect(contents(newest)).toEqual(['line 9', 'line 10', 'line 11']);
    expect(newest).toMatchObject({ hasOlder: true, hasNewer: false });

    const before = await list({ kind: 'before', messageId: id6 }, 2);
    expect(contents(before)).toEqual(['line 4', 'line 5']);
    expect(before).toMatchObject({ hasOlder: true, hasNewer: true });

    const after = await list({ kind: 'after', messageId: id6 }, 2);
    expect(contents(after)).toEqual(['line 7', 'line 8']);
    expect(after.hasNewer).toBe(true);
    expect((await list({ kind: 'after', messageId: id6 }, 50)).hasNewer).toBe(false);

    const around = await list({ kind: 'around', messageId: id6 }, 5);
    expect(contents(around)).toEqual(['line 4', 'line 5', 'line 6', 'line 7', 'line 8']);
    expect(around).toMatchObject({ hasOlder: true, hasNewer: true });
    expect((await list({ kind: 'around', messageId: id11 }, 5)).hasNewer).toBe(false);
  });

  it('one by one: there, or gone', async () => {
    const messageId = await desk.send('Here');
    expect(await desk.core.messages.get({ channelId: desk.channelId, messageId })).toMatchObject({
      content: 'Here',
      guildId: desk.guildId,
    });

    await desk.core.messages.delete({ channelId: desk.channelId, messageIds: [messageId], reason: null });
    await desk.core.messages.settle();
    expect(await desk.core.messages.get({ channelId: desk.channelId, messageId })).toBeNull();
  });

  it('that were seen are found again by word, author and what they carry', async () => {
    await desk.theirs('Crème brûlée at https://example.org/menu');
    await desk.theirs('Nothing of the kind', { person: 1 });
    await desk.send('CREME for me');
    await expect.poll(() => upserts()).toHaveLength(3);
    const any = { text: '', guildId: null, channelId: null, authorId: null, has: [], limit: 10 };
    const search = async (over: object) =>
      (await desk.core.messages.search({ ...any, ...over })).hits.map((hit) => hit.content);

    expect(await search({ text: 'creme' })).toEqual([
      'CREME for me',
      'Crème brûlée at https://example.org/menu',
    ]);
    expect(await search({ text: 'brûl crem' })).toEqual(['Crème brûlée at https://example.org/menu']);
    expect(await search({ has: ['link'] })).toEqual(['Crème brûlée at https://example.org/menu']);
    expect(await search({ authorId: desk.person(1) })).toEqual(['Nothing of the kind']);
    expect(await search({ text: 'creme', guildId: '1' })).toEqual([]);
    expect(await search({ guildId: desk.guildId, limit: 2 })).toEqual([
      'CREME for me',
      'Nothing of the kind',
    ]);
  });

  it('of a direct conversation are read and counted as meant for us', async () => {
    const opened = await desk.core.people.openDirect({ userId: desk.person(2) });
    if (opened.kind !== 'done') throw new Error(opened.kind);
    expect(desk.core.workspace.snapshot().directChannels).toMatchObject([
      { channelId: opened.channelId, userId: desk.person(2) },
    ]);
    await desk.send('Hello you', { channelId: opened.channelId });
    await desk.theirs('And you', { channelId: opened.channelId, person: 2 });

    const mine = () => desk.core.messages.readStates().find((s) => s.channelId === opened.channelId);
    await expect.poll(mine).toMatchObject({ guildId: null, unread: 1, mentions: 1 });
    const page = await desk.core.messages.list({
      channelId: opened.channelId,
      from: { kind: 'newest' },
      limit: 10,
    });
    expect(page.messages.slice(-2).map((m) => [m.content, m.guildId])).toEqual([
      ['Hello you', null],
      ['And you', null],
    ]);
  });

  it('cannot be read while signed out', async () => {
    await desk.core.accounts.signOut();

    await expect(list({ kind: 'newest' }, 5)).rejects.toMatchObject({ code: 'account/not-connected' });
    expect(desk.core.messages.readStates()).toEqual([]);
  });
});
