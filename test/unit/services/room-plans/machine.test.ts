import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  DEFAULT_TIMING,
  mapSlots,
  type Operation,
  owns,
  stepSet,
  type World,
} from '../../../../src/main/services/room-plans/machine';
import type { LedgerEntry, StoredSet, StoredSlot } from '../../../../src/main/services/room-plans/stored';
import { ChannelId, GuildId } from '../../../../src/shared/discord/snowflake';
import type { PlanNews, SlotState, Temporary } from '../../../../src/shared/models/room-plans';

const ACCOUNT = 'discord-1';
const GUILD = GuildId.parse('100');
const MINUTE = 60_000;
const START = 1_000 * MINUTE;

function aSlot(slotId: string, state: SlotState, over: Partial<StoredSlot> = {}): StoredSlot {
  return {
    slotId,
    kind: 'voice',
    name: `Room ${slotId}`,
    temporary: null,
    state,
    notes: [],
    marker: `rt-${slotId}`,
    wish: {
      kind: 'voice',
      userLimit: 0,
      bitrateBps: null,
      region: null,
      categoryId: null,
      inOwnCategory: false,
      access: { kind: 'everyone' },
      status: null,
      stageTopic: null,
    },
    todo: [],
    announcedEndMs: null,
    ...over,
  };
}

function aSet(slots: StoredSlot[], over: Partial<StoredSet> = {}): StoredSet {
  return {
    setId: 'set',
    accountKey: ACCOUNT,
    guildId: GUILD,
    name: 'Tuesday',
    templateId: null,
    scheduleId: null,
    lobbyId: null,
    ownerId: null,
    ownerName: null,
    openedAtMs: START,
    endsAtMs: null,
    slots,
    endRequested: false,
    ...over,
  };
}

const open = (id: string, emptySinceMs: number | null = START): SlotState => ({
  kind: 'open',
  channelId: ChannelId.parse(id),
  createdAtMs: START,
  emptySinceMs,
  everUsed: emptySinceMs === null,
  endsAtMs: null,
  endsFor: null,
});

interface Scene {
  people?: Record<string, number>;
  channels?: string[];
  owned?: string[];
  liveSinceMs?: number;
  available?: boolean;
  inside?: string[];
}

function world(nowMs: number, scene: Scene = {}): World {
  const channels = scene.channels ?? ['1', '2', '3'];
  return {
    nowMs,
    liveSinceMs: scene.liveSinceMs ?? START,
    guild: {
      available: scene.available ?? true,
      has: (id) => channels.includes(id),
      people: (id) => scene.people?.[id] ?? 0,
      inside: () => scene.inside ?? [],
    },
    owns: (_guild, id) => (scene.owned ?? ['1', '2', '3']).includes(id),
  };
}

const temporary: Temporary = { graceMs: 5 * MINUTE, unusedMs: 30 * MINUTE };

/** Steps until nothing changes, as the runner does. */
function settle(
  set: StoredSet,
  at: World,
): { set: StoredSet; operation: Operation | null; news: PlanNews[] } {
  const news: PlanNews[] = [];
  for (;;) {
    const step = stepSet(set, at, DEFAULT_TIMING);
    news.push(...step.news);
    if (step.set === set) return { set, operation: step.operation, news };
    set = step.set;
  }
}
const first = (set: StoredSet) => set.slots[0]?.state;

