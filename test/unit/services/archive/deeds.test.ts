import { DISPATCH_SCHEMAS } from '@shared/discord/wire/dispatch';
import { expect, test } from 'vitest';
import { EMPTY_CACHE } from '../../../../src/main/discord/cache/state';
import { routes } from '../../../../src/main/discord/rest';
import type { DiscordSession } from '../../../../src/main/discord/session';
import { deedOfCall, deedOfEntry } from '../../../../src/main/services/archive/deeds';

const [SELF, MOD, GUILD, ROOM, PERSON] = ['1', '850', '900', '910', '801'] as const;
const session = {
  userId: SELF,
  cache: { state: { ...EMPTY_CACHE, guildOfChannel: new Map([[ROOM, GUILD]]) } },
} as unknown as DiscordSession;

const entry = (over: Record<string, unknown>) =>
  deedOfEntry(
    session,
    DISPATCH_SCHEMAS.GUILD_AUDIT_LOG_ENTRY_CREATE.parse({ id: '5', guild_id: GUILD, user_id: MOD, ...over }),
    7,
  );
/** As Discord sends it: what was not there before, or is not any more, has no key. */
const change = (key: string, new_value?: unknown, old_value?: unknown) =>
  JSON.parse(JSON.stringify({ key, new_value, old_value })) as unknown;

test.each([
  [
    'a room ended',
    { action_type: 12, target_id: ROOM },
    { kinds: ['roomEnded'], channelId: ROOM, userId: null },
  ],
  [
    'a room renamed',
    { action_type: 11, target_id: ROOM, changes: [change('name', 'New', 'Old')] },
    { kinds: ['roomRenamed'], channelId: ROOM },
  ],
  [
    'other settings',
    { action_type: 11, target_id: ROOM, changes: [change('bitrate', 1)] },
    { kinds: [], verb: 'channelChanged' },
  ],
  [
    'a kick',
    { action_type: 20, target_id: PERSON, reason: 'spam' },
    { kinds: ['memberLeft'], userId: PERSON, reason: 'spam' },
  ],
  [
    'muting',
    { action_type: 24, target_id: PERSON, changes: [change('mute', true, false)] },
    { kinds: ['muted'], userId: PERSON },
  ],
  [
    'undeafening, which unmutes as well',
    {
      action_type: 24,
      target_id: PERSON,
      changes: [change('mute', false, true), change('deaf', false, true)],
    },
    { kinds: ['undeafened'], verb: 'undeafened' },
  ],
  [
    'a time-out',
    {
      action_type: 24,
      target_id: PERSON,
      changes: [change('communication_disabled_until', '2026-01-01T00:00:00Z')],
    },
    { kinds: [], verb: 'timedOut' },
  ],
  [
    'roles given',
    {
      action_type: 25,
      target_id: PERSON,
      changes: [
        change('$add', [
          { id: '3', name: 'Hosts' },
          { id: '4', name: 'Crew' },
        ]),
      ],
    },
    { verb: 'roleGiven', name: 'Hosts, Crew', userId: PERSON },
  ],
  [
    'moves',
    { action_type: 26, options: { channel_id: ROOM, count: '3' } },
    { kinds: ['moved'], channelId: ROOM, count: 3, userId: null },
  ],
  [
    'a deletion',
    { action_type: 72, target_id: PERSON, options: { channel_id: ROOM, count: '1' } },
    { kinds: ['messageDeleted'], userId: PERSON, channelId: ROOM },
  ],
  [
    'many deletions in one',
    { action_type: 73, target_id: ROOM, options: { count: '40' } },
    { kinds: ['messageDeleted'], channelId: ROOM, count: 1 },
  ],
  [
    'a role made',
    { action_type: 30, target_id: '3', changes: [change('name', 'Hosts')] },
    { verb: 'roleCreated', name: 'Hosts', channelId: null },
  ],
  [
    'a webhook deleted',
    { action_type: 52, target_id: '3', changes: [change('name', undefined, 'Feed')] },
    { verb: 'webhookDeleted', name: 'Feed' },
  ],
  [
    'a thread locked',
    { action_type: 111, target_id: ROOM, changes: [change('locked', true)] },
    { verb: 'locked', channelId: ROOM },
  ],
  [
    'something unheard of',
    { action_type: 999, target_id: 'x', options: null },
    { verb: 'other', kinds: [], channelId: null, userId: null },
  ],
  [
    'counts that are none',
    { action_type: 26, options: { channel_id: 5, count: 'many' } },
    { channelId: null, count: 1 },
  ],
])('tells %s by an entry of the audit log', (_name, over, expected) => {
  expect(entry(over)).toMatchObject({
    t: 'deed',
    atMs: 7,
    guildId: GUILD,
    actorId: MOD,
    otherwise: 'line',
    ...expected,
  });
});

test('an entry without a person tells nothing, and one of ours that our own request told waits for nothing', () => {
  expect(entry({ action_type: 12, target_id: ROOM, user_id: null })).toBeNull();
  expect(entry({ action_type: 72, target_id: PERSON, user_id: SELF })).toMatchObject({ otherwise: 'drop' });
  expect(entry({ action_type: 12, target_id: ROOM, user_id: SELF })).toMatchObject({ otherwise: 'line' });
});

test('what the audit log lumps together is told by our own requests, with whom it concerned', () => {
  const own = { t: 'deed', actorId: SELF, guildId: GUILD, otherwise: 'wait' };
  const moved = routes.modifyMember(GUILD, PERSON, { channel_id: ROOM });
  expect(deedOfCall(session, moved, 7)).toMatchObject({
    ...own,
    kinds: ['moved'],
    userId: PERSON,
    channelId: ROOM,
  });
  const out = routes.modifyMember(GUILD, PERSON, { channel_id: null });
  expect(deedOfCall(session, out, 7)).toMatchObject({
    ...own,
    kinds: ['left'],
    userId: PERSON,
    channelId: null,
  });
  const gone = routes.deleteMessage(ROOM, '77');
  expect(deedOfCall(session, gone, 7)).toMatchObject({
    ...{ ...own, guildId: null, kinds: ['messageDeleted'], messageId: '77' },
  });
  const pin = { method: 'DELETE', path: `/channels/${ROOM}/messages/pins/77` } as const;
  expect(deedOfCall(session, { ...pin, body: undefined }, 7)).toBeNull();
  expect(deedOfCall(session, routes.modifyMember(GUILD, PERSON, { mute: true }), 7)).toBeNull();
  expect(deedOfCall(session, routes.deleteChannel(ROOM), 7)).toBeNull();
});
