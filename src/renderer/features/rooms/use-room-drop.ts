import type { DragEvent } from 'react';
import { useState } from 'react';
import { useApp, useAppStore } from '../../state/react';
import { chosenPeople, lacks, useMemberActions } from '../members';

export interface RoomDrop {
  /** Nothing is dragged that could come here. */
  kind: 'none' | 'target' | 'over' | 'refused';
  /** How many would come. */
  count: number;
  handlers: {
    onDragOver(event: DragEvent): void;
    onDragLeave(event: DragEvent): void;
    onDrop(event: DragEvent): void;
  };
}

/** A room as a place to drop people: says whether it takes them while they are above it. */
export function useRoomDrop(channelId: string): RoomDrop {
  const store = useAppStore();
  const { move } = useMemberActions();
  const dragged = useApp((state) => state.rooms.dragged);
  const [over, setOver] = useState(false);
  /** As things are at this moment: the first event of a drag may come before the row is drawn for it. */
  const look = (userIds: readonly string[]) => {
    // Every row is drawn without a drag far more often than with one.
    if (userIds.length === 0) return { coming: [], refused: false, takes: false };
    const { occupants, rooms } = store.getState().workspace;
    const coming = chosenPeople(occupants, userIds).filter((person) => person.channelId !== channelId);
    const room = rooms[channelId];
    const refused = room !== undefined && lacks(room.ownPermissions, 'CONNECT') !== undefined;
    return { coming, refused, takes: coming.length > 0 && !refused };
  };
  const now = () => look(store.getState().rooms.dragged);
  const { coming, refused } = look(dragged);
  const kind = coming.length === 0 ? 'none' : refused ? 'refused' : over ? 'over' : 'target';
  return {
    kind,
    count: coming.length,
    handlers: {
      onDragOver(event) {
        if (!now().takes) return;
        event.preventDefault();
        if (event.dataTransfer) event.dataTransfer.dropEffect = 'move';
        setOver(true);
      },
      onDragLeave(event) {
        // Going from one part of the room to another leaves only the part.
        const { left, right, top, bottom } = event.currentTarget.getBoundingClientRect();
        const { clientX: x, clientY: y } = event;
        if (x <= left || x >= right || y <= top || y >= bottom) setOver(false);
      },
      onDrop(event) {
        const people = now();
        if (!people.takes) return;
        event.preventDefault();
        setOver(false);
        move(people.coming, channelId);
        store.actions.rooms.drag([]);
      },
    },
  };
}
