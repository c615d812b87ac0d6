import type { ChannelGroup } from '../../state/workspace/selectors';

/** Where a room stands among the others, and where it could. Pure; groups as the list shows them. */

export interface RoomPlace {
  /** Null: above all categories. */
  categoryId: string | null;
  /** Directly before this room; null: last. */
  beforeId: string | null;
}

const categoryOf = (group: ChannelGroup) => (group.name === null ? null : group.id);

/** Where a room stands now; null when it is not in the list. */
export function placeOf(groups: readonly ChannelGroup[], roomId: string): RoomPlace | null {
  const group = groups.find(({ itemIds }) => itemIds.includes(roomId));
  if (!group) return null;
  const at = group.itemIds.indexOf(roomId);
  return { categoryId: categoryOf(group), beforeId: group.itemIds[at + 1] ?? null };
}

/** One step up or down, from the end of a category to the beginning of the next; null at the end of the list. */
export function stepOf(groups: readonly ChannelGroup[], roomId: string, step: 1 | -1): RoomPlace | null {
  const groupAt = groups.findIndex(({ itemIds }) => itemIds.includes(roomId));
  const group = groups[groupAt];
  if (!group) return null;
  const at = group.itemIds.indexOf(roomId);
  const inside = at + step;
  if (inside >= 0 && inside < group.itemIds.length) {
    const beforeId = step === -1 ? group.itemIds[inside] : group.itemIds[inside + 1];
    return { categoryId: categoryOf(group), beforeId: beforeId ?? null };
  }
  const next = groups[groupAt + step];
  if (!next) return null;
  return { categoryId: categoryOf(next), beforeId: step === 1 ? (next.itemIds[0] ?? null) : null };
}

/** Directly above or below another room; null where it stands already, or the other is not there. */
export function placeBeside(
  groups: readonly ChannelGroup[],
  roomId: string,
  otherId: string,
  side: 'above' | 'below',
): RoomPlace | null {
  const group = groups.find(({ itemIds }) => itemIds.includes(otherId));
  if (!group || roomId === otherId) return null;
  const others = group.itemIds.filter((id) => id !== roomId);
  const at = others.indexOf(otherId);
  const place = {
    categoryId: categoryOf(group),
    beforeId: (side === 'above' ? others[at] : others[at + 1]) ?? null,
  };
  return samePlace(place, placeOf(groups, roomId)) ? null : place;
}

export function samePlace(a: RoomPlace | null, b: RoomPlace | null): boolean {
  return a?.categoryId === b?.categoryId && a?.beforeId === b?.beforeId;
}
