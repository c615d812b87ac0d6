import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reduce } from '../../../../src/main/discord/cache/reduce';
import { type CacheState, EMPTY_CACHE } from '../../../../src/main/discord/cache/state';
import {
  type DISPATCH_SCHEMAS,
  type Dispatch,
  parseDispatch,
} from '../../../../src/shared/discord/wire/dispatch';

const NOW = 1_800_000_000_000;
const user = (id: string, name = `user${id}`) => ({ id, username: name, global_name: null, avatar: null });
const member = (id: string, over = {}) => ({ user: user(id), nick: null, roles: [], ...over });
const voice = (userId: string, channelId: string | null, over = {}) => ({
  guild_id: '1',
  channel_id: channelId,
  user_id: userId,
  session_id: `s${userId}`,
  member: member(userId),
  ...over,
});
const guild = (over = {}) => ({
  id: '1',
  name: 'Guild',
  owner_id: '100',
  member_count: 3,
  roles: [{ id: '1', name: '@everyone', permissions: '1024' }],
  channels: [
    { id: '20', type: 2, name: 'Room' },
    { id: '21', type: 2, name: 'Other' },
    { id: '30', type: 0, name: 'talk' },
  ],
  members: [member('5'), member('6')],
  voice_states: [{ channel_id: '20', user_id: '6', session_id: 's6' }],
  ...over,
});

/** A dispatch as the gateway would hand it on, through the same check. */
function checked(t: keyof typeof DISPATCH_SCHEMAS, d: unknown): Dispatch {
  const parsed = parseDispatch(t, d);
  if (parsed.kind !== 'dispatch') throw new Error(`${t} is ${parsed.kind}`);
  return parsed.dispatch;
}

const told = (state: CacheState, t: keyof typeof DISPATCH_SCHEMAS, d: unknown, nowMs = NOW) =>
  reduce(state, checked(t, d), nowMs);

function base(): CacheState {
  const ready = { user: user('5'), session_id: 's', guilds: [{ id: '1', unavailable: true }] };
  return told(told(EMPTY_CACHE, 'READY', ready).state, 'GUILD_CREATE', guild()).state;
}

