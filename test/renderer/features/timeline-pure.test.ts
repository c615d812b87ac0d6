import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextOrder, sortRows } from '../../../src/renderer/features/attendance/sort';
import { fits, keepPlace, layOut, merge, ROW_PX } from '../../../src/renderer/features/timeline/events';
import { KIND_ICONS, kindsOf } from '../../../src/renderer/features/timeline/kinds';
import { sentenceOf } from '../../../src/renderer/features/timeline/sentence';
import { boundsOf, spanOf } from '../../../src/renderer/state/archive/period';
import { ChannelId, UserId } from '../../../src/shared/discord/snowflake';
import { TIMELINE_KINDS, type TimelineQuery } from '../../../src/shared/models/archive';
import { sampleEvent, sampleTimeline } from '../../support/double/timeline';

const NOW = new Date(2026, 2, 29, 15, 30).getTime();
const ALL: TimelineQuery = {
  guildId: null,
  channelId: null,
  userId: null,
  fromMs: null,
  toMs: null,
  kinds: [],
};
const say = (...[event, nameOf = () => undefined]: Partial<Parameters<typeof sentenceOf>>) =>
  sentenceOf(event ?? sampleEvent(1, NOW), nameOf)
    .map(({ text }) => text)
    .join('');

describe('the sentences of the timeline', () => {
  it('name both rooms of a move, and only the new one when the other is forgotten', () => {
    const event = sampleEvent(1, NOW, { kind: 'moved', channelName: 'Stage', detail: '201' });
    expect(say(event, (id) => (id === '201' ? 'Lobby' : undefined))).toBe('Mira moved from Lobby to Stage');
    expect(say(event)).toBe('Mira moved to Stage');
  });

  it('tell muting oneself from being muted, and by whom', () => {
    expect(say(sampleEvent(1, NOW, { kind: 'muted' }))).toBe('Mira muted themselves in Lobby');
    const byServer = sampleEvent(1, NOW, { kind: 'muted', detail: 'server' });
    expect(say(byServer)).toBe('Mira was muted by a moderator in Lobby');
    expect(say({ ...byServer, actorId: UserId.parse('3'), actorName: 'Ayo' })).toBe(
      'Mira was muted by Ayo in Lobby',
    );
  });

  it('tell who moved, disconnected, kicked and deleted', () => {
    const by = { actorId: UserId.parse('3'), actorName: 'Ayo' };
    const told = (change: object) => say(sampleEvent(1, NOW, { ...by, ...change }));
    expect(told({ kind: 'left', detail: 'disconnected' })).toBe('Mira was disconnected from Lobby by Ayo');
    expect(told({ kind: 'moved', detail: '999' })).toBe('Mira was moved to Lobby by Ayo');
    expect(told({ kind: 'memberLeft', detail: 'kicked' })).toBe('Mira was kicked by Ayo');
    expect(told({ kind: 'memberLeft', detail: 'banned' })).toBe('Mira was banned by Ayo');
    expect(told({ kind: 'messageDeleted' })).toBe('A message of Mira in Lobby was deleted by Ayo');
    expect(told({ kind: 'messageDeleted', detail: '12', userId: null })).toBe(
      '12 messages in Lobby were deleted by Ayo',
    );
    expect(told({ kind: 'roomEnded', userId: null })).toBe('Lobby was ended by Ayo');
  });

  it('tell a deed that has no line of its own, with what it was about', () => {
    const by = { kind: 'deed', actorId: UserId.parse('3'), actorName: 'Ayo' };
    const told = (change: object) => say(sampleEvent(1, NOW, { ...by, ...change } as never));
    expect(told({ detail: 'roleGiven Hosts, Regulars' })).toBe('Ayo gave Hosts, Regulars to Mira');
    expect(told({ detail: 'roleCreated {who} “x”' })).toBe('Ayo made the role “{who} “x””');
    expect(told({ detail: 'permissionsChanged' })).toBe('Ayo changed who may do what in Lobby');
    expect(told({ detail: 'webhookCreated Feed' })).toBe('Ayo made the webhook “Feed” in Lobby');
    expect(told({ detail: 'somethingNew' })).toBe('Ayo changed something that stands in the audit log');
  });

  it('take nothing in a name or topic for a place of a name', () => {
    const topic = sampleEvent(1, NOW, {
      kind: 'stageTopic',
      detail: '{who} and {room}',
      channelName: '{by}',
    });
    expect(say(topic)).toBe('{by} has a new topic: “{who} and {room}”');
  });

  it('are whole for every kind, whatever is unknown', () => {
    const known = fc.record({
      kind: fc.constantFrom(...TIMELINE_KINDS),
      userId: fc.constantFrom(null, UserId.parse('2')),
      channelId: fc.constantFrom(null, ChannelId.parse('201')),
      detail: fc.constantFrom(null, 'server', '201', 'roleGiven', 'kicked', 'toString x'),
    });
    fc.assert(
      fc.property(known, (change) => {
        const bare = { userName: null, channelName: null, actorName: null };
        const text = say(sampleEvent(1, NOW, { ...bare, ...change }));
        expect(text).toMatch(/\w/);
        expect(text).not.toMatch(/[{}]|undefined|null/);
        expect(KIND_ICONS[change.kind]).toBeTruthy();
      }),
    );
  });
});

