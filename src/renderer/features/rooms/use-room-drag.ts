import { type DragEvent, useState } from 'react';
import { useApp, useAppStore } from '../../state/react';
import { selectRoomGroups } from '../../state/workspace/selectors';
import { placeBeside } from './room-order';
import { useRoomOrder } from './use-room-order';

export interface RoomDrag {
  /** Where the dragged room would go if it were let go here. */
  side: 'above' | 'below' | null;
  isDragged: boolean;
  source: { onDragStart(event: DragEvent): void; onDragEnd(): void };
  /** Handlers of the whole row; each says whether the event was about a room. */
  over(event: DragEvent): boolean;
  leave(): void;
  drop(event: DragEvent): boolean;
}

/** A room that can be taken by the mouse and put above or below another one. */
export function useRoomDrag(channelId: string): RoomDrag {
  const store = useAppStore();
  const order = useRoomOrder();
  const [side, setSide] = useState<RoomDrag['side']>(null);
  const isDragged = useApp((state) => state.rooms.draggedRoom === channelId);
  // Kept only while something is dragged: a drag that ended elsewhere leaves no line behind.
  const dragging = useApp((state) => state.rooms.draggedRoom !== null);
  const { dragRoom } = store.actions.rooms;

  const placeAt = (event: DragEvent) => {
    const state = store.getState();
    const roomId = state.rooms.draggedRoom;
    const room = state.workspace.rooms[channelId];
    if (roomId === null || !room || state.workspace.rooms[roomId]?.guildId !== room.guildId) return null;
    const { top, height } = event.currentTarget.getBoundingClientRect();
    const at = event.clientY < top + height / 2 ? 'above' : 'below';
    const place = placeBeside(selectRoomGroups(room.guildId)(state), roomId, channelId, at);
    return place && { roomId, place, at: at as 'above' | 'below' };
  };
  return {
    side: dragging ? side : null,
    isDragged,
    source: {
      onDragStart(event) {
        event.dataTransfer?.setData('text/plain', store.getState().workspace.rooms[channelId]?.name ?? '');
        if (event.dataTransfer) event.dataTransfer.effectAllowed = 'move';
        dragRoom(channelId);
      },
      onDragEnd: () => dragRoom(null),
    },
    over(event) {
      if (store.getState().rooms.draggedRoom === null) return false;
      const found = placeAt(event);
      setSide(found?.at ?? null);
      if (found) {
        event.preventDefault();
        if (event.dataTransfer) event.dataTransfer.dropEffect = 'move';
      }
      return true;
    },
    leave: () => setSide(null),
    drop(event) {
      if (store.getState().rooms.draggedRoom === null) return false;
      const found = placeAt(event);
      setSide(null);
      dragRoom(null);
      if (found) {
        event.preventDefault();
        order.place(found.roomId, found.place);
      }
      return true;
    },
  };
}