describe('the cache', () => {
  it('takes in a guild with its channels, people and voice states', () => {
    const state = base();
    const cached = state.guilds.get('1');

    expect(state.self?.id).toBe('5');
    expect([...(cached?.channels.keys() ?? [])]).toEqual(['20', '21', '30']);
    expect(cached?.voiceStates.get('6')).toMatchObject({ sinceMs: null, state: { channel_id: '20' } });
    expect(state.users.get('6')?.username).toBe('user6');
    expect(state.guildOfChannel.get('30')).toBe('1');
  });

  it('keeps what a second, equal GUILD_CREATE repeats', () => {
    const state = base();
    const again = told(state, 'GUILD_CREATE', guild()).state;

    expect(again.guilds.get('1')?.channels.get('20')).toBe(state.guilds.get('1')?.channels.get('20'));
    expect(again.guilds.get('1')?.members.get('6')).toBe(state.guilds.get('1')?.members.get('6'));
    expect(again.users).toBe(state.users);
  });

  it('dates an entry to a room, keeps the date through muting, and dates a move anew', () => {
    const entered = told(base(), 'VOICE_STATE_UPDATE', voice('7', '20'), NOW).state;
    const muted = told(
      entered,
      'VOICE_STATE_UPDATE',
      voice('7', '20', { self_mute: true }),
      NOW + 5_000,
    ).state;
    const moved = told(muted, 'VOICE_STATE_UPDATE', voice('7', '21', { self_mute: true }), NOW + 9_000).state;

    expect(muted.guilds.get('1')?.voiceStates.get('7')).toMatchObject({
      sinceMs: NOW,
      state: { self_mute: true },
    });
    expect(moved.guilds.get('1')?.voiceStates.get('7')?.sinceMs).toBe(NOW + 9_000);
  });

  it('learns of a person by the voice state that brings them', () => {
    const { state, changes } = told(
      base(),
      'VOICE_STATE_UPDATE',
      voice('7', '20', { member: member('7', { nick: 'Seven' }) }),
    );

    expect(state.guilds.get('1')?.members.get('7')?.nick).toBe('Seven');
    expect(changes.map((change) => change.type)).toEqual(['member', 'user', 'voiceState']);
  });

  it('forgets who left', () => {
    const { state, changes } = told(base(), 'VOICE_STATE_UPDATE', voice('6', null));

    expect(state.guilds.get('1')?.voiceStates.size).toBe(0);
    expect(changes).toMatchObject([{ type: 'voiceState', userId: '6', after: null }]);
  });

  it('changes nothing by an event that comes twice', () => {
    const update = voice('6', '21');
    const once = told(base(), 'VOICE_STATE_UPDATE', update);
    const twice = told(once.state, 'VOICE_STATE_UPDATE', update);

    expect(twice.state).toBe(once.state);
    expect(twice.changes).toEqual([]);
  });

  it('keeps the identity of everything an event does not touch', () => {
    const before = base();
    const { state } = told(before, 'CHANNEL_UPDATE', { id: '30', type: 0, guild_id: '1', name: 'renamed' });
    const [was, is] = [before.guilds.get('1'), state.guilds.get('1')];

    expect(is?.channels.get('30')?.name).toBe('renamed');
    expect(is?.channels.get('20')).toBe(was?.channels.get('20'));
    expect(is?.members).toBe(was?.members);
    expect(is?.voiceStates).toBe(was?.voiceStates);
    expect(state.users).toBe(before.users);
  });

  it('keeps the status of a room when its channel changes otherwise', () => {
    const status = { id: '20', guild_id: '1', status: 'Rehearsing' };
    const set = told(base(), 'VOICE_CHANNEL_STATUS_UPDATE', status).state;
    const renamed = told(set, 'CHANNEL_UPDATE', { id: '20', type: 2, guild_id: '1', name: 'New' }).state;

    expect(renamed.guilds.get('1')?.channels.get('20')).toMatchObject({ name: 'New', status: 'Rehearsing' });
  });

  it('empties a room that is deleted', () => {
    const { state, changes } = told(base(), 'CHANNEL_DELETE', { id: '20', guild_id: '1' });

    expect(state.guilds.get('1')?.voiceStates.size).toBe(0);
    expect(state.guildOfChannel.has('20')).toBe(false);
    expect(changes.map((change) => change.type)).toEqual(['channelRemoved', 'voiceState']);
  });

  it('greys a guild out during an outage and keeps what it knew', () => {
    const { state } = told(base(), 'GUILD_DELETE', { id: '1', unavailable: true });

    expect(state.guilds.get('1')).toMatchObject({ available: false, name: 'Guild' });
    expect(told(state, 'GUILD_CREATE', guild()).state.guilds.get('1')?.available).toBe(true);
  });

  it('forgets a guild it was removed from, its channels included', () => {
    const { state, changes } = told(base(), 'GUILD_DELETE', { id: '1' });

    expect(state.guilds.size).toBe(0);
    expect(state.guildOfChannel.size).toBe(0);
    expect(changes).toEqual([{ type: 'guildRemoved', guildId: '1' }]);
  });

  it('keeps known guilds through a new READY and drops those it does not list', () => {
    const ready = (ids: string[]) => ({
      user: user('5'),
      session_id: 'n',
      guilds: ids.map((id) => ({ id })),
    });
    const state = base();

    expect(told(state, 'READY', ready(['1'])).state.guilds.get('1')).toBe(state.guilds.get('1'));
    expect(told(state, 'READY', ready(['2'])).state.guilds.size).toBe(0);
  });

  it('counts members as they come and go, each once', () => {
    const joined = told(base(), 'GUILD_MEMBER_ADD', { ...member('8'), guild_id: '1' }).state;
    const again = told(joined, 'GUILD_MEMBER_ADD', { ...member('8'), guild_id: '1' }).state;
    const left = told(again, 'GUILD_MEMBER_REMOVE', { guild_id: '1', user: { id: '8' } }).state;

    expect([joined, again, left].map((state) => state.guilds.get('1')?.memberCount)).toEqual([4, 4, 3]);
  });

  it('takes no notice of guilds and channels it never heard of', () => {
    const state = base();
    const strangers: [keyof typeof DISPATCH_SCHEMAS, unknown][] = [
      ['VOICE_STATE_UPDATE', { ...voice('7', '20'), guild_id: '999' }],
      ['VOICE_STATE_UPDATE', { ...voice('7', '20'), guild_id: undefined }],
      ['CHANNEL_CREATE', { id: '77', type: 1 }],
      ['CHANNEL_DELETE', { id: '77' }],
      ['GUILD_ROLE_UPDATE', { guild_id: '999', role: { id: '1', name: 'x', permissions: '0' } }],
      ['GUILD_DELETE', { id: '999' }],
    ];
    for (const [t, d] of strangers) expect(told(state, t, d)).toEqual({ state, changes: [] });
  });

  it('never changes a state it was given, and says what changed exactly when something did', () => {
    const event = fc.oneof(
      fc.record({
        t: fc.constant('VOICE_STATE_UPDATE' as const),
        d: fc
          .record({
            who: fc.constantFrom('5', '6', '7'),
            where: fc.constantFrom('20', '21', null),
            self_mute: fc.boolean(),
          })
          .map(({ who, where, self_mute }) => voice(who, where, { self_mute })),
      }),
      fc.record({
        t: fc.constant('CHANNEL_DELETE' as const),
        d: fc.constantFrom({ id: '20', guild_id: '1' }, { id: '21', guild_id: '1' }),
      }),
      fc.record({
        t: fc.constant('CHANNEL_CREATE' as const),
        d: fc.constantFrom(
          { id: '20', type: 2, guild_id: '1', name: 'Room' },
          { id: '22', type: 2, guild_id: '1', name: 'New' },
        ),
      }),
      fc.record({ t: fc.constant('GUILD_CREATE' as const), d: fc.constant(guild()) }),
      fc.record({
        t: fc.constant('GUILD_DELETE' as const),
        d: fc.constantFrom({ id: '1' }, { id: '1', unavailable: true }),
      }),
    );
    fc.assert(
      fc.property(fc.array(event, { maxLength: 25 }), (events) => {
        let state = base();
        for (const { t, d } of events) {
          const frozen = structuredClone(state);
          const step = told(state, t, d);
          expect(state).toEqual(frozen);
          if (step.state === state) expect(step.changes).toEqual([]);
          else expect(step.changes.length).toBeGreaterThan(0);
          for (const cached of step.state.guilds.values()) {
            for (const entry of cached.voiceStates.values()) {
              if (t === 'CHANNEL_DELETE') expect(entry.state.channel_id).not.toBe((d as { id: string }).id);
            }
          }
          state = step.state;
        }
      }),
    );
  });
});