describe('what fits a filter', () => {
  it('is what has the room, the person as doer too, the kind and the time', () => {
    const event = sampleEvent(1, NOW, { actorId: UserId.parse('9') });
    expect(fits(event, ALL)).toBe(true);
    expect(fits(event, { ...ALL, userId: UserId.parse('9') })).toBe(true);
    expect(fits(event, { ...ALL, userId: UserId.parse('8') })).toBe(false);
    expect(fits(event, { ...ALL, channelId: ChannelId.parse('202') })).toBe(false);
    expect(fits(event, { ...ALL, fromMs: NOW + 1 })).toBe(false);
    expect(fits(event, { ...ALL, kinds: ['left'] })).toBe(false);
  });

  it('always holds the times when nobody watched', () => {
    const away = sampleEvent(1, NOW, { kind: 'away', guildId: null, channelId: null, userId: null });
    expect(fits(away, { ...ALL, channelId: ChannelId.parse('202'), kinds: kindsOf(['sound']) })).toBe(true);
    expect(kindsOf([])).toEqual([]);
    expect(kindsOf(['presence'])).toEqual(['joined', 'left', 'moved', 'away']);
  });
});

describe('the list of events', () => {
  it('is newest first with each event once, however pages and news overlap', () => {
    const ids = fc.array(fc.integer({ min: 1, max: 50 }));
    fc.assert(
      fc.property(ids, ids, (a, b) => {
        const of = (list: number[]) =>
          merge(
            [],
            list.map((id) => sampleEvent(id, NOW)),
          );
        const merged = merge(of(a), of(b)).map(({ eventId }) => eventId);
        expect(merged).toEqual([...new Set([...a, ...b])].sort((x, y) => y - x));
      }),
    );
  });

  it('has a heading before each day', () => {
    const yesterday = sampleEvent(1, NOW - 86_400_000);
    const { rows, startsPx } = layOut([sampleEvent(3, NOW), sampleEvent(2, NOW - 60_000), yesterday]);
    expect(rows.map(({ kind }) => kind)).toEqual(['day', 'event', 'event', 'day', 'event', 'end']);
    expect(startsPx[3]).toBe(ROW_PX.day + 2 * ROW_PX.event);
  });

  it('leaves what one reads in its place, however much comes above', () => {
    const news = fc.integer({ min: 0, max: 300 });
    fc.assert(
      fc.property(news, fc.integer({ min: 21, max: 3_000 }), (count, scrollPx) => {
        const all = sampleTimeline(NOW, 400);
        const before = layOut(all.slice(300));
        const after = layOut(all.slice(300 - count));
        const offset = (layout: typeof before, placePx: number) => {
          const at = layout.rows.findIndex((row) => row.key === '60');
          return (layout.startsPx[at] ?? 0) - placePx;
        };
        expect(offset(after, keepPlace(before, after, scrollPx))).toBe(offset(before, scrollPx));
      }),
    );
  });
});

describe('a period', () => {
  it('ends where the next begins, also on the days the clocks change', () => {
    for (let day = 0; day < 400; day += 1) {
      const nowMs = new Date(2026, 0, 1 + day, 12).getTime();
      const today = spanOf({ kind: 'today' }, nowMs);
      const yesterday = spanOf({ kind: 'yesterday' }, nowMs);
      expect(yesterday && yesterday.toMs + 1).toBe(today?.fromMs);
      expect(new Date(today?.fromMs ?? 0).getHours()).toBe(0);
    }
    expect(spanOf({ kind: 'week' }, NOW)?.fromMs).toBe(new Date(2026, 2, 23).getTime());
    expect(spanOf({ kind: 'month' }, NOW)?.fromMs).toBe(new Date(2026, 2, 1).getTime());
  });

  it('is none while one of its own is not whole, or runs backwards', () => {
    expect(spanOf({ kind: 'custom', fromMs: 5, toMs: null }, NOW)).toBeNull();
    expect(spanOf({ kind: 'custom', fromMs: 5, toMs: 4 }, NOW)).toBeNull();
    expect(spanOf({ kind: 'custom', fromMs: 5, toMs: 9 }, NOW)).toEqual({ fromMs: 5, toMs: 9 });
    expect(spanOf({ kind: 'any' }, NOW)).toBeNull();
  });
});

describe('sorting attendance', () => {
  it('takes numbers as numbers and names as people do, and turns round at the second press', () => {
    const rows = [
      { name: 'room 10', n: 9 },
      { name: 'Room 2', n: 10 },
    ];
    const byName = nextOrder<'name' | 'n'>({ column: 'n', descending: true }, 'name', true);
    const sorted = (order: typeof byName) => sortRows(rows, order, (row, id) => row[id]).map(({ n }) => n);
    expect(sorted(byName)).toEqual([10, 9]);
    expect(sorted({ column: 'n', descending: false })).toEqual([9, 10]);
    expect(nextOrder(byName, 'name', true).descending).toBe(true);
  });
});

it('a period of one\u2019s own may be open on one side, and runs forwards', () => {
  expect(boundsOf({ kind: 'any' }, NOW)).toEqual({ fromMs: null, toMs: null });
  expect(boundsOf({ kind: 'custom', fromMs: 5, toMs: null }, NOW)).toEqual({ fromMs: 5, toMs: null });
  expect(boundsOf({ kind: 'custom', fromMs: 5, toMs: 5 }, NOW)).toBeNull();
  expect(boundsOf({ kind: 'today' }, NOW)).toEqual(spanOf({ kind: 'today' }, NOW));
});
