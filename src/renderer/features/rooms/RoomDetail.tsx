import { Headphones, Trash2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import { selectCallRoomId, selectJoiningId } from '../../state/call/selectors';
import { useActions, useApp } from '../../state/react';
import { selectEndsAt } from '../../state/view/selectors';
import { selectOccupant, selectOccupantKeys, selectRoom } from '../../state/workspace/selectors';
import { strings } from '../../strings';
import { Button } from '../../ui/Button';
import { formatTimer } from '../../ui/format';
import { PersonAvatar } from '../people';
import { occupantSigns } from './OccupantRow';
import styles from './rooms.module.css';
import { useEndRoom, useJoinRoom } from './use-room-actions';

/** The chosen room: what it is, who is inside and since when, and what can be done with it. */
export function RoomDetail({ channelId }: { channelId: string }) {
  const room = useApp(selectRoom(channelId));
  const people = useApp(selectOccupantKeys(channelId));
  const isHere = useApp((state) => selectCallRoomId(state) === channelId);
  const joining = useApp((state) => selectJoiningId(state) === channelId);
  const ending = useApp(selectEndsAt(channelId)) !== null;
  const { view, workspace } = useActions();
  const join = useJoinRoom();
  const end = useEndRoom();
  if (!room) return null;
  const facts = [
    room.kind === 'stage' ? strings.rooms.stage : strings.rooms.voice,
    strings.rooms.people(people.length),
    room.userLimit > 0 ? strings.rooms.limit(room.userLimit) : strings.rooms.noLimit,
    strings.rooms.kbps(room.bitrateBps),
  ];
  return (
    <section className={styles.card} aria-label={room.name}>
      <header className={styles.cardHead}>
        <div className={styles.cardTitle}>
          <h1>{room.name}</h1>
          <p>{facts.join(' · ')}</p>
          {room.status !== null && <p className={styles.status}>{room.status}</p>}
        </div>
        <div className={styles.cardActions}>
          {isHere ? (
            <Button icon={<Headphones size={16} />} onClick={() => view.goTo('live')}>
              {strings.rooms.openLive}
            </Button>
          ) : (
            <Button
              tone="primary"
              icon={<Headphones size={16} />}
              busy={joining}
              disabled={!room.canConnect}
              onClick={() => join(channelId)}
            >
              {joining ? strings.rooms.joining : strings.rooms.join}
            </Button>
          )}
          {ending ? (
            <Button onClick={() => workspace.undoEnd(channelId)}>{strings.undo}</Button>
          ) : (
            <Button icon={<Trash2 size={16} />} disabled={!room.canManage} onClick={() => end(channelId)}>
              {strings.rooms.end}
            </Button>
          )}
        </div>
      </header>
      {!room.canConnect && <p className={styles.hint}>{strings.rooms.cannotConnect}</p>}
      {!room.canManage && <p className={styles.hint}>{strings.rooms.cannotManage}</p>}
      {people.length === 0 ? (
        <p className={styles.hint}>{strings.rooms.empty}</p>
      ) : (
        <>
          <h2 className={styles.subhead}>{strings.rooms.inside}</h2>
          <ul className={styles.people}>
            {people.map((key) => (
              <PersonLine key={key} occupantId={key} />
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function PersonLine({ occupantId }: { occupantId: string }) {
  const occupant = useApp(selectOccupant(occupantId));
  const now = useNow(1_000);
  if (!occupant) return null;
  const signs = occupantSigns(occupant).map((sign) => sign.text);
  return (
    <li className={styles.person}>
      <PersonAvatar userId={occupant.userId} name={occupant.displayName} url={occupant.avatarUrl} size={24} />
      <span className={styles.name}>{occupant.displayName}</span>
      {occupant.isSelf && <span className={styles.tag}>{strings.rooms.state.you}</span>}
      <span className={styles.signsText}>{signs.join(', ')}</span>
      <span className={styles.since}>
        {occupant.sinceMs === null ? strings.rooms.beforeYou : formatTimer(now - occupant.sinceMs)}
      </span>
    </li>
  );
}

/** The present time, told again every `everyMs`. */
function useNow(everyMs: number): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
