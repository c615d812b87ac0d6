import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createMemoryMessageStore,
  type MessageStore,
} from '../../../../src/main/services/messages/message-store';
import { fold, searchMessages } from '../../../../src/main/services/messages/search';
import { WireMessage } from '../../../../src/shared/discord/wire/objects';
import { SearchInput } from '../../../../src/shared/models/messages';

const message = (id: string, over: object = {}) =>
  WireMessage.parse({
    id,
    channel_id: '30',
    author: { id: '6', username: 'mira', global_name: 'Mira' },
    timestamp: '2026-01-02T03:04:05Z',
    type: 0,
    content: `text ${id}`,
    ...over,
  });
const idsIn = (store: MessageStore, channelId = '30') =>
  [...store.newestFirst(channelId)].map((stored) => stored.message.id);
const query = (over: object = {}) =>
  SearchInput.parse({
    text: '',
    guildId: null,
    channelId: null,
    authorId: null,
    has: [],
    limit: 50,
    ...over,
  });
const noGuild = () => undefined;

describe('the messages that were seen', () => {
  it('are in order of age, each once, whatever order they came in', () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt({ min: 1n, max: 2n ** 63n })), (numbers) => {
        const store = createMemoryMessageStore();
        for (const number of numbers) store.put([message(String(number))]);
        const wanted = [...new Set(numbers)].sort((a, b) => (a < b ? 1 : a > b ? -1 : 0)).map(String);
        expect(idsIn(store)).toEqual(wanted);
      }),
      { numRuns: 200 },
    );
  });

  it('keep agreeing with a plain list through any sequence of changes', () => {
    const step = fc.tuple(fc.constantFrom('put', 'remove', 'replace'), fc.integer({ min: 1, max: 30 }));
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const store = createMemoryMessageStore({ perChannel: 10, total: 1_000 });
        let plain: number[] = [];
        for (const [what, id] of steps) {
          if (what === 'put') {
            store.put([message(String(id))]);
            plain = [...new Set([...plain, id])].sort((a, b) => a - b).slice(-10);
          } else if (what === 'remove') {
            store.remove('30', [String(id)]);
            plain = plain.filter((each) => each !== id);
          } else store.replace(message(String(id), { content: 'changed' }));
          expect(idsIn(store)).toEqual([...plain].reverse().map(String));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('stay within their bounds: the oldest of a channel go, then the channels touched longest ago', () => {
    const store = createMemoryMessageStore({ perChannel: 3, total: 5 });
    for (let i = 1; i <= 5; i++) store.put([message(String(i))]);
    expect(idsIn(store)).toEqual(['5', '4', '3']);

    for (let i = 6; i <= 8; i++) store.put([message(String(i), { channel_id: '31' })]);
    expect(idsIn(store)).toEqual([]);
    expect(idsIn(store, '31')).toEqual(['8', '7', '6']);
  });

  it('are changed only when they are there', () => {
    const store = createMemoryMessageStore();
    store.replace(message('1', { content: 'new' }));
    expect(store.get('30', '1')).toBeUndefined();
    store.put([message('1')]);
    store.replace(message('1', { content: 'new' }));
    expect(store.get('30', '1')?.content).toBe('new');
  });
});

describe('local search', () => {
  const store = createMemoryMessageStore();
  store.put([
    message('1', { content: 'Das Frühstück ist fertig' }),
    message('2', { content: 'see https://example.org', author: { id: '7', username: 'jo' } }),
    message('3', { content: '', embeds: [{ title: 'Release notes', image: { url: 'https://x' } }] }),
    message('4', {
      content: '',
      attachments: [{ id: '1', filename: 'Agenda.pdf', size: 1, content_type: 'application/pdf' }],
    }),
    message('5', { content: 'pinned plan', pinned: true, channel_id: '31' }),
    message('6', { type: 7, content: 'plan' }),
    message('7', {
      components: [{ type: 17, components: [{ type: 10, content: 'inside a container' }] }],
      content: '',
    }),
  ]);
  const ids = async (over: object) =>
    (await searchMessages(store, query(over), noGuild)).messages.map((m) => m.id);

  it.each([
    ['words without accents and case', { text: 'FRUHSTUCK' }, ['1']],
    ['several words in any order', { text: 'fertig das' }, ['1']],
    ['a part of a word', { text: 'stück' }, ['1']],
    ['the name of the author', { text: 'jo example' }, ['2']],
    ['embeds', { text: 'release' }, ['3']],
    ['file names', { text: 'agenda' }, ['4']],
    ['components at any depth', { text: 'container' }, ['7']],
    ['an author', { authorId: '7' }, ['2']],
    ['a channel', { channelId: '31' }, ['5']],
    ['a link', { has: ['link'] }, ['2']],
    ['a file', { has: ['file'] }, ['4']],
    ['a picture', { has: ['image'] }, ['3']],
    ['an embed', { has: ['embed'] }, ['3']],
    ['a pin', { has: ['pin'] }, ['5']],
    ['no system lines', { text: 'plan' }, ['5']],
    ['nothing', { text: 'quite another thing' }, []],
  ])('finds %s', async (_what, over, wanted) => {
    expect(await ids(over)).toEqual(wanted);
  });

  it('gives the newest over all channels, and says when there are more', async () => {
    const found = await searchMessages(store, query({ limit: 2 }), noGuild);
    expect(found.messages.map((m) => m.id)).toEqual(['7', '5']);
    expect(found.truncated).toBe(true);
    expect(await searchMessages(store, query(), noGuild)).toMatchObject({ truncated: false, searched: 7 });
  });

  it('keeps to the guild it is asked about', async () => {
    const guildOf = (channelId: string) => (channelId === '31' ? '1' : '2');
    const found = await searchMessages(store, query({ guildId: '1' }), guildOf);
    expect(found.messages.map((m) => m.id)).toEqual(['5']);
  });

  it('finds every message by any of its own words', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.stringMatching(/^[\p{L}\p{N}]{1,12}( [\p{L}\p{N}]{1,12}){0,3}$/u),
        async (content) => {
          const own = createMemoryMessageStore();
          own.put([message('1', { content })]);
          for (const word of content.split(' ')) {
            const found = await searchMessages(own, query({ text: fold(word) }), noGuild);
            expect(found.messages).toHaveLength(1);
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});
