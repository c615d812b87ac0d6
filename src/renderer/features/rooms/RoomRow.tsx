import { Eye, Lock, Mic2, Plus, Volume2 } from 'lucide-react';
import { type KeyboardEvent, memo } from 'react';
import { selectCallRoomId, selectJoiningId } from '../../state/call/selectors';
import { useActions, useApp } from '../../state/react';
import { selectEndsAt } from '../../state/view/selectors';
import type { WorkspaceState } from '../../state/workspace/apply';
import { selectOccupantKeys, selectRoom } from '../../state/workspace/selectors';
import { strings } from '../../strings';
import { cx } from '../../ui/cx';
import type { ListPlace } from '../../ui/ListDesk';
import { lacks } from '../members';
import { OccupantRow } from './OccupantRow';
import styles from './rooms.module.css';
import { useJoinRoom } from './use-room-actions';
import { useRoomDrag } from './use-room-drag';
import { useRoomDrop } from './use-room-drop';
import { useRoomMenu } from './use-room-menu';
import { useRoomOrder } from './use-room-order';

/** The entry of the room menu behind each key; the key sheet lists the same. */
const ENTRIES: Readonly<Record<string, string>> = { e: 'edit', s: 'status', Delete: 'end' };

/** The rest of a crowd is beside the list, when its room is chosen. */
const PEOPLE_SHOWN = 30;

/** As in the style sheet, px: a room, a line of status, a person, and the space below the people. */
const HEIGHTS = { room: 36, status: 20, person: 28, below: 4 } as const;

/** How high the row of a room is, px, before it has been drawn. */
export function rowHeight(
  { rooms, occupantKeysByRoom }: Pick<WorkspaceState, 'rooms' | 'occupantKeysByRoom'>,
  channelId: string,
): number {
  const room = rooms[channelId];
  const people = occupantKeysByRoom[channelId]?.length ?? 0;
  const lines = people > PEOPLE_SHOWN ? PEOPLE_SHOWN + 1 : people;
  return (
    HEIGHTS.room +
    ((room?.stage ?? room?.status ?? null) === null ? 0 : HEIGHTS.status) +
    (lines === 0 ? 0 : lines * HEIGHTS.person + HEIGHTS.below)
  );
}

