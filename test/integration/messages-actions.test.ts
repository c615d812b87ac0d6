import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EmojiRef } from '../../src/shared/discord/emoji';
import { UserId } from '../../src/shared/discord/snowflake';
import { EMPTY_BODY, type MessageBody } from '../../src/shared/models/message-body';
import { type Desk, startDesk } from './desk-support';

const PARTY: EmojiRef = { id: null, name: '🎉', animated: false };

describe('acting on a message', () => {
  const files = new Map<string, string>();
  let desk: Desk;
  beforeEach(async () => {
    desk = await startDesk({ files });
  });
  afterEach(() => desk.close());

  const messages = () => desk.core.messages;
  const ref = (messageId: Awaited<ReturnType<Desk['send']>>) => ({ channelId: desk.channelId, messageId });
  const rows = () => desk.changes.flatMap((c) => (c.type === 'reactions' ? [c.reactions] : []));
  const body = (over: Partial<MessageBody>): MessageBody => ({ ...EMPTY_BODY, ...over });

  it('adds and takes back a reaction, and shows the row after each', async () => {
    const message = ref(await desk.theirs('react to me'));
    await expect.poll(() => desk.changes).not.toEqual([]);
    expect(await messages().setReaction({ ...message, emoji: PARTY, on: true })).toEqual({ kind: 'done' });
    await expect.poll(rows).toEqual([[{ emoji: PARTY, count: 1, me: true }]]);
    expect(await messages().reactors({ ...message, emoji: PARTY, after: null })).toMatchObject({
      people: [{ userId: desk.session().userId }],
      hasMore: false,
    });

    expect(await messages().setReaction({ ...message, emoji: PARTY, on: false })).toEqual({ kind: 'done' });
    await expect.poll(() => rows().at(-1)).toEqual([]);
  });

  it('clears one emoji or all reactions', async () => {
    const message = ref(await desk.theirs('popular'));
    const wave: EmojiRef = { id: null, name: '👋', animated: false };
    for (const emoji of [PARTY, wave]) await messages().setReaction({ ...message, emoji, on: true });
    await expect.poll(() => rows().at(-1)).toHaveLength(2);

    await messages().clearReactions({ ...message, emoji: PARTY, userId: null });
    await expect.poll(() => rows().at(-1)).toEqual([{ emoji: wave, count: 1, me: true }]);
    const own = UserId.parse(desk.session().userId);
    await messages().clearReactions({ ...message, emoji: wave, userId: own });
    await expect.poll(() => rows().at(-1)).toEqual([]);
    await messages().setReaction({ ...message, emoji: wave, on: true });
    await messages().clearReactions({ ...message, emoji: null, userId: null });
    await expect.poll(() => rows().at(-1)).toEqual([]);
  });

  it('pins and unpins, and lists pins newest first', async () => {
    const [first, second] = [ref(await desk.send('first')), ref(await desk.send('second'))];
    for (const message of [first, second]) {
      expect(await messages().setPinned({ ...message, pinned: true, reason: 'worth keeping' })).toEqual({
        kind: 'done',
      });
    }
    await expect.poll(() => desk.changes.some((c) => c.type === 'pinsChanged')).toBe(true);
    const pinned = async () => {
      const page = await messages().pins({ channelId: desk.channelId, beforeMs: null });
      return page.items.map((item) => item.message.content).filter((text) => /^(first|second)$/.test(text));
    };
    expect(await pinned()).toEqual(['second', 'first']);

    await messages().setPinned({ ...second, pinned: false, reason: null });
    expect(await pinned()).toEqual(['first']);
  });

  it('edits text, embeds and files, keeping only the files it is told to', async () => {
    const path = join(desk.core.dataFolder, 'note.txt');
    await writeFile(path, 'a note');
    files.set('f1', path);
    const staged = {
      fileId: 'f1',
      fileName: 'note.txt',
      contentType: 'text/plain',
      sizeBytes: 6,
      width: null,
      height: null,
      description: 'what it says',
      spoiler: false,
    };
    const message = ref(await desk.send('before'));
    const edit = (over: Partial<MessageBody>, keepAttachmentIds: string[] = []) =>
      messages().edit({ ...message, body: body(over), keepAttachmentIds });

    const withFile = await edit({
      content: 'after',
      embeds: [{ title: 'Facts', color: 255 }],
      files: [staged],
    });
    if (withFile.kind !== 'done') throw new Error(withFile.kind);
    expect(withFile.message).toMatchObject({
      content: 'after',
      embeds: [{ title: 'Facts', color: 255 }],
      attachments: [{ fileName: 'note.txt', description: 'what it says', sizeBytes: 6 }],
    });
    expect(withFile.message.editedAtMs).not.toBeNull();

    const kept = await edit({ content: 'again' }, [withFile.message.attachments[0]?.attachmentId ?? '']);
    expect(kept).toMatchObject({
      kind: 'done',
      message: { embeds: [], attachments: [{ fileName: 'note.txt' }] },
    });
    expect(await edit({ content: 'bare' })).toMatchObject({ kind: 'done', message: { attachments: [] } });

    files.clear();
    expect(await edit({ files: [staged] })).toEqual({
      kind: 'invalid',
      fields: { files: 'note.txt is not there any more.' },
    });
  });

  it('says by field what Discord does not take in an edit', async () => {
    const message = ref(await desk.send('before'));
    const outcome = await messages().edit({
      ...message,
      body: body({ content: 'x'.repeat(2_001) }),
      keepAttachmentIds: [],
    });

    expect(outcome).toMatchObject({ kind: 'invalid', fields: { content: expect.stringContaining('2000') } });
  });

  it('hides and shows the embeds of a message', async () => {
    const message = ref(await desk.send('look'));
    await messages().setEmbedsSuppressed({ ...message, suppressed: true });
    expect(await messages().get(message)).toMatchObject({ suppressEmbeds: true });
    await messages().setEmbedsSuppressed({ ...message, suppressed: false });
    expect(await messages().get(message)).toMatchObject({ suppressEmbeds: false });
  });

  it('publishes an announcement; a second time changes nothing', async () => {
    const channelId = desk.channelNamed('announcement');
    const message = { channelId, messageId: await desk.send('news', { channelId }) };

    expect(await messages().crosspost(message)).toEqual({ kind: 'done' });
    expect(await messages().crosspost(message)).toEqual({ kind: 'done' });
    expect(await messages().get(message)).toMatchObject({ crossposted: true });
  });

  it('names the missing permission as Discord does', async () => {
    const message = ref(await desk.theirs('hands off'));
    await desk.deny('MANAGE_MESSAGES', 'PIN_MESSAGES', 'ADD_REACTIONS');
    const missing = (permission: string) => ({ kind: 'missingPermission', permission });

    expect(await messages().setPinned({ ...message, pinned: true, reason: null })).toEqual(
      missing('Pin Messages'),
    );
    expect(await messages().setReaction({ ...message, emoji: PARTY, on: true })).toEqual(
      missing('Add Reactions'),
    );
    expect(await messages().clearReactions({ ...message, emoji: null, userId: null })).toEqual(
      missing('Manage Messages'),
    );
  });

  it('says what is gone, and what was refused for another reason', async () => {
    const messageId = await desk.send('short life');
    messages().delete({ channelId: desk.channelId, messageIds: [messageId], reason: null });
    await messages().settle();

    expect(await messages().setPinned({ ...ref(messageId), pinned: true, reason: null })).toEqual({
      kind: 'gone',
      what: 'message',
    });
    expect(await messages().setReaction({ ...ref(messageId), emoji: PARTY, on: false })).toEqual({
      kind: 'done',
    });
    const theirs = ref(await desk.theirs('not yours'));
    expect(
      await messages().edit({ ...theirs, body: body({ content: 'mine now' }), keepAttachmentIds: [] }),
    ).toEqual({ kind: 'invalid', fields: { request: 'Only its author can edit a message.' } });
    expect(
      await messages().setReaction({
        ...theirs,
        emoji: { id: '123456789012345678', name: 'nothing', animated: false },
        on: true,
      }),
    ).toEqual({ kind: 'gone', what: 'emoji' });
  });

  it('is a failure of its own when the server cannot be reached', async () => {
    const message = ref(await desk.send('here'));
    await desk.server.close();

    await expect(messages().setPinned({ ...message, pinned: true, reason: null })).rejects.toMatchObject({
      code: 'rest/network',
    });
  }, 20_000);
});