describe('stages', () => {
  const stage = (over = {}) => ({
    id: '77',
    guild_id: '1',
    channel_id: '20',
    topic: 'Opening',
    privacy_level: 2,
    ...over,
  });

  it('are known from the guild, start, change their topic and end', () => {
    const there = told(base(), 'GUILD_CREATE', guild({ stage_instances: [stage()], premium_tier: 2 })).state;
    expect(there.guilds.get('1')?.stages).toEqual(new Map([['20', 'Opening']]));
    expect(there.guilds.get('1')?.premiumTier).toBe(2);
    const changed = told(there, 'STAGE_INSTANCE_UPDATE', stage({ topic: 'Questions' }));
    expect(changed.changes).toEqual([{ type: 'channel', guildId: '1', channelId: '20' }]);
    expect(changed.state.guilds.get('1')?.stages.get('20')).toBe('Questions');
    const ended = told(changed.state, 'STAGE_INSTANCE_DELETE', stage());
    expect(ended.state.guilds.get('1')?.stages.size).toBe(0);
    expect(told(ended.state, 'STAGE_INSTANCE_DELETE', stage()).changes).toEqual([]);
  });

  it('go with their channel', () => {
    const live = told(base(), 'STAGE_INSTANCE_CREATE', stage()).state;
    const gone = told(live, 'CHANNEL_DELETE', { id: '20', guild_id: '1' }).state;
    expect(gone.guilds.get('1')?.stages.size).toBe(0);
  });
});

describe('what the gateway tells about people and rooms', () => {
  it('keeps who is there, and forgets who went offline', () => {
    const online = told(base(), 'PRESENCE_UPDATE', { guild_id: '1', user: { id: '6' }, status: 'dnd' });
    expect(online.state.guilds.get('1')?.presences.get('6')).toBe('dnd');
    expect(online.changes).toEqual([{ type: 'presence', guildId: '1', userId: '6' }]);
    const gone = told(online.state, 'PRESENCE_UPDATE', {
      guild_id: '1',
      user: { id: '6' },
      status: 'offline',
    });
    expect(gone.state.guilds.get('1')?.presences.has('6')).toBe(false);
  });

  it('keeps since when a room is live, in ms', () => {
    const started = told(base(), 'VOICE_CHANNEL_START_TIME_UPDATE', {
      id: '20',
      guild_id: '1',
      voice_start_time: 7,
    });
    expect(started.state.guilds.get('1')?.liveSinceMs.get('20')).toBe(7_000);
    expect(started.changes).toEqual([{ type: 'channel', guildId: '1', channelId: '20' }]);
    const over = told(started.state, 'VOICE_CHANNEL_START_TIME_UPDATE', {
      id: '20',
      guild_id: '1',
      voice_start_time: null,
    });
    expect(over.state.guilds.get('1')?.liveSinceMs.size).toBe(0);
  });

  it('takes channel info as the whole truth about all rooms', () => {
    const first = told(base(), 'CHANNEL_INFO', {
      guild_id: '1',
      channels: [{ id: '20', status: 'open', voice_start_time: 5 }, { id: 'no' }],
    });
    expect(first.state.guilds.get('1')?.channels.get('20')?.status).toBe('open');
    const second = told(first.state, 'CHANNEL_INFO', {
      guild_id: '1',
      channels: [{ id: '21', status: 'new' }],
    });
    const after = second.state.guilds.get('1');
    expect(after?.channels.get('20')?.status).toBeNull();
    expect(after?.channels.get('21')?.status).toBe('new');
    expect(after?.liveSinceMs.size).toBe(0);
    expect(
      told(second.state, 'CHANNEL_INFO', { guild_id: '1', channels: [{ id: '21', status: 'new' }] }).changes,
    ).toEqual([]);
  });

  it('adds members it asked for without counting them anew', () => {
    const chunk = {
      guild_id: '1',
      members: [member('6', { nick: 'Six' }), member('9')],
      chunk_index: 0,
      chunk_count: 1,
    };
    const { state, changes } = told(base(), 'GUILD_MEMBERS_CHUNK', chunk);
    expect(state.guilds.get('1')?.members.get('6')?.nick).toBe('Six');
    expect(state.guilds.get('1')?.members.has('9')).toBe(true);
    expect(state.guilds.get('1')?.memberCount).toBe(3);
    expect(changes.map((change) => change.type)).toEqual(['member', 'user', 'member']);
  });
});
