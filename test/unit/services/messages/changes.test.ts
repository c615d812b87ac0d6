import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planDeletion } from '../../../../src/main/services/messages/deletions';
import { nextReactions } from '../../../../src/main/services/messages/live-changes';
import { toPage } from '../../../../src/main/services/messages/page';
import { MessageId, snowflakeAt } from '../../../../src/shared/discord/snowflake';
import { type Dispatch, parseDispatch } from '../../../../src/shared/discord/wire/dispatch';
import { patchedMessage } from '../../../../src/shared/discord/wire/message-patch';
import { WireMessage, type WireReaction } from '../../../../src/shared/discord/wire/objects';

const SELF = '5';
type ReactionDispatch = Extract<Dispatch, { t: `MESSAGE_REACTION_${string}` }>;
const told = (t: ReactionDispatch['t'], over: object = {}) => {
  const parsed = parseDispatch(t, { channel_id: '30', message_id: '100', ...over });
  if (parsed.kind !== 'dispatch' || !parsed.dispatch.t.startsWith('MESSAGE_REACTION_')) throw new Error(t);
  return parsed.dispatch as ReactionDispatch;
};
const unicode = (name: string) => ({ emoji: { id: null, name } });

describe('reactions, event by event', () => {
  it('agree with a plain count, whatever happens', () => {
    const event = fc.record({
      adds: fc.boolean(),
      user: fc.constantFrom(SELF, '6', '7'),
      name: fc.constantFrom('🎉', '👋'),
    });
    fc.assert(
      fc.property(fc.array(event), (events) => {
        let row: WireReaction[] = [];
        const who = new Map<string, Set<string>>();
        for (const { adds, user, name } of events) {
          const users = who.get(name) ?? new Set();
          // Discord tells a change once, and only when there is one.
          if (users.has(user) === adds) continue;
          if (adds) users.add(user);
          else users.delete(user);
          who.set(name, users);
          const t = adds ? 'MESSAGE_REACTION_ADD' : 'MESSAGE_REACTION_REMOVE';
          row = nextReactions(row, told(t, { user_id: user, ...unicode(name) }), SELF);
        }
        for (const [name, users] of who) {
          const shown = row.find((reaction) => reaction.emoji.name === name);
          expect(shown?.count ?? 0).toBe(users.size);
          expect(shown?.me ?? false).toBe(users.has(SELF));
        }
      }),
    );
  });

  it('of our own count once when told twice, and keep apart custom emoji of one name', () => {
    const add = told('MESSAGE_REACTION_ADD', { user_id: SELF, emoji: { id: '1', name: 'wave' } });
    const twice = nextReactions(nextReactions([], add, SELF), add, SELF);
    expect(twice).toMatchObject([{ count: 1, me: true }]);
    const other = told('MESSAGE_REACTION_ADD', { user_id: '6', emoji: { id: '2', name: 'wave' } });
    expect(nextReactions(twice, other, SELF)).toHaveLength(2);
    const renamed = told('MESSAGE_REACTION_REMOVE_EMOJI', { emoji: { id: '1', name: 'renamed' } });
    expect(nextReactions(twice, renamed, SELF)).toEqual([]);
    expect(nextReactions(twice, told('MESSAGE_REACTION_REMOVE_ALL'), SELF)).toEqual([]);
  });
});

describe('a changed message', () => {
  const whole = {
    id: '100',
    channel_id: '30',
    author: { id: '6', username: 'mira' },
    content: 'before',
    timestamp: '2026-01-02T03:04:05Z',
    type: 0,
    pinned: true,
    flags: 4,
    reactions: [{ count: 2, me: true, ...unicode('🎉') }],
  };
  const patched = (before: WireMessage | undefined, raw: object) => {
    const parsed = parseDispatch('MESSAGE_UPDATE', { id: '100', channel_id: '30', ...raw });
    if (parsed.kind !== 'dispatch' || parsed.dispatch.t !== 'MESSAGE_UPDATE') throw new Error(parsed.kind);
    return patchedMessage(before, parsed.dispatch.d);
  };
  const known = WireMessage.parse(whole);

  it('keeps what the event does not name', () => {
    expect(patched(known, { embeds: [{ title: 'resolved' }] })).toEqual({
      ...known,
      embeds: [{ title: 'resolved' }],
    });
    expect(patched(known, { content: 'after', edited_timestamp: '2026-01-03T00:00:00Z' })).toMatchObject({
      content: 'after',
      pinned: true,
      flags: 4,
      reactions: known.reactions,
    });
  });

  it('loses what the event says is empty', () => {
    expect(patched(known, { content: '', flags: 0, pinned: false, reactions: [] })).toMatchObject({
      content: '',
      flags: 0,
      pinned: false,
      reactions: [],
    });
  });

  it('that was never seen is taken when it is whole, and not from a part', () => {
    expect(patched(undefined, whole)).toEqual(known);
    expect(patched(undefined, { content: 'a part' })).toBeNull();
  });

  it('is not harmed by fields of the wrong kind', () => {
    expect(patched(known, { content: 5, pinned: 'no', author: null, type: 'x' })).toEqual(known);
    expect(parseDispatch('MESSAGE_UPDATE', { id: 'x', channel_id: '30' }).kind).toBe('malformed');
  });
});

describe('what to delete together', () => {
  const NOW = Date.UTC(2026, 5, 1);
  const idOf = (ageMs: number, salt: number) => String(BigInt(snowflakeAt(NOW - ageMs)) + BigInt(salt));

  it('is everything exactly once: 2 to 100 young ones in bulk, the rest singly', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 30 * 24 * 3_600_000 }), { maxLength: 250 }),
        fc.boolean(),
        (ages, mayBulk) => {
          const ids = ages.map((ageMs, salt) => idOf(ageMs, salt));
          const plan = planDeletion(ids, mayBulk, NOW);
          expect([...plan.bulk.flat(), ...plan.single].sort()).toEqual([...ids].sort());
          for (const together of plan.bulk) {
            expect(mayBulk).toBe(true);
            expect(together.length).toBeGreaterThanOrEqual(2);
            expect(together.length).toBeLessThanOrEqual(100);
          }
          const old = ids.filter((_, i) => (ages[i] ?? 0) >= 14 * 24 * 3_600_000);
          for (const id of old) expect(plan.single).toContain(id);
        },
      ),
    );
  });
});

describe('a page of messages', () => {
  const message = (id: number) =>
    WireMessage.parse({
      id: String(id),
      channel_id: '1',
      author: { id: '1', username: 'a' },
      timestamp: 't',
      type: 0,
    });
  const around = { kind: 'around', messageId: MessageId.parse('50') } as const;
  const page = (ids: number[], last: string | null) => toPage(ids.map(message), around, 5, last);

  it('around a message goes on where Discord gave a full half', () => {
    expect(page([52, 51, 50, 49, 48], '90')).toMatchObject({ hasOlder: true, hasNewer: true });
    expect(page([51, 50, 49, 48], '51')).toMatchObject({ hasOlder: true, hasNewer: false });
    expect(page([52, 51, 50, 49], '90')).toMatchObject({ hasOlder: false, hasNewer: true });
    expect(page([52, 51, 50, 49, 48], '52').hasNewer).toBe(false);
    expect(page([], null)).toEqual({ messages: [], hasOlder: false, hasNewer: false });
  });

  it('is oldest first, whatever order the answer has', () => {
    const { messages } = toPage([7, 10, 9].map(message), { kind: 'newest' }, 3, null);
    expect(messages.map((m) => m.id)).toEqual(['7', '9', '10']);
  });
});
