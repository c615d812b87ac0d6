import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ChannelListInput,
  channelListRows,
  DIRECT_HEADING,
  openableIds,
  stepFrom,
  THREADS_SHOWN,
} from '../../../src/renderer/features/channels/rows';
import type { ReadState } from '../../../src/shared/models/messages';
import type { TextChannelSummary, ThreadSummary } from '../../../src/shared/models/workspace';

const aChannel = (channelId: string, name: string, kind: TextChannelSummary['kind'] = 'text') =>
  ({ channelId, name, kind }) as TextChannelSummary;
const aThread = (channelId: string, parentId: string, name: string, archived = false) =>
  ({ channelId, parentId, name, archived }) as ThreadSummary;
const unread = (channelId: string, n = 1) =>
  ({ [channelId]: { channelId, unread: n, mentions: 0 } }) as Readonly<Record<string, ReadState>>;

function input(extra: Partial<ChannelListInput> = {}): ChannelListInput {
  return {
    groups: [
      { id: 'top', name: null, itemIds: ['1'] },
      { id: '90', name: 'Talk', itemIds: ['2', '3', '4'] },
    ],
    channels: {
      1: aChannel('1', 'rules'),
      2: aChannel('2', 'general'),
      3: aChannel('3', 'café'),
      4: aChannel('4', 'questions', 'forum'),
    },
    threadsByParent: {
      2: [aThread('21', '2', 'Levels'), aThread('22', '2', 'Old one', true)],
      4: [aThread('41', '4', 'Which microphone?')],
    },
    directs: [],
    readStates: {},
    foldedIds: [],
    currentId: null,
    filter: '',
    ...extra,
  };
}
const ids = (extra: Partial<ChannelListInput> = {}) => channelListRows(input(extra)).map((row) => row.id);

describe('channel list', () => {
  it('puts threads under their channel, without archived ones and without the posts of a forum', () => {
    expect(ids()).toEqual(['1', DIRECT_HEADING, '90', '2', '21', '3', '4']);
  });

  it('keeps what is unread or open in sight behind a folded category', () => {
    expect(ids({ foldedIds: ['90'] })).toEqual(['1', DIRECT_HEADING, '90']);
    expect(ids({ foldedIds: ['90'], readStates: unread('3') })).toEqual(['1', DIRECT_HEADING, '90', '3']);
    expect(ids({ foldedIds: ['90'], currentId: '21' })).toEqual(['1', DIRECT_HEADING, '90', '2', '21']);
  });

  it('lists a post of a forum only while it concerns us', () => {
    expect(ids({ currentId: '41' })).toContain('41');
    expect(ids({ readStates: unread('41') })).toContain('41');
  });

  it('shows an archived thread while it is read', () => {
    expect(ids({ currentId: '22' })).toContain('22');
  });

  it('finds by name without case and marks, and shows the channel above a thread', () => {
    expect(ids({ filter: 'CAFE' })).toEqual(['90', '3']);
    expect(ids({ filter: '#level' })).toEqual(['90', '2', '21']);
    expect(ids({ filter: 'cafe', foldedIds: ['90'] })).toEqual(['90', '3']);
    expect(ids({ filter: 'nothing of the kind' })).toEqual([]);
  });

  it('gathers many threads in one line, and never hides an unread one in it', () => {
    const many = Array.from({ length: 20 }, (_, i) => aThread(String(200 + i), '2', `t${i}`));
    const rows = channelListRows(input({ threadsByParent: { 2: many }, readStates: unread('219') }));
    const shown = rows.filter((row) => row.kind === 'thread').map((row) => row.id);
    expect(shown).toHaveLength(THREADS_SHOWN + 1);
    expect(shown).toContain('219');
    expect(rows.find((row) => row.kind === 'moreThreads')).toMatchObject({ count: 20 - shown.length });
  });

  it('never hides an unread channel, whatever is folded', () => {
    fc.assert(
      fc.property(
        fc.subarray(['90', DIRECT_HEADING, '2', '4']),
        fc.constantFrom('1', '2', '3', '4', '21', '41'),
        (foldedIds, id) => {
          expect(ids({ foldedIds, readStates: unread(id) })).toContain(id);
        },
      ),
    );
  });

  it('never lists anything twice', () => {
    fc.assert(
      fc.property(fc.subarray(['90', DIRECT_HEADING, '2']), fc.string(), (foldedIds, filter) => {
        const all = ids({ foldedIds, filter });
        expect(new Set(all).size).toBe(all.length);
      }),
    );
  });
});

describe('stepping through channels', () => {
  const order = openableIds(channelListRows(input()));

  it('goes around the ends', () => {
    expect(order).toEqual(['1', '2', '21', '3', '4']);
    expect(stepFrom(order, '4', 1)).toBe('1');
    expect(stepFrom(order, '1', -1)).toBe('4');
    expect(stepFrom(order, null, 1)).toBe('1');
    expect(stepFrom(order, null, -1)).toBe('4');
  });

  it('finds the next that is wanted, and none when there is none', () => {
    expect(stepFrom(order, '3', 1, (id) => id === '2')).toBe('2');
    expect(stepFrom(order, '2', 1, (id) => id === '2')).toBeNull();
    expect(stepFrom([], null, 1)).toBeNull();
  });
});
