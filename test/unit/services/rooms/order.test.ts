import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Placed, placeRoom } from '../../../../src/main/services/rooms/order';
import { compareSnowflakes } from '../../../../src/shared/discord/snowflake-order';

const room = (id: string, position: number, parent_id: string | null = 'c', type = 2): Placed => ({
  id,
  type,
  position,
  parent_id,
});
/** The ids of a category's rooms as Discord shows them, after the changes. */
function orderAfter(
  channels: readonly Placed[],
  changes: ReturnType<typeof placeRoom>,
  category: string | null,
) {
  const after = channels.map((channel) => ({
    ...channel,
    ...changes?.find((change) => change.id === channel.id),
  }));
  return after
    .filter(({ type, parent_id }) => (type === 2 || type === 13) && parent_id === category)
    .sort((a, b) => a.position - b.position || compareSnowflakes(a.id, b.id))
    .map(({ id }) => id);
}

describe('placing a room among others', () => {
  const three = [room('1', 0), room('2', 1), room('3', 2)];

  it('sends what changes and nothing else', () => {
    expect(placeRoom(three, '3', 'c', '1')).toEqual([
      { id: '3', position: 0 },
      { id: '1', position: 1 },
      { id: '2', position: 2 },
    ]);
    expect(placeRoom(three, '2', 'c', null)).toEqual([
      { id: '3', position: 1 },
      { id: '2', position: 2 },
    ]);
    expect(placeRoom(three, '2', 'c', '3')).toEqual([]);
  });

  it('takes it to another category, with that entry alone naming it', () => {
    const channels = [...three, room('4', 5, 'd'), room('5', 6, 'd', 13), room('6', 0, 'd', 0)];
    expect(placeRoom(channels, '1', 'd', '5')).toEqual([
      { id: '4', position: 0 },
      { id: '1', position: 1, parent_id: 'd' },
      { id: '5', position: 2 },
    ]);
    expect(placeRoom(channels, '1', null, null)).toEqual([{ id: '1', position: 0, parent_id: null }]);
  });

  it('has no answer for what is gone or stands elsewhere', () => {
    expect(placeRoom(three, '9', 'c', null)).toBeNull();
    expect(placeRoom(three, '1', 'c', '9')).toBeNull();
    expect(placeRoom([...three, room('4', 0, 'd')], '1', 'c', '4')).toBeNull();
  });

  it('stands where it was asked to, whatever the numbers were, and the others keep their order', () => {
    const worlds = fc.uniqueArray(
      fc.record({
        id: fc.integer({ min: 1, max: 500 }).map(String),
        type: fc.constantFrom(0, 2, 13),
        position: fc.integer({ min: 0, max: 6 }),
        parent_id: fc.constantFrom(null, 'c', 'd'),
      }),
      { selector: ({ id }) => id, minLength: 1, maxLength: 25 },
    );
    fc.assert(
      fc.property(
        worlds,
        fc.nat(),
        fc.nat(),
        fc.constantFrom(null, 'c', 'd'),
        (channels, which, where, category) => {
          const rooms = channels.filter(({ type }) => type !== 0);
          const moved = rooms[which % Math.max(1, rooms.length)];
          if (!moved) return;
          const others = orderAfter(channels, [], category).filter((id) => id !== moved.id);
          const at = where % (others.length + 1);
          const changes = placeRoom(channels, moved.id, category, others[at] ?? null);
          expect(orderAfter(channels, changes, category)).toEqual([
            ...others.slice(0, at),
            moved.id,
            ...others.slice(at),
          ]);
          expect(changes?.filter((change) => change.parent_id !== undefined).length).toBeLessThanOrEqual(1);
        },
      ),
    );
  });
});
