import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { type AwayReport, createGuildCache, type GuildCache } from '../../../../src/main/discord/cache';
import { awayChanges } from '../../../../src/main/discord/cache/away';
import { type DISPATCH_SCHEMAS, parseDispatch } from '../../../../src/shared/discord/wire/dispatch';
import { SteppedClock } from '../../../support/stepped-clock';

const user = (id: string) => ({ id, username: `user${id}`, global_name: null, avatar: null });
const member = (id: string) => ({ user: user(id), nick: null, roles: [] });
const room = (id: string, name = `room${id}`) => ({ id, type: 2, name });
const inRoom = (userId: string, channelId: string, over = {}) => ({
  channel_id: channelId,
  user_id: userId,
  session_id: `s${userId}`,
  ...over,
});
const guild = (over = {}) => ({
  id: '1',
  name: 'Guild',
  owner_id: '5',
  member_count: 3,
  channels: [room('20'), room('21')],
  members: ['5', '6', '7'].map(member),
  voice_states: [inRoom('6', '20')],
  ...over,
});
const ready = { user: user('5'), session_id: 's', guilds: [{ id: '1', unavailable: true }] };

describe('being away', () => {
  let clock: SteppedClock;
  let cache: GuildCache;
  let reports: AwayReport[];
  const tell = (t: keyof typeof DISPATCH_SCHEMAS, d: unknown) => {
    const parsed = parseDispatch(t, d);
    if (parsed.kind !== 'dispatch') throw new Error(`${t} is ${parsed.kind}`);
    cache.apply(parsed.dispatch);
  };
  const changes = () => reports.flatMap((report) => report.changes);

  beforeEach(() => {
    clock = new SteppedClock(1_000_000);
    cache = createGuildCache(clock);
    reports = [];
    cache.onAway((report) => reports.push(report));
    tell('READY', ready);
    tell('GUILD_CREATE', guild());
  });

  it('shows the old state until the new one comes, and then tells what was different', () => {
    clock.advance(1_000);
    cache.wentOffAir();
    clock.advance(60_000);
    tell('READY', ready);
    expect(cache.state.guilds.get('1')?.voiceStates.has('6')).toBe(true);
    clock.advance(500);
    tell(
      'GUILD_CREATE',
      guild({
        channels: [room('20', 'stage'), room('22')],
        members: ['5', '6', '8'].map(member),
        voice_states: [inRoom('6', '22'), inRoom('8', '20')],
      }),
    );

    expect(reports).toHaveLength(1);
    expect(reports[0]).toMatchObject({ guildId: '1', sinceMs: 1_000_000, untilMs: 1_061_500 });
    expect(changes()).toEqual([
      { type: 'channelRenamed', channelId: '20', channelType: 2, before: 'room20', after: 'stage' },
      { type: 'channelDeleted', channelId: '21', channelType: 2, name: 'room21' },
      { type: 'channelCreated', channelId: '22', channelType: 2, name: 'room22' },
      { type: 'voiceMoved', userId: '6', fromChannelId: '20', toChannelId: '22' },
      { type: 'voiceJoined', userId: '8', channelId: '20' },
      { type: 'memberLeft', userId: '7' },
      { type: 'memberJoined', userId: '8' },
    ]);
  });

  it('has nothing to tell at the first sign-in, after a resume, and when all is as it was', () => {
    cache.wentOffAir();
    tell('RESUMED', {});
    tell('READY', ready);
    tell('GUILD_CREATE', guild());
    expect(reports).toEqual([]);
  });

  it('tells of a guild that an outage had hidden', () => {
    tell('GUILD_DELETE', { id: '1', unavailable: true });
    clock.advance(5_000);
    tell('GUILD_CREATE', guild({ voice_states: [inRoom('6', '20', { self_mute: true })] }));
    expect(reports[0]).toMatchObject({ sinceMs: 1_000_000, untilMs: 1_005_000 });
    expect(changes()).toEqual([{ type: 'voiceChanged', userId: '6', channelId: '20' }]);
  });

  it('says nothing of members when it never knew all of them', () => {
    tell('READY', ready);
    tell('GUILD_CREATE', guild({ member_count: 90, members: [member('5'), member('9')] }));
    expect(changes()).toEqual([]);
  });

  it('tells of a guild that is gone', () => {
    tell('READY', { ...ready, guilds: [] });
    expect(changes()).toEqual([{ type: 'guildLeft', name: 'Guild' }]);
    expect(cache.state.guilds.size).toBe(0);
  });

  it('takes guilds that another shard carries for no loss', () => {
    const id = String(1n << 22n);
    tell('READY', { ...ready, guilds: [{ id }], shard: [1, 2] });
    expect(cache.state.guilds.has('1')).toBe(true);
    expect(changes()).toEqual([]);
  });

  it('leads from one state of the rooms to the other, whatever they are', () => {
    const rooms = fc.dictionary(
      fc.constantFrom<string>('6', '7', '8', '9'),
      fc.constantFrom<string>('20', '21'),
    );
    const statesOf = (where: Record<string, string>) => Object.entries(where).map(([u, c]) => inRoom(u, c));
    fc.assert(
      fc.property(rooms, rooms, (first, second) => {
        tell('GUILD_CREATE', guild({ voice_states: statesOf(first) }));
        const before = cache.state.guilds.get('1');
        tell('GUILD_CREATE', guild({ voice_states: statesOf(second) }));
        const after = cache.state.guilds.get('1');
        if (!before || !after) throw new Error('the guild is gone');
        const replayed = new Map(Object.entries(first));
        for (const change of awayChanges(before, after)) {
          if (change.type === 'voiceJoined') replayed.set(change.userId, change.channelId);
          if (change.type === 'voiceMoved') replayed.set(change.userId, change.toChannelId);
          if (change.type === 'voiceLeft') replayed.delete(change.userId);
        }
        expect(new Map([...replayed].sort())).toEqual(new Map(Object.entries(second).sort()));
      }),
    );
  });
});