/** One room of the list and the people in it. Enter joins, a click shows it, people can be dropped on it. */
export const RoomRow = memo(function RoomRow({
  channelId,
  tabStop,
  ref,
  index,
}: ListPlace & { channelId: string }) {
  const room = useApp(selectRoom(channelId));
  const people = useApp(selectOccupantKeys(channelId));
  const selected = useApp((state) => state.view.roomId === channelId);
  const isHere = useApp((state) => selectCallRoomId(state) === channelId);
  const joining = useApp((state) => selectJoiningId(state) === channelId);
  const ending = useApp(selectEndsAt(channelId)) !== null;
  const { view } = useActions();
  const join = useJoinRoom();
  const menu = useRoomMenu(channelId);
  const drop = useRoomDrop(channelId);
  const drag = useRoomDrag(channelId);
  const order = useRoomOrder();
  if (!room) return null;
  const full = room.userLimit > 0 && people.length >= room.userLimit;
  const Icon = room.kind === 'stage' ? Mic2 : Volume2;

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.key === 'ArrowRight' && !event.altKey) {
      const first = event.currentTarget
        .closest<HTMLElement>('[data-room]')
        ?.querySelector<HTMLElement>('[data-person]');
      first?.focus();
      return;
    }
    if (event.key === 'Enter' && room.canConnect && !isHere) {
      event.preventDefault();
      return join(channelId);
    }
    if (event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
      event.preventDefault();
      const obstacle = lacks(room.ownPermissions, 'MANAGE_CHANNELS');
      if (obstacle === undefined) order.step(channelId, event.key === 'ArrowUp' ? -1 : 1);
      else view.toast({ tone: 'trouble', title: `${strings.rooming.order.label}: ${obstacle}` });
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const id = ENTRIES[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    const entry = menu()
      .flat()
      .find((candidate) => candidate.id === id);
    if (!entry) return;
    event.preventDefault();
    if (!entry.disabled) entry.onSelect();
    else if (entry.hint !== undefined)
      view.toast({ tone: 'trouble', title: `${entry.label}: ${entry.hint}` });
  };

  return (
    <li
      ref={ref}
      data-index={index}
      data-room={channelId}
      className={cx(
        styles.room,
        ending && styles.ending,
        drop.kind === 'target' && styles.dropTarget,
        drop.kind === 'over' && styles.dropOver,
        drop.kind === 'refused' && styles.dropRefused,
        drag.isDragged && styles.ending,
        drag.side === 'above' && styles.dropAbove,
        drag.side === 'below' && styles.dropBelow,
      )}
      onDragOver={(event) => drag.over(event) || drop.handlers.onDragOver(event)}
      onDragLeave={(event) => {
        drag.leave();
        drop.handlers.onDragLeave(event);
      }}
      onDrop={(event) => drag.drop(event) || drop.handlers.onDrop(event)}
    >
      <div
        className={cx(styles.roomRow, selected && styles.selected, isHere && styles.here)}
        draggable={room.canManage}
        {...drag.source}
      >
        <button
          type="button"
          data-roving
          tabIndex={tabStop ? 0 : -1}
          className={styles.roomButton}
          aria-current={selected || undefined}
          onFocus={() => view.chooseRoom(channelId)}
          onClick={() => view.chooseRoom(channelId)}
          onDoubleClick={() => room.canConnect && !isHere && join(channelId)}
          onKeyDown={onKeyDown}
        >
          <Icon size={16} aria-hidden="true" />
          <span className={styles.name}>{room.name}</span>
          {room.stage && <span className={styles.live}>{strings.rooming.stage.live}</span>}
          {room.access.kind === 'roles' && (
            <Lock size={12} aria-label={strings.rooming.accessKinds.roles} className={styles.access} />
          )}
          {room.access.kind === 'viewOnly' && (
            <Eye size={12} aria-label={strings.rooming.accessKinds.viewOnly} className={styles.access} />
          )}
          <span className={cx(styles.aside, full && styles.full)}>
            {drop.kind === 'over'
              ? strings.rooming.moving.drop(drop.count)
              : ending
                ? strings.rooms.endingSoon
                : occupancy(people.length, room.userLimit)}
          </span>
        </button>
        {room.canConnect && !isHere && drop.kind === 'none' && (
          <button
            type="button"
            tabIndex={-1}
            className={styles.quickJoin}
            aria-label={`${strings.rooms.join}: ${room.name}`}
            onClick={() => join(channelId)}
          >
            {joining ? strings.rooms.joining : strings.rooms.join}
          </button>
        )}
        {isHere && <span className={styles.hereTag}>{strings.rooms.joined}</span>}
      </div>
      {(room.stage ?? room.status) !== null && (
        <p className={styles.rowStatus}>{room.stage?.topic ?? room.status}</p>
      )}
      {people.length > 0 && (
        <ul className={styles.occupants} aria-label={strings.rooms.people(people.length)}>
          {people.slice(0, PEOPLE_SHOWN).map((key) => (
            <OccupantRow key={key} occupantId={key} />
          ))}
          {people.length > PEOPLE_SHOWN && (
            <li>
              <button
                type="button"
                tabIndex={-1}
                className={styles.occupant}
                onClick={() => view.chooseRoom(channelId)}
              >
                {strings.rooming.person.more(people.length - PEOPLE_SHOWN)}
              </button>
            </li>
          )}
        </ul>
      )}
    </li>
  );
});

function occupancy(people: number, limit: number): string {
  if (limit > 0) return `${people}/${limit}`;
  return people > 0 ? String(people) : '';
}

export function NewRoomButton({ disabled }: { disabled: boolean }) {
  const { view } = useActions();
  return (
    <button
      type="button"
      className={styles.newRoom}
      disabled={disabled}
      title={disabled ? strings.rooms.cannotCreate : undefined}
      onClick={() => view.openOverlay('createRoom')}
    >
      <Plus size={16} aria-hidden="true" />
      {strings.rooms.create}
    </button>
  );
}
