import { beforeEach, describe, expect, it } from 'vitest';
import { createGuildCache, type GuildCache } from '../../../../src/main/discord/cache';
import type { DiscordSession } from '../../../../src/main/discord/session';
import { createWorkspaceService, type WorkspaceService } from '../../../../src/main/services/workspace';
import { Emitter } from '../../../../src/main/support/emitter';
import {
  applyChanged,
  applySnapshot,
  initialWorkspace,
  type WorkspaceState,
} from '../../../../src/renderer/state/workspace/apply';
import {
  type Dispatch,
  type DispatchName,
  parseDispatch,
} from '../../../../src/shared/discord/wire/dispatch';
import type { WorkspaceChanged } from '../../../../src/shared/models/workspace';
import {
  WorkspaceChanged as WorkspaceChangedModel,
  WorkspaceSnapshot,
} from '../../../../src/shared/models/workspace';
import { SteppedClock } from '../../../support/stepped-clock';

const user = (id: string) => ({ id, username: `user${id}`, global_name: `User ${id}`, avatar: 'abc' });
const ROLE = { id: '1', name: '@everyone', permissions: String((1 << 10) | (1 << 20) | (1 << 11)) };
const guild = {
  id: '1',
  name: 'Guild',
  owner_id: '100',
  member_count: 3,
  roles: [ROLE, { id: '2', name: 'Host', permissions: String(1 << 4) }],
  channels: [
    { id: '19', type: 4, name: 'Rooms', position: 0 },
    { id: '20', type: 2, name: 'Room', parent_id: '19', user_limit: 5, bitrate: 64_000 },
    { id: '30', type: 0, name: 'talk', topic: 'Anything' },
    { id: '31', type: 15, name: 'forum' },
    {
      id: '32',
      type: 0,
      name: 'secret',
      permission_overwrites: [{ id: '1', type: 0, allow: '0', deny: '1024' }],
    },
  ],
  members: [
    { user: user('5'), roles: [] },
    { user: user('6'), nick: 'Six', roles: [] },
  ],
  voice_states: [{ channel_id: '20', user_id: '6', session_id: 's' }],
};