describe('temporary rooms', () => {
  const used = (): SlotState => ({ ...(open('1') as object), everUsed: true }) as SlotState;

  it('ends after the grace, announced a minute before', () => {
    let { set, news } = settle(aSet([aSlot('a', used(), { temporary })]), world(START));
    expect(news).toEqual([]);
    ({ set, news } = settle(set, world(START + 4 * MINUTE)));
    expect(news).toMatchObject([{ kind: 'endingSoon', endsAtMs: START + 5 * MINUTE, reason: 'empty' }]);
    ({ set, news } = settle(set, world(START + 4.5 * MINUTE)));
    expect(news).toEqual([]);
    const end = settle(set, world(START + 5 * MINUTE));
    expect(end.news).toMatchObject([{ kind: 'ended', reason: 'empty' }]);
    expect(end.operation).toMatchObject({ kind: 'end', channelId: '1', reason: 'empty' });
  });

  it('begins anew when somebody comes, however late', () => {
    let { set } = settle(aSet([aSlot('a', used(), { temporary })]), world(START));
    ({ set } = settle(set, world(START + 5 * MINUTE - 1, { people: { '1': 1 } })));
    expect(first(set)).toMatchObject({ emptySinceMs: null, endsAtMs: null });
    ({ set } = settle(set, world(START + 60 * MINUTE, { people: { '1': 2 } })));
    ({ set } = settle(set, world(START + 61 * MINUTE)));
    expect(first(set)).toMatchObject({ emptySinceMs: START + 61 * MINUTE, endsAtMs: START + 66 * MINUTE });
  });

  it('waits longer for the first person', () => {
    const { set } = settle(aSet([aSlot('a', open('1'), { temporary })]), world(START));
    expect(first(set)).toMatchObject({ endsAtMs: START + 30 * MINUTE, endsFor: 'unused' });
  });

  it('counts on while the app is closed, and says so a minute before what fell due meanwhile', () => {
    const { set } = settle(aSet([aSlot('a', used(), { temporary })]), world(START));
    const soon = settle(set, world(START + 3 * MINUTE, { liveSinceMs: START + 3 * MINUTE }));
    expect(first(soon.set)).toMatchObject({ endsAtMs: START + 5 * MINUTE });
    const late = settle(set, world(START + 20 * MINUTE, { liveSinceMs: START + 20 * MINUTE }));
    expect(late.operation).toBeNull();
    expect(late.news).toMatchObject([{ kind: 'endingSoon', endsAtMs: START + 21 * MINUTE }]);
  });

  it('concludes nothing while the guild is out of reach', () => {
    const set = aSet([aSlot('a', used(), { temporary })]);
    const step = stepSet(set, world(START + 90 * MINUTE, { available: false, channels: [] }), DEFAULT_TIMING);
    expect(step.set).toBe(set);
    expect(step.operation).toBeNull();
  });

  it('a set that is over ends with people inside', () => {
    const set = aSet([aSlot('a', open('1', null))], { endsAtMs: START + 10 * MINUTE });
    const end = settle(set, world(START + 10 * MINUTE, { people: { '1': 3 } }));
    expect(end.operation).toMatchObject({ kind: 'end', reason: 'setEnded' });
  });
});

describe('making', () => {
  it('rooms of an own category wait for it', () => {
    const wish = {
      ...(aSlot('x', { kind: 'waiting' }).wish as object),
      inOwnCategory: true,
    } as StoredSlot['wish'];
    const set = aSet([
      aSlot('c', { kind: 'waiting' }, { kind: 'category', wish: null }),
      aSlot('a', { kind: 'waiting' }, { wish }),
    ]);
    expect(settle(set, world(START)).operation).toEqual({ kind: 'create', slotId: 'c', categoryId: null });
    const made = mapSlots(set, (slot) => (slot.slotId === 'c' ? { ...slot, state: open('1') } : slot));
    expect(settle(made, world(START)).operation).toEqual({ kind: 'create', slotId: 'a', categoryId: '1' });
  });

  it('looks for what was made before it makes it again', () => {
    const set = aSet([aSlot('a', { kind: 'unanswered', attemptedAtMs: START })]);
    expect(settle(set, world(START + 9_999)).operation).toBeNull();
    expect(settle(set, world(START + 10_000)).operation).toEqual({ kind: 'recover', slotId: 'a' });
  });

  it('what waits when all is to end is not made', () => {
    const set = aSet([aSlot('a', { kind: 'waiting' })], { endRequested: true });
    const { operation, set: after } = settle(set, world(START));
    expect(operation).toBeNull();
    expect(first(after)).toEqual({ kind: 'cancelled' });
  });
});

/** A guild that does as it is asked, with strangers' channels, restarts, lost answers and people. */
const action = fc.oneof(
  fc.record({ kind: fc.constant('pass' as const), ms: fc.integer({ min: 1, max: 40 * MINUTE }) }),
  fc.record({ kind: fc.constant('enter' as const), room: fc.nat(20) }),
  fc.record({ kind: fc.constant('leave' as const), room: fc.nat(20) }),
  fc.record({ kind: fc.constant('foreign' as const) }),
  fc.record({ kind: fc.constant('foreignEnds' as const), room: fc.nat(20) }),
  fc.record({ kind: fc.constant('outage' as const), on: fc.boolean() }),
  fc.record({ kind: fc.constant('restart' as const) }),
  fc.record({ kind: fc.constant('endAll' as const) }),
  fc.record({ kind: fc.constant('lose' as const), made: fc.boolean() }),
);

