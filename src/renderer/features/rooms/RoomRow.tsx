import { Mic2, Plus, Volume2 } from 'lucide-react';
import { memo } from 'react';
import { selectCallRoomId, selectJoiningId } from '../../state/call/selectors';
import { useActions, useApp } from '../../state/react';
import { selectEndsAt } from '../../state/view/selectors';
import { selectOccupantKeys, selectRoom } from '../../state/workspace/selectors';
import { strings } from '../../strings';
import { cx } from '../../ui/cx';
import { OccupantRow } from './OccupantRow';
import styles from './rooms.module.css';
import { useJoinRoom } from './use-room-actions';

/** One room of the list and the people in it. Enter joins, a click shows it. */
export const RoomRow = memo(function RoomRow({
  channelId,
  tabStop,
}: {
  channelId: string;
  tabStop: boolean;
}) {
  const room = useApp(selectRoom(channelId));
  const people = useApp(selectOccupantKeys(channelId));
  const selected = useApp((state) => state.view.roomId === channelId);
  const isHere = useApp((state) => selectCallRoomId(state) === channelId);
  const joining = useApp((state) => selectJoiningId(state) === channelId);
  const ending = useApp(selectEndsAt(channelId)) !== null;
  const { view } = useActions();
  const join = useJoinRoom();
  if (!room) return null;
  const Icon = room.kind === 'stage' ? Mic2 : Volume2;
  return (
    <li className={cx(styles.room, ending && styles.ending)}>
      <div className={cx(styles.roomRow, selected && styles.selected, isHere && styles.here)}>
        <button
          type="button"
          data-roving
          tabIndex={tabStop ? 0 : -1}
          className={styles.roomButton}
          aria-current={selected || undefined}
          onFocus={() => view.chooseRoom(channelId)}
          onClick={() => view.chooseRoom(channelId)}
          onDoubleClick={() => room.canConnect && !isHere && join(channelId)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || !room.canConnect || isHere) return;
            event.preventDefault();
            join(channelId);
          }}
        >
          <Icon size={16} aria-hidden="true" />
          <span className={styles.name}>{room.name}</span>
          <span className={styles.aside}>
            {ending ? strings.rooms.endingSoon : occupancy(people.length, room.userLimit)}
          </span>
        </button>
        {room.canConnect && !isHere && (
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
      {people.length > 0 && (
        <ul className={styles.occupants} aria-label={strings.rooms.people(people.length)}>
          {people.map((key) => (
            <OccupantRow key={key} occupantId={key} />
          ))}
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
