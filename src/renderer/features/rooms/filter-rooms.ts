import type { Occupant, RoomSummary } from '@shared/models/workspace';
import type { ChannelGroup } from '../../state/workspace/selectors';

/** The groups with only the rooms whose name, or whose people's names, contain the text. */
export function filterRooms(
  groups: readonly ChannelGroup[],
  text: string,
  rooms: Readonly<Record<string, RoomSummary>>,
  occupants: Readonly<Record<string, Occupant>>,
  keysByRoom: Readonly<Record<string, readonly string[]>>,
): readonly ChannelGroup[] {
  const needle = text.trim().toLocaleLowerCase();
  if (needle === '') return groups;
  const fits = (name: string | undefined) => name?.toLocaleLowerCase().includes(needle) === true;
  return groups
    .map((group) => ({
      ...group,
      itemIds: group.itemIds.filter(
        (id) =>
          fits(rooms[id]?.name) || (keysByRoom[id] ?? []).some((key) => fits(occupants[key]?.displayName)),
      ),
    }))
    .filter((group) => group.itemIds.length > 0);
}
