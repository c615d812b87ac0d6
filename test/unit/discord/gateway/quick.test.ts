import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DISPATCH_SCHEMAS, parseDispatch, WirePresence } from '../../../../src/shared/discord/wire/dispatch';
import {
  WireMember,
  WireMessage,
  WireUser,
  WireVoiceState,
} from '../../../../src/shared/discord/wire/objects';
import {
  quickMember,
  quickMessage,
  quickPresence,
  quickPresenceUpdate,
  quickTyping,
  quickUser,
  quickVoiceState,
} from '../../../../src/shared/discord/wire/quick';

/** What a field may hold that should not, beside what it should. */
const odd = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom<unknown>(null, 0, -1, 1.5, 1e300, '', '12', 'x', true, [], {}, ['1'], [1]),
  },
  { weight: 1, arbitrary: fc.jsonValue() },
);
/** Mostly `good`, sometimes anything, sometimes absent. */
const mostly = (good: fc.Arbitrary<unknown>) =>
  fc.oneof({ weight: 12, arbitrary: good }, { weight: 1, arbitrary: odd });
const shape = (fields: Record<string, fc.Arbitrary<unknown>>, required: string[] = []) =>
  fc.record(
    {
      ...Object.fromEntries(Object.entries(fields).map(([key, good]) => [key, mostly(good)])),
      extra: fc.jsonValue(),
    },
    { requiredKeys: required as never[] },
  );

const id = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String);
const text = fc.string({ maxLength: 30 });
const nullable = fc.option(text);
const flag = fc.boolean();
const user = shape({ id, username: text, global_name: nullable, avatar: nullable, bot: flag }, [
  'id',
  'username',
]);
const member = shape({
  user,
  nick: nullable,
  avatar: nullable,
  roles: fc.array(mostly(id), { maxLength: 4 }),
  communication_disabled_until: nullable,
});
const voiceState = shape(
  {
    guild_id: id,
    channel_id: fc.option(id),
    user_id: id,
    member,
    session_id: fc.oneof(text, fc.constant('s'.repeat(201))),
    deaf: flag,
    mute: flag,
    self_deaf: flag,
    self_mute: flag,
    self_stream: flag,
    self_video: flag,
    suppress: flag,
    request_to_speak_timestamp: nullable,
  },
  ['user_id', 'session_id'],
);
const emoji = shape({ id: fc.option(id), name: nullable, animated: flag });
const referenced = shape(
  { id, channel_id: id, author: user, timestamp: text, type: fc.nat(30), content: text },
  ['id', 'channel_id', 'author', 'timestamp', 'type'],
);
const message = shape(
  {
    id,
    channel_id: id,
    guild_id: id,
    author: user,
    member,
    content: text,
    timestamp: text,
    edited_timestamp: nullable,
    attachments: fc.array(shape({ id, filename: text, size: fc.nat() }, ['id', 'filename', 'size']), {
      maxLength: 2,
    }),
    embeds: fc.array(shape({ title: text, description: text }), { maxLength: 2 }),
    components: fc.array(shape({ type: fc.constant(1), components: fc.constant([]) }), { maxLength: 2 }),
    flags: fc.nat(),
    mentions: fc.array(user, { maxLength: 2 }),
    mention_roles: fc.array(id, { maxLength: 2 }),
    mention_everyone: flag,
    pinned: flag,
    reactions: fc.array(shape({ count: fc.nat(), me: flag, emoji }, ['emoji']), { maxLength: 2 }),
    nonce: fc.oneof(text, fc.integer()),
    webhook_id: id,
    type: fc.nat(40),
    message_reference: shape({ type: fc.nat(1), message_id: id, channel_id: id }),
    message_snapshots: fc.array(shape({ message: shape({ content: text }) }), { maxLength: 1 }),
    thread: fc.constant(null),
    sticker_items: fc.array(shape({ id, name: text }, ['id', 'name']), { maxLength: 2 }),
    interaction_metadata: shape({ user, name: text }),
    referenced_message: fc.option(referenced),
  },
  ['id', 'channel_id', 'author', 'timestamp', 'type'],
);
const presence = shape({ user: shape({ id }, ['id']), status: text, guild_id: id }, [
  'user',
  'status',
  'guild_id',
]);
const typing = shape(
  {
    channel_id: id,
    guild_id: id,
    user_id: id,
    timestamp: fc.oneof(fc.nat(), fc.double({ noNaN: true, noDefaultInfinity: true })),
    member,
  },
  ['channel_id', 'user_id', 'timestamp'],
);

interface Schema {
  safeParse(value: unknown): { success: boolean; data?: unknown };
}
const PAIRS: [
  name: string,
  quick: (value: unknown) => unknown,
  schema: Schema,
  values: fc.Arbitrary<unknown>,
][] = [
  ['user', quickUser, WireUser, user],
  ['member', quickMember, WireMember, member],
  ['voice state', quickVoiceState, WireVoiceState, voiceState],
  ['message', quickMessage, WireMessage, message],
  ['presence', quickPresence, WirePresence, presence],
  ['presence update', quickPresenceUpdate, DISPATCH_SCHEMAS.PRESENCE_UPDATE, presence],
  ['typing', quickTyping, DISPATCH_SCHEMAS.TYPING_START, typing],
];

/** Undefined fields are no fields: JSON has none. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe.each(PAIRS)('the quick check of a %s', (_name, quick, schema, values) => {
  it('yields what the schema yields, or leaves it to the schema', () => {
    let quickly = 0;
    fc.assert(
      fc.property(fc.oneof({ weight: 9, arbitrary: values }, { weight: 1, arbitrary: odd }), (value) => {
        const json = plain(value);
        const result = quick(json);
        if (result === null) return;
        quickly += 1;
        const expected = schema.safeParse(json);
        expect(expected.success).toBe(true);
        expect(plain(result)).toEqual(plain(expected.data));
      }),
      { numRuns: 600 },
    );
    expect(quickly).toBeGreaterThan(30);
  });
});

describe('the check of a dispatch', () => {
  it('takes a guild in steps to the same end as its schema in one', () => {
    const guildOf = (members: unknown[], voiceStates: unknown[], presences: unknown) => ({
      id: '1',
      name: 'G',
      owner_id: '2',
      member_count: members.length,
      roles: [],
      channels: [],
      members,
      voice_states: voiceStates,
      presences,
    });
    fc.assert(
      fc.property(
        fc.array(mostly(member), { maxLength: 6 }),
        fc.array(mostly(voiceState), { maxLength: 6 }),
        mostly(fc.array(mostly(presence), { maxLength: 4 })),
        (members, voiceStates, presences) => {
          const json = plain(guildOf(members, voiceStates, presences));
          const expected = DISPATCH_SCHEMAS.GUILD_CREATE.safeParse(json);
          const parsed = parseDispatch('GUILD_CREATE', json);
          expect(parsed.kind).toBe(expected.success ? 'dispatch' : 'malformed');
          if (parsed.kind !== 'dispatch') return;
          expect(plain(parsed.dispatch.d)).toEqual(plain(expected.data));
        },
      ),
    );
  });

  it('counts the elements it had to leave out of a guild', () => {
    const guild = {
      id: '1',
      name: 'G',
      owner_id: '2',
      members: [{ user: { id: 'no', username: 'x' } }, {}, 4],
      roles: [7],
    };
    expect(parseDispatch('GUILD_CREATE', guild)).toMatchObject({ kind: 'dispatch', dropped: 3 });
  });
});