describe('the workspace', () => {
  let clock: SteppedClock;
  let cache: GuildCache;
  let sessions: { current: DiscordSession | null; onChanged: Emitter<DiscordSession | null>['on'] };
  let sessionChanged: Emitter<DiscordSession | null>;
  let service: WorkspaceService;
  let events: WorkspaceChanged[];
  let asked: string[];
  let dispatches: Emitter<Dispatch>;

  const say = (t: DispatchName, d: unknown) => {
    const parsed = parseDispatch(t, d);
    if (parsed.kind !== 'dispatch') throw new Error(`${t} is ${parsed.kind}`);
    cache.apply(parsed.dispatch);
    dispatches.emit(parsed.dispatch);
  };
  /** Of a session, the workspace uses the cache, what comes, and one question. */
  const sessionOf = (known: GuildCache, answer = () => Promise.resolve<unknown>({})) =>
    ({
      cache: known,
      onDispatch: dispatches.on,
      gateway: {
        requestChannelInfo: (guildId: string) => {
          asked.push(guildId);
          return answer();
        },
      },
    }) as unknown as DiscordSession;
  const types = () => events.flatMap((event) => event.changes.map((change) => change.type));
  const signIn = (session: DiscordSession | null) => {
    sessions.current = session;
    sessionChanged.emit(session);
  };
  const move = (channelId: string | null, over = {}) =>
    say('VOICE_STATE_UPDATE', {
      guild_id: '1',
      channel_id: channelId,
      user_id: '6',
      session_id: 's',
      ...over,
    });

  beforeEach(() => {
    clock = new SteppedClock();
    cache = createGuildCache(clock);
    sessionChanged = new Emitter<DiscordSession | null>();
    dispatches = new Emitter<Dispatch>();
    sessions = { current: null, onChanged: sessionChanged.on };
    service = createWorkspaceService({ sessions, clock });
    say('READY', { user: user('5'), session_id: 's', guilds: [{ id: '1' }] });
    say('GUILD_CREATE', guild);
    asked = [];
    signIn(sessionOf(cache));
    clock.advance(100);
    events = [];
    service.onChanged((changed) => events.push(changed));
  });

  it('shows what may be seen, as the contract models it', () => {
    const snapshot = service.snapshot();

    expect(WorkspaceSnapshot.parse(snapshot)).toEqual(snapshot);
    expect(snapshot.categories.map((c) => c.name)).toEqual(['Rooms']);
    expect(snapshot.rooms).toMatchObject([
      { name: 'Room', userLimit: 5, categoryId: '19', canConnect: true, canSpeak: false, canManage: false },
    ]);
    expect(snapshot.textChannels.map((c) => [c.name, c.kind, c.abilities])).toEqual([
      ['Room', 'roomChat', ['send']],
      ['talk', 'text', ['send']],
      ['forum', 'forum', ['send']],
    ]);
    expect(snapshot.roles.map((role) => role.name)).toEqual(['Host']);
    expect(snapshot.occupants).toMatchObject([
      { userId: '6', displayName: 'Six', sinceMs: null, isSelf: false },
    ]);
    expect(snapshot.guilds).toMatchObject([{ name: 'Guild', memberCount: 3, canManageRooms: false }]);
  });

  it('announces a single change at once', () => {
    move('20', { self_mute: true });

    expect(events).toHaveLength(1);
    expect(events[0]?.changes).toMatchObject([{ type: 'occupantUpserted', occupant: { selfMute: true } }]);
    expect(WorkspaceChangedModel.parse(events[0])).toEqual(events[0]);
  });

  it('gathers a burst into one event a frame, with the last word for each thing', () => {
    for (let i = 0; i < 50; i++) move('20', { self_mute: i % 2 === 0 });
    expect(events).toHaveLength(1);
    clock.advance(16);
    expect(events).toHaveLength(2);
    expect(events[1]?.changes).toHaveLength(1);
    expect(events[1]?.changes).toMatchObject([{ type: 'occupantUpserted', occupant: { selfMute: false } }]);
  });

  it('numbers events without a gap and agrees with its snapshot, also in the middle of a frame', () => {
    const start = service.snapshot().revision;
    move('20', { self_mute: true });
    move(null);
    const snapshot = service.snapshot();
    clock.advance(50);

    expect(events.map((event) => event.revision)).toEqual([start + 1, start + 2]);
    expect(snapshot.revision).toBe(start + 2);
    expect(snapshot.occupants).toEqual([]);
  });

  it('says nothing of changes that cannot be seen', () => {
    say('CHANNEL_UPDATE', {
      id: '32',
      type: 0,
      guild_id: '1',
      name: 'more secret',
      permission_overwrites: [{ id: '1', type: 0, allow: '0', deny: '1024' }],
    });
    say('MESSAGE_DELETE', { id: '1', channel_id: '30' });
    clock.advance(50);

    expect(events).toEqual([]);
  });

  it('follows our own roles through everything they decide', () => {
    say('GUILD_MEMBER_UPDATE', { guild_id: '1', user: user('5'), roles: ['2'] });

    expect(service.snapshot().guilds[0]?.canManageRooms).toBe(true);
    expect(service.snapshot().rooms[0]?.canManage).toBe(true);
    expect([...new Set(types())].sort()).toEqual([
      'guildUpserted',
      // How people stand to us is part of them.
      'occupantUpserted',
      'roomUpserted',
      'textChannelUpserted',
    ]);
  });

  it('shows a channel when it may be seen and takes it away when not', () => {
    const open = { id: '32', type: 0, guild_id: '1', name: 'secret', permission_overwrites: [] };
    say('CHANNEL_UPDATE', open);
    clock.advance(20);
    say('GUILD_ROLE_UPDATE', { guild_id: '1', role: { ...ROLE, permissions: '0' } });
    clock.advance(20);

    expect(types().filter((type) => type === 'textChannelUpserted')).toHaveLength(1);
    expect(types().filter((type) => type === 'textChannelRemoved')).toHaveLength(4);
    expect(service.snapshot().textChannels).toEqual([]);
  });

  it('does not flicker when a new session tells the same again', () => {
    say('READY', { user: user('5'), session_id: 'new', guilds: [{ id: '1' }] });
    say('GUILD_CREATE', guild);
    clock.advance(50);

    expect(events).toEqual([]);
  });

  it('tells the difference after a new session, no more', () => {
    say('READY', { user: user('5'), session_id: 'new', guilds: [{ id: '1' }] });
    say('GUILD_CREATE', { ...guild, voice_states: [], name: 'Renamed' });
    clock.advance(50);

    expect(types()).toEqual(['guildUpserted', 'occupantRemoved']);
  });

  it('takes people out before their room and rooms before their guild', () => {
    say('GUILD_DELETE', { id: '1' });
    const order = types();

    expect(order.indexOf('occupantRemoved')).toBeLessThan(order.indexOf('roomRemoved'));
    expect(order.at(-1)).toBe('guildRemoved');
  });

  const thread = (over = {}) => ({
    id: '50',
    type: 11,
    guild_id: '1',
    parent_id: '30',
    name: 'side talk',
    thread_metadata: { archived: false, locked: false, auto_archive_duration: 60 },
    ...over,
  });

  it('shows threads with the rights of their parent, where writing has a permission of its own', () => {
    say('THREAD_CREATE', thread());
    expect(service.snapshot().threads).toMatchObject([{ name: 'side talk', kind: 'public', abilities: [] }]);

    const permissions = String((1n << 10n) | (1n << 15n) | (1n << 38n));
    say('GUILD_ROLE_UPDATE', { guild_id: '1', role: { ...ROLE, permissions } });
    expect(service.snapshot().threads[0]?.abilities).toEqual(['send', 'sendInThreads', 'attachFiles']);
    expect(service.snapshot().textChannels.find((c) => c.channelId === '30')?.abilities).toEqual([
      'sendInThreads',
    ]);

    say(
      'THREAD_UPDATE',
      thread({ thread_metadata: { archived: false, locked: true, auto_archive_duration: 60 } }),
    );
    expect(service.snapshot().threads[0]).toMatchObject({ locked: true, abilities: ['attachFiles'] });
  });

  it('hides a private thread until we are in it', () => {
    say('THREAD_CREATE', thread({ type: 12 }));
    expect(service.snapshot().threads).toEqual([]);

    say('THREAD_MEMBERS_UPDATE', {
      id: '50',
      guild_id: '1',
      member_count: 2,
      added_members: [{ user_id: '5' }],
    });
    expect(service.snapshot().threads).toMatchObject([{ kind: 'private', joined: true, memberCount: 2 }]);

    say('THREAD_MEMBERS_UPDATE', { id: '50', guild_id: '1', member_count: 1, removed_member_ids: ['5'] });
    expect(service.snapshot().threads).toEqual([]);
  });

  it('takes threads away with their channel, and with a channel that is hidden', () => {
    say('THREAD_CREATE', thread());
    say('CHANNEL_UPDATE', {
      id: '30',
      type: 0,
      guild_id: '1',
      name: 'talk',
      permission_overwrites: [{ id: '1', type: 0, allow: '0', deny: '1024' }],
    });
    expect(service.snapshot().threads).toEqual([]);

    say('CHANNEL_UPDATE', { id: '30', type: 0, guild_id: '1', name: 'talk' });
    expect(service.snapshot().threads).toHaveLength(1);
    say('CHANNEL_DELETE', { id: '30', guild_id: '1' });
    expect(service.snapshot().threads).toEqual([]);
  });

  it('moves the last message on with each new one, and nothing else', () => {
    say('THREAD_CREATE', thread());
    clock.advance(50);
    events.length = 0;
    const message = { id: '900', author: user('6'), timestamp: 'now', type: 0 };
    say('MESSAGE_CREATE', { ...message, channel_id: '30', guild_id: '1' });
    say('MESSAGE_CREATE', { ...message, id: '901', channel_id: '50', guild_id: '1' });
    say('MESSAGE_CREATE', { ...message, id: '20', channel_id: '30', guild_id: '1' });
    clock.advance(50);

    expect(types()).toEqual(['textChannelUpserted', 'threadUpserted']);
    const snapshot = service.snapshot();
    expect(snapshot.textChannels.find((c) => c.channelId === '30')?.lastMessageId).toBe('900');
    expect(snapshot.threads).toMatchObject([{ lastMessageId: '901', messageCount: 1 }]);
  });

  it('knows roles we could give: below our own highest, not managed, if we may manage roles', () => {
    const role = (id: string, position: number, over = {}) => ({
      guild_id: '1',
      role: { id, name: `role${id}`, position, permissions: '0', ...over },
    });
    say('GUILD_ROLE_UPDATE', role('2', 5, { permissions: String(1 << 28) }));
    say('GUILD_ROLE_CREATE', role('3', 4, { color: 0xff8800, mentionable: true }));
    say('GUILD_ROLE_CREATE', role('4', 3, { managed: true }));
    say('GUILD_ROLE_CREATE', role('6', 9));
    const assignable = () =>
      service
        .snapshot()
        .roles.filter((r) => r.assignable)
        .map((r) => r.roleId);
    expect(assignable()).toEqual([]);

    say('GUILD_MEMBER_UPDATE', { guild_id: '1', user: user('5'), roles: ['2'] });
    expect(service.snapshot().roles.map((r) => r.roleId)).toEqual(['6', '2', '3', '4']);
    expect(assignable()).toEqual(['3']);
    expect(service.snapshot().roles[2]).toMatchObject({ colour: 0xff8800, mentionable: true });
  });

  it('lists conversations with one person, and the emoji of the guild', () => {
    say('CHANNEL_CREATE', { id: '70', type: 1, recipients: [user('6')], last_message_id: null });
    say('GUILD_EMOJIS_UPDATE', { guild_id: '1', emojis: [{ id: '8', name: 'wave', animated: true }] });
    clock.advance(50);

    expect(types()).toEqual(['directChannelUpserted', 'emojisChanged']);
    expect(service.snapshot()).toMatchObject({
      directChannels: [{ channelId: '70', userId: '6', displayName: 'User 6' }],
      emojis: [{ emojiId: '8', name: 'wave', animated: true, available: true }],
    });
  });

  it('takes away what a time-out takes, and gives it back when it ends', () => {
    const talk = () => service.snapshot().textChannels.find((c) => c.channelId === '30')?.abilities;
    const until = new Date(clock.now() + 60_000).toISOString();
    say('GUILD_MEMBER_UPDATE', {
      guild_id: '1',
      user: user('5'),
      roles: [],
      communication_disabled_until: until,
    });
    expect(talk()).toEqual([]);

    clock.advance(59_000);
    expect(talk()).toEqual([]);
    clock.advance(1_100);
    expect(talk()).toEqual(['send']);
    service.close();
    expect(clock.pendingTimers).toBe(0);
  });

  it('is empty after signing out, and hears nothing of the old session', () => {
    signIn(null);
    move('20', { self_mute: true });
    clock.advance(50);

    expect(events).toHaveLength(1);
    expect(events[0]?.changes).toMatchObject([{ type: 'reset', snapshot: { guilds: [], occupants: [] } }]);
    expect(service.snapshot().revision).toBe(events[0]?.revision);
  });

  it('leaves no timer behind when closed', () => {
    move('20', { self_mute: true });
    service.close();

    expect(clock.pendingTimers).toBe(0);
  });

  it('asks since when the rooms of each guild are live, and again when a guild comes anew', async () => {
    expect(asked).toEqual(['1']);
    await Promise.resolve();
    say('GUILD_CREATE', guild);
    await expect.poll(() => asked).toEqual(['1', '1']);
  });

  it('asks no server for ever that does not answer', async () => {
    asked = [];
    signIn(sessionOf(cache, () => Promise.reject(new Error('no answer'))));
    for (let n = 0; n < 5; n += 1) {
      await new Promise((done) => setImmediate(done));
      say('GUILD_CREATE', guild);
    }
    expect(asked).toEqual(['1', '1']);
  });

  describe('with a guild of thousands', () => {
    const roomIds = Array.from({ length: 120 }, (_, n) => String(1_000 + n));
    const people = Array.from({ length: 1_500 }, (_, n) => String(10_000 + n));
    const crowd = {
      ...guild,
      id: '9',
      // Listed from the last to the first.
      channels: roomIds.map((id, n) => ({ id, type: 2, name: `room-${n}`, position: 120 - n })),
      members: [...people, '5'].map((id) => ({ user: user(id), roles: [] })),
      roles: [{ ...ROLE, id: '9' }],
      voice_states: people.map((id, n) => ({ channel_id: roomIds[n % 120], user_id: id, session_id: 's' })),
    };
    const sorted = (state: WorkspaceState) => ({
      ...state,
      occupantKeysByRoom: Object.fromEntries(
        Object.entries(state.occupantKeysByRoom).map(([id, keys]) => [id, [...keys].sort()]),
      ),
    });

    it('announces it in parts, a frame each, with what stands at the top first', () => {
      say('GUILD_CREATE', crowd);
      clock.advance(1_000);

      expect(events.length).toBeGreaterThan(5);
      expect(Math.max(...events.map((event) => event.changes.length))).toBeLessThanOrEqual(250);
      const firstRoom = events[0]?.changes.find((change) => change.type === 'roomUpserted');
      expect(firstRoom).toMatchObject({ room: { channelId: roomIds.at(-1) } });
      const firstPerson = events.flatMap((e) => e.changes).find((c) => c.type === 'occupantUpserted');
      expect(firstPerson).toMatchObject({ occupant: { channelId: roomIds.at(-1) } });
    });

    it('leaves nothing of a guild in the window that went before all of it was told', () => {
      say('GUILD_CREATE', crowd);
      say('GUILD_CREATE', { ...guild, id: '8', name: 'Behind', channels: [], voice_states: [] });
      say('GUILD_DELETE', { id: '8' });
      say('GUILD_DELETE', { id: '9' });
      clock.advance(1_000);

      let state = { ...initialWorkspace, revision: (events[0]?.revision ?? 0) - 1 };
      for (const event of events) {
        const outcome = applyChanged(state, event);
        if (outcome.kind === 'applied') state = outcome.state;
      }
      expect([Object.keys(state.guilds), Object.keys(state.rooms), Object.keys(state.occupants)]).toEqual([
        [],
        [],
        [],
      ]);
      expect(Object.values(state.roles)).toEqual([]);
    });

    it.each([0, 1, 4, 20])(
      'is the same for a window that asks after %i frames, whatever happens meanwhile',
      (n) => {
        say('GUILD_CREATE', crowd);
        for (let frame = 0; frame < n; frame += 1) clock.advance(16);
        const heardBefore = events.length;
        let state = applySnapshot(initialWorkspace, service.snapshot());
        for (const event of events.slice(heardBefore)) apply(event);
        const from = events.length;
        // One moves, one leaves, one room ends, before their turn has come or after it.
        const voice = { guild_id: '9', session_id: 's' };
        say('VOICE_STATE_UPDATE', { ...voice, user_id: people.at(-1), channel_id: roomIds[0] });
        say('VOICE_STATE_UPDATE', { ...voice, user_id: people[700], channel_id: null });
        say('CHANNEL_DELETE', { id: roomIds[3], guild_id: '9', type: 2 });
        clock.advance(1_000);
        for (const event of events.slice(from)) apply(event);

        expect(sorted(state)).toEqual(sorted(applySnapshot(initialWorkspace, service.snapshot())));
        expect(Object.keys(state.occupants)).toHaveLength(1_500 + 1 - 1 - 13);

        function apply(event: WorkspaceChanged) {
          const outcome = applyChanged(state, event);
          if (outcome.kind === 'gap') throw new Error('a gap');
          if (outcome.kind === 'applied') state = outcome.state;
        }
      },
    );
  });
});
