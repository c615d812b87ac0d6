import { describe, expect, it } from 'vitest';
import {
  ANNA,
  aQuery,
  BEN,
  GUILD,
  idAt,
  messageWrite,
  OTHER_ROOM,
  openArchive,
  ROOM,
  T0,
} from '../../support/archive-kit';

const HOUR = 3_600_000;
const says = (n: number, content: string, over: Record<string, unknown> = {}) =>
  messageWrite({ id: idAt(T0 + n * HOUR), content, ...over });

describe('an archive of messages', () => {
  it('finds by words, by beginnings of three letters on, without case or accents, and by phrases', async () => {
    const kit = await openArchive();
    await kit.write(
      says(0, 'Résumé of the rehearsal'),
      says(1, 'we rehearse on Tuesday'),
      says(2, 'Tuesday we rest'),
    );
    expect(await kit.found({ text: 'resume' })).toEqual(['Résumé of the rehearsal']);
    expect(await kit.found({ text: 'rehears' })).toEqual([
      'we rehearse on Tuesday',
      'Résumé of the rehearsal',
    ]);
    expect(await kit.found({ text: 'we tuesday' })).toEqual(['Tuesday we rest', 'we rehearse on Tuesday']);
    expect(await kit.found({ text: '"tuesday we"' })).toEqual(['Tuesday we rest']);
    expect(await kit.found({ text: 're' })).toEqual([]);
  });

  it('takes any text for words, whatever the language of the index makes of it', async () => {
    const kit = await openArchive();
    await kit.write(says(0, 'AND then: OR NOT (x) c++'));
    for (const text of [
      'AND',
      'tags:c1',
      'a" OR "b',
      '*',
      '"',
      '^x',
      'c++',
      '(x',
      '{content}:x',
      '🎉',
      "'",
    ]) {
      await expect(kit.found({ text })).resolves.toBeInstanceOf(Array);
    }
    expect(await kit.found({ text: 'c++' })).toEqual(['AND then: OR NOT (x) c++']);
    expect(await kit.found({ text: '🎉' })).toEqual([]);
  });

  it('filters by room, author, guild, time and what a message has, together with words or without', async () => {
    const kit = await openArchive();
    const file = { id: '1', filename: 'set list.pdf', size: 3, content_type: 'application/pdf' };
    const ben = { id: BEN, username: 'ben' };
    await kit.write(
      says(0, 'one word', { channel_id: OTHER_ROOM }),
      says(1, 'two word', { author: ben }),
      says(2, 'three word https://example.org', { attachments: [file] }),
    );
    expect(await kit.found({ text: 'word', channelId: OTHER_ROOM as never })).toEqual(['one word']);
    expect(await kit.found({ channelId: OTHER_ROOM as never })).toEqual(['one word']);
    expect(await kit.found({ authorId: BEN as never })).toEqual(['two word']);
    expect(await kit.found({ text: 'word', has: ['file', 'link'] })).toHaveLength(1);
    expect(await kit.found({ text: 'list', guildId: GUILD as never })).toHaveLength(1);
    expect(await kit.found({ text: 'word', fromMs: T0 + 1, toMs: T0 + HOUR })).toEqual(['two word']);
    expect(await kit.found({ guildId: '1' as never })).toEqual([]);
  });

  it('pages without a gap or a double, over deleted messages too', async () => {
    const kit = await openArchive();
    const all = Array.from({ length: 90 }, (_, n) => says(n, `line ${n}`));
    await kit.write(...all);
    await kit.write({
      t: 'messagesGone',
      atMs: T0,
      channelId: ROOM,
      guildId: GUILD,
      messageIds: [idAt(T0 + 70 * HOUR), idAt(T0 + 71 * HOUR)],
      actorId: null,
    });
    for (const query of [aQuery({ text: 'line' }), aQuery({ channelId: ROOM as never }), aQuery()]) {
      const seen: string[] = [];
      let before: string | null = null;
      let hasMore = true;
      while (hasMore) {
        const page: Awaited<ReturnType<typeof kit.archive.handle<'search'>>> = await kit.archive.handle(
          'search',
          { query, before, limit: 7 },
        );
        seen.push(...page.hits.map((hit) => hit.message.content));
        before = page.hits.at(-1)?.message.id ?? null;
        ({ hasMore } = page);
      }
      const expected = Array.from({ length: 90 }, (_, n) => `line ${89 - n}`);
      expect(seen).toEqual(expected.filter((line) => line !== 'line 70' && line !== 'line 71'));
    }
    expect(await kit.found({ text: 'line 70', includeDeleted: true })).toEqual(['line 70']);
  });

  it('keeps what a message said before each edit, and finds it by what it says now', async () => {
    const kit = await openArchive();
    await kit.write(says(0, 'first version'));
    const id = idAt(T0);
    const edit = (content: string, ms: number) =>
      kit.write({
        t: 'messagePatch',
        atMs: ms,
        messageId: id,
        channelId: ROOM,
        guildId: GUILD,
        fields: { content, edited_timestamp: new Date(ms).toISOString() },
      });
    await edit('second version', T0 + 1_000);
    await edit('third version', T0 + 2_000);
    expect(await kit.found({ text: 'first' })).toEqual([]);
    const { hits } = await kit.archive.handle('search', {
      query: aQuery({ text: 'third' }),
      before: null,
      limit: 5,
    });
    expect(hits[0]?.versions).toEqual([
      { untilMs: T0 + 1_000, content: 'first version' },
      { untilMs: T0 + 2_000, content: 'second version' },
    ]);
    // A page of history that was fetched before the edit.
    await kit.write(says(0, 'first version'));
    expect(await kit.found({ text: 'third' })).toEqual(['third version']);
    expect(await kit.happened()).toEqual(['messageEdited', 'messageEdited']);
  });

  it('gives a message back as it came: files, embeds, reactions, answer and mentions by name', async () => {
    const kit = await openArchive();
    const embeds = [{ title: 'Doors', fields: [{ name: 'When', value: 'at eight', inline: false }] }];
    await kit.write(
      says(0, 'question'),
      says(1, `answer <@${ANNA}>`, {
        author: { id: BEN, username: 'ben' },
        type: 19,
        message_reference: { message_id: idAt(T0), channel_id: ROOM },
        mentions: [{ id: ANNA, username: 'anna', global_name: 'Anna' }],
        attachments: [
          { id: '7', filename: 'a.png', size: 9, content_type: 'image/png', width: 4, height: 3 },
        ],
        embeds,
        reactions: [{ count: 2, me: true, emoji: { id: null, name: '🎉' } }],
        pinned: true,
        flags: 4,
      }),
    );
    const { hits } = await kit.archive.handle('search', {
      query: aQuery({ text: 'eight' }),
      before: null,
      limit: 5,
    });
    expect(hits[0]?.message).toMatchObject({
      author: { id: BEN, username: 'ben' },
      referenced_message: { id: idAt(T0), content: 'question', author: { global_name: 'Anna' } },
      mentions: [{ id: ANNA, global_name: 'Anna' }],
      attachments: [{ filename: 'a.png', width: 4, url: null }],
      embeds,
      reactions: [{ count: 2, me: true }],
      pinned: true,
      flags: 4,
      timestamp: new Date(T0 + HOUR).toISOString(),
    });
  });

  it('counts reactions one by one, and our own only once', async () => {
    const kit = await openArchive();
    await kit.write(says(0, 'vote'));
    const react = (userId: string, on: boolean) =>
      kit.write({
        t: 'reaction',
        atMs: T0,
        messageId: idAt(T0),
        emoji: { id: null, name: '👍', animated: false },
        userId,
        on,
        isSelf: userId === '1',
      });
    await react(ANNA, true);
    await react('1', true);
    await react('1', true);
    await react(ANNA, false);
    const { hits } = await kit.archive.handle('search', { query: aQuery(), before: null, limit: 1 });
    expect(hits[0]?.message.reactions).toEqual([
      { count: 1, me: true, emoji: { id: null, name: '👍', animated: false } },
    ]);
  });

  it('takes a batch in once, however often it is sent, and never by half', async () => {
    const { archive, found } = await openArchive();
    const batch = { writer: 'w', batch: 1, nowMs: T0, writes: [says(0, 'once')] };
    const join = { t: 'event', atMs: T0, kind: 'memberJoined', guildId: GUILD } as const;
    const event = { ...join, channelId: null, userId: ANNA, actorId: null, detail: null };
    const first = await archive.handle('write', { ...batch, writes: [says(0, 'once'), event] });
    const again = await archive.handle('write', { ...batch, writes: [says(0, 'once'), event] });
    expect([first.events.length, again.events.length]).toEqual([1, 0]);
    expect(await found()).toEqual(['once']);

    const broken = {
      ...says(1, 'half'),
      message: { ...(says(1, 'half') as { message: object }).message, id: 'x' },
    };
    const half = archive.handle('write', { ...batch, batch: 2, writes: [says(2, 'good'), broken as never] });
    await expect(half).rejects.toThrow();
    expect(await found()).toEqual(['once']);
    await archive.handle('write', { ...batch, batch: 2, writes: [says(2, 'good')] });
    expect(await found()).toEqual(['good', 'once']);
  });
});
