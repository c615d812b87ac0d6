import { useCallback } from 'react';
import { useAppStore } from '../../state/react';
import type { MenuGroups } from '../../ui/Menu';
import { useMemberActions } from '../members';
import { useAttempt } from '../trouble';
import { roomMenu } from './room-menu';
import { useEndRoom, useJoinRoom } from './use-room-actions';

/** The menu of a room, made anew whenever it is asked for. */
export function useRoomMenu(channelId: string): () => MenuGroups {
  const store = useAppStore();
  const members = useMemberActions();
  const attempt = useAttempt();
  const join = useJoinRoom();
  const end = useEndRoom();
  return useCallback(() => {
    const room = store.getState().workspace.rooms[channelId];
    return room ? roomMenu(room, { store, members, attempt, join, end }) : [];
  }, [store, members, attempt, join, end, channelId]);
}
