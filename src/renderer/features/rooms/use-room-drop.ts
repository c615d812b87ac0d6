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
  const people = () => chosenPeople(store.getState().workspace.occupants, dragged);
  const coming = dragged.length === 0 ? [] : people().filter((person) => person.channelId !== channelId);
  const room = store.getState().workspace.rooms[channelId];
  const obstacle = room && lacks(room.ownPermissions, 'CONNECT');
  const takes = coming.length > 0 && obstacle === undefined;
  const kind = coming.length === 0 ? 'none' : obstacle !== undefined ? 'refused' : over ? 'over' : 'target';
  return {
    kind,
    count: coming.length,
    handlers: {
      onDragOver(event) {
        if (!takes) return;
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
        if (!takes) return;
        event.preventDefault();
        setOver(false);
        move(coming, channelId);
        store.actions.rooms.drag([]);
      },
    },
  };
}