describe('whatever happens', () => {
  it('no room of somebody else is ended, no room is made twice, and none of ours is forgotten', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 60 }), fc.integer({ min: 1, max: 4 }), (actions, count) => {
        let nowMs = START;
        let liveSinceMs = START;
        let available = true;
        let lose: { made: boolean } | null = null;
        let nextId = 500;
        const channels = new Map<string, { marker: string | null; people: number }>([
          ['400', { marker: null, people: 0 }],
        ]);
        let ledger: LedgerEntry[] = [];
        const madeFor = new Map<string, number>();
        let set = aSet(
          Array.from({ length: count }, (_, i) => aSlot(`s${i}`, { kind: 'waiting' }, { temporary })),
        );
        const put = (slotId: string, state: SlotState) => {
          set = mapSlots(set, (slot) => (slot.slotId === slotId ? { ...slot, state } : slot));
        };
        const make = (marker: string) => {
          const id = String(nextId++);
          channels.set(id, { marker, people: 0 });
          madeFor.set(marker, (madeFor.get(marker) ?? 0) + 1);
          return id;
        };
        const adopt = (slotId: string, marker: string, id: string) => {
          const channelId = ChannelId.parse(id);
          ledger = [
            ...ledger,
            { accountKey: ACCOUNT, guildId: GUILD, channelId, marker, createdAtMs: nowMs },
          ];
          put(slotId, open(id, nowMs));
        };
        const perform = (operation: Operation) => {
          const slot = set.slots.find(({ slotId }) => slotId === operation.slotId);
          if (!slot) throw new Error('a slot of this set');
          if (operation.kind === 'create') {
            if (lose) {
              if (lose.made) make(slot.marker);
              lose = null;
              put(slot.slotId, { kind: 'unanswered', attemptedAtMs: nowMs });
            } else adopt(slot.slotId, slot.marker, make(slot.marker));
          } else if (operation.kind === 'recover') {
            const found = [...channels].find(([, { marker }]) => marker === slot.marker);
            if (found) adopt(slot.slotId, slot.marker, found[0]);
            else if (madeFor.has(slot.marker)) put(slot.slotId, { kind: 'cancelled' });
            else put(slot.slotId, { kind: 'waiting' });
          } else if (operation.kind === 'end') {
            const channel = channels.get(operation.channelId);
            expect(channel?.marker).toBe(slot.marker);
            if (operation.reason === 'empty' || operation.reason === 'unused')
              expect(channel?.people).toBe(0);
            channels.delete(operation.channelId);
            put(slot.slotId, {
              kind: 'ended',
              channelId: ChannelId.parse(operation.channelId),
              atMs: nowMs,
              reason: operation.reason,
            });
          }
        };
        const run = () => {
          for (let steps = 0; steps < 100; steps += 1) {
            const step = stepSet(
              set,
              {
                nowMs,
                liveSinceMs,
                guild: {
                  available,
                  has: (id) => channels.has(id),
                  people: (id) => channels.get(id)?.people ?? 0,
                  inside: () => [],
                },
                owns: (guildId, id) => owns(ledger, ACCOUNT, guildId, id),
              },
              DEFAULT_TIMING,
            );
            const isSame = step.set === set;
            set = step.set;
            if (step.operation) perform(step.operation);
            else if (isSame) return;
          }
          throw new Error('it never comes to rest');
        };
        const pick = (index: number) => [...channels.values()][index % Math.max(1, channels.size)];
        run();
        for (const one of actions) {
          switch (one.kind) {
            case 'pass':
              nowMs += one.ms;
              break;
            case 'enter': {
              const room = pick(one.room);
              if (room) room.people += 1;
              break;
            }
            case 'leave': {
              const room = pick(one.room);
              if (room) room.people = Math.max(0, room.people - 1);
              break;
            }
            case 'foreign':
              channels.set(String(nextId++), { marker: null, people: 0 });
              break;
            case 'foreignEnds': {
              const id = [...channels.keys()][one.room % Math.max(1, channels.size)];
              if (id !== undefined && channels.size > 1) channels.delete(id);
              break;
            }
            case 'outage':
              available = one.on;
              break;
            case 'restart':
              liveSinceMs = nowMs;
              set = JSON.parse(JSON.stringify(set)) as StoredSet;
              break;
            case 'endAll':
              set = { ...set, endRequested: true };
              break;
            case 'lose':
              lose = { made: one.made };
              break;
          }
          run();
        }
        for (const times of madeFor.values()) expect(times).toBe(1);
        // Left alone, all of ours end in the end.
        available = true;
        for (const room of channels.values()) room.people = 0;
        for (let i = 0; i < 8; i += 1) {
          run();
          nowMs += 31 * MINUTE;
        }
        run();
        expect([...channels.values()].filter(({ marker }) => marker !== null)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});
