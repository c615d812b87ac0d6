import { type MouseEvent, type ReactNode, useRef } from 'react';
import { useAppStore } from '../../state/react';
import { ContextArea, type MenuGroups } from '../../ui/Menu';
import { personMenu, useMemberActions } from '../members';
import { useAttempt } from '../trouble';
import { categoryMenu, roomMenu } from './room-menu';
import styles from './rooms.module.css';
import { useEndRoom, useJoinRoom } from './use-room-actions';

/** One menu of the right mouse button for the whole desk: thousands of people need not carry one each. */
export function DeskMenu({ children }: { children: ReactNode }) {
  const store = useAppStore();
  const members = useMemberActions();
  const attempt = useAttempt();
  const join = useJoinRoom();
  const end = useEndRoom();
  const target = useRef<Element | null>(null);

  const groups = (): MenuGroups => {
    const { workspace } = store.getState();
    const key = target.current?.closest('[data-occupant]')?.getAttribute('data-occupant');
    const occupant = key ? workspace.occupants[key] : undefined;
    if (occupant) return personMenu(occupant, { store, actions: members });
    const roomId = target.current?.closest('[data-room]')?.getAttribute('data-room');
    const room = roomId ? workspace.rooms[roomId] : undefined;
    if (room) return roomMenu(room, { store, members, attempt, join, end });
    const categoryId = target.current?.closest('[data-group]')?.getAttribute('data-group');
    const category = categoryId ? workspace.categories[categoryId] : undefined;
    return category ? categoryMenu(category, store) : [];
  };
  const onContextMenuCapture = (event: MouseEvent) => {
    target.current = event.target instanceof Element ? event.target : null;
    // Elsewhere the system's own menu comes, such as that of a text field.
    if (groups().length === 0) event.stopPropagation();
  };
  return (
    <ContextArea groups={groups}>
      <div className={styles.desk} onContextMenuCapture={onContextMenuCapture}>
        {children}
      </div>
    </ContextArea>
  );
}
