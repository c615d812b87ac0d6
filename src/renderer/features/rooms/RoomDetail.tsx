import { Ellipsis, Headphones, History, Pencil, RadioTower, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { selectCallRoomId, selectJoiningId } from '../../state/call/selectors';
import { useActions, useApp } from '../../state/react';
import { selectEndsAt } from '../../state/view/selectors';
import { selectOccupantKeys, selectRoom } from '../../state/workspace/selectors';
import { strings } from '../../strings';
import { timelineStrings } from '../../strings/timeline';
import { Button, IconButton } from '../../ui/Button';
import { cx } from '../../ui/cx';
import { DropMenu } from '../../ui/Menu';
import { lacks } from '../members';
import { PeopleTable } from './PeopleTable';
import styles from './rooms.module.css';
import { LiveSince } from './Since';
import { StatusForm } from './StatusForm';
import { useEndRoom, useJoinRoom } from './use-room-actions';
import { useRoomMenu } from './use-room-menu';

const words = strings.rooming;

/** The chosen room: what it is, who is inside and since when, and what can be done with it. */
export function RoomDetail({ channelId }: { channelId: string }) {
  const room = useApp(selectRoom(channelId));
  const people = useApp(selectOccupantKeys(channelId));
  const isHere = useApp((state) => selectCallRoomId(state) === channelId);
  const joining = useApp((state) => selectJoiningId(state) === channelId);
  const ending = useApp(selectEndsAt(channelId)) !== null;
  const [writing, setWriting] = useState(false);
  const { archive, rooms, view, workspace } = useActions();
  const join = useJoinRoom();
  const end = useEndRoom();
  const menu = useRoomMenu(channelId);
  if (!room) return null;
  const facts = [
    room.kind === 'stage' ? strings.rooms.stage : strings.rooms.voice,
    strings.rooms.people(people.length),
    room.userLimit === 0
      ? strings.rooms.noLimit
      : people.length < room.userLimit
        ? strings.rooms.limit(room.userLimit)
        : words.fullAt(room.userLimit),
    strings.rooms.kbps(room.bitrateBps),
    ...(room.region === null ? [] : [room.region]),
    ...(room.access.kind === 'everyone' ? [] : [words.accessKinds[room.access.kind]]),
  ];
  const cannotStatus = lacks(
    room.ownPermissions,
    'SET_VOICE_CHANNEL_STATUS',
    ...(isHere ? [] : (['MANAGE_CHANNELS'] as const)),
  );
  const cannotStage = lacks(room.ownPermissions, 'MANAGE_CHANNELS', 'MUTE_MEMBERS', 'MOVE_MEMBERS');
  return (
    <section className={styles.card} aria-label={room.name}>
      <header className={styles.cardHead}>
        <div className={styles.cardTitle}>
          <h1>{room.name}</h1>
          <p>
            {facts.join(' · ')}
            {room.liveSinceMs !== null && people.length > 0 && <LiveSince sinceMs={room.liveSinceMs} />}
          </p>
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
          <IconButton
            label={words.edit}
            shortcut="E"
            tone="plain"
            disabled={!room.canManage}
            onClick={() => rooms.openDialog({ kind: 'editRoom', channelId })}
          >
            <Pencil size={16} />
          </IconButton>
          <IconButton
            label={timelineStrings.ofRoom}
            tone="plain"
            onClick={() => {
              archive.showTimeline({ where: { guildId: room.guildId, channelId: room.channelId } });
              view.goTo('archive');
            }}
          >
            <History size={16} />
          </IconButton>
          {ending ? (
            <Button onClick={() => workspace.undoEnd(channelId)}>{strings.undo}</Button>
          ) : (
            <Button icon={<Trash2 size={16} />} disabled={!room.canManage} onClick={() => end(channelId)}>
              {strings.rooms.end}
            </Button>
          )}
          <DropMenu
            groups={menu}
            trigger={
              <button type="button" className={styles.kebab} aria-label={words.more}>
                <Ellipsis size={16} />
              </button>
            }
          />
        </div>
      </header>
      {writing ? (
        <StatusForm channelId={channelId} onDone={() => setWriting(false)} />
      ) : (
        <button
          type="button"
          className={cx(styles.statusLine, room.status === null && styles.unset)}
          disabled={cannotStatus !== undefined}
          title={cannotStatus ?? words.status.hint}
          onClick={() => setWriting(true)}
        >
          {room.status ?? words.status.set}
        </button>
      )}
      {room.kind === 'stage' && (
        <div className={styles.stage}>
          <RadioTower size={16} aria-hidden="true" className={styles.stageSign} />
          <p>
            <strong>{room.stage ? words.stage.live : words.stage.notLive}</strong>
            {room.stage && ` · ${room.stage.topic}`}
          </p>
          <Button
            disabled={cannotStage !== undefined}
            title={cannotStage}
            onClick={() => rooms.openDialog({ kind: 'stage', channelId })}
          >
            {room.stage ? words.stage.change : words.stage.start}
          </Button>
        </div>
      )}
      {!room.canConnect && <p className={styles.hint}>{strings.rooms.cannotConnect}</p>}
      {!room.canManage && <p className={styles.hint}>{strings.rooms.cannotManage}</p>}
      {people.length === 0 ? (
        <p className={styles.hint}>{strings.rooms.empty}</p>
      ) : (
        <PeopleTable channelId={channelId} />
      )}
    </section>
  );
}
