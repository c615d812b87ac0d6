import { beforeEach, describe, expect, it } from 'vitest';
import { type AwayReport, createGuildCache, type GuildCache } from '../../../../src/main/discord/cache';
import { toAwayDigest } from '../../../../src/main/services/away/to-digest';
import { type DISPATCH_SCHEMAS, parseDispatch } from '../../../../src/shared/discord/wire/dispatch';
import { AWAY_ITEMS_LIMIT, AwayDigest } from '../../../../src/shared/models/away';
import { SteppedClock } from '../../../support/stepped-clock';

const user = (id: string) => ({ id, username: `user${id}`, global_name: `Person ${id}` });
const member = (id: string) => ({ user: user(id), roles: [], joined_at: '2025-01-01T00:00:00Z' });
const channel = (id: string, type: number, name = `place${id}`) => ({ id, type, name, position: 0 });
const inRoom = (id: string, channelId: string) => ({
  user_id: id,
  channel_id: channelId,
  session_id: `s${id}`,
});
const ready = { user: user('5'), session_id: 's', guilds: [{ id: '1', unavailable: true }] };

describe('what is told of an absence', () => {
  let cache: GuildCache;
  let reports: AwayReport[];
  const tell = (t: keyof typeof DISPATCH_SCHEMAS, d: unknown) => {
    const parsed = parseDispatch(t, d);
    if (parsed.kind !== 'dispatch') throw new Error(`${t} is ${parsed.kind}`);
    cache.apply(parsed.dispatch);
  };
  const guild = (parts: { channels: unknown[]; people: string[]; states: unknown[] }) =>
    tell('GUILD_CREATE', {
      id: '1',
      name: 'Harbour',
      owner_id: '5',
      member_count: parts.people.length,
      channels: parts.channels,
      members: parts.people.map(member),
      voice_states: parts.states,
    });
  const digest = () => {
    const [report] = reports;
    if (!report) throw new Error('nothing was reported');
    return AwayDigest.parse(toAwayDigest(cache.state, report, 'away-1'));
  };

  beforeEach(() => {
    cache = createGuildCache(new SteppedClock(1_000_000));
    reports = [];
    cache.onAway((report) => reports.push(report));
    tell('READY', ready);
  });

  it('names people and places, those that are gone too, and tells rooms from channels', () => {
    guild({
      channels: [channel('20', 2), channel('21', 13), channel('30', 0)],
      people: ['5', '6', '7'],
      states: [inRoom('6', '21'), inRoom('7', '20')],
    });
    cache.wentOffAir();
    tell('READY', ready);
    guild({
      channels: [channel('20', 2, 'Lounge'), channel('22', 2, 'Quiz'), channel('31', 0, 'news')],
      people: ['5', '6', '7'],
      states: [inRoom('7', '22')],
    });
    const { items, counts, guildName } = digest();
    expect(guildName).toBe('Harbour');
    expect(counts).toEqual({
      left: 1,
      moved: 1,
      roomRenamed: 1,
      roomEnded: 1,
      roomOpened: 1,
      channelEnded: 1,
      channelOpened: 1,
    });
    const told = items.map(({ kind, person, place, detail }) => [kind, person, place, detail]);
    expect(told).toEqual([
      ['left', 'Person 6', 'place21', null],
      ['moved', 'Person 7', 'Quiz', 'Lounge'],
      ['roomOpened', null, 'Quiz', null],
      ['roomEnded', null, 'place21', null],
      ['roomRenamed', null, 'Lounge', 'place20'],
      ['channelOpened', null, 'news', null],
      ['channelEnded', null, 'place30', null],
    ]);
  });

  it('lists so many and counts them all', () => {
    const people = Array.from({ length: AWAY_ITEMS_LIMIT + 50 }, (_, at) => String(1_000 + at));
    guild({ channels: [channel('20', 2)], people, states: [] });
    cache.wentOffAir();
    tell('READY', ready);
    guild({ channels: [channel('20', 2)], people, states: people.map((id) => inRoom(id, '20')) });
    expect(digest().items).toHaveLength(AWAY_ITEMS_LIMIT);
    expect(digest().counts).toEqual({ joined: AWAY_ITEMS_LIMIT + 50 });
  });
});
