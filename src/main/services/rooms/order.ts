import { compareSnowflakes } from '@shared/discord/snowflake-order';

/**
 * Where channels stand (reference "Modify Guild Channel Positions"): by position within their category, by id where
 * positions are equal. Discord lists what one reads above what one enters, so that only voice and stage channels are
 * neighbours of a room. Pure.
 */

const ROOM_TYPES: ReadonlySet<number> = new Set([2, 13]);

export interface Placed {
  id: string;
  type: number;
  position: number;
  parent_id: string | null;
}

export interface Placement {
  id: string;
  position: number;
  /** Only for the one that goes to another category: Discord takes one at a time. */
  parent_id?: string | null;
}

/**
 * What has to be sent so that a room stands directly before another one, or last (`beforeId` null), in a category. As
 * few entries as the numbers allow; none when it stands there already. Null when the room, or the one it should
 * stand before, is not (or no longer) there.
 */
export function placeRoom(
  channels: Iterable<Placed>,
  roomId: string,
  categoryId: string | null,
  beforeId: string | null,
): Placement[] | null {
  const rooms = [...channels].filter(({ type }) => ROOM_TYPES.has(type));
  const moved = rooms.find(({ id }) => id === roomId);
  if (!moved) return null;
  const others = rooms
    .filter(({ id, parent_id }) => id !== roomId && parent_id === categoryId)
    .sort((a, b) => a.position - b.position || compareSnowflakes(a.id, b.id));
  const at = beforeId === null ? others.length : others.findIndex(({ id }) => id === beforeId);
  if (at === -1) return null;
  const order = [...others.slice(0, at), moved, ...others.slice(at)];
  const first = Math.min(...order.map(({ position }) => position));
  const changesCategory = moved.parent_id !== categoryId;
  return order.flatMap((room, index) => {
    const position = first + index;
    if (room === moved && changesCategory) return [{ id: room.id, position, parent_id: categoryId }];
    return room.position === position ? [] : [{ id: room.id, position }];
  });
}
