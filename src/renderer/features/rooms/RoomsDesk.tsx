import { DoorOpen, Mic2 } from 'lucide-react';
import { useEffect } from 'react';
import { useActions, useApp, useAppStore } from '../../state/react';
import { selectSidebarWidth } from '../../state/settings/selectors';
import { selectGuildId, selectRoomGroups } from '../../state/workspace/selectors';
import { strings } from '../../strings';
import { Button } from '../../ui/Button';
import { ListDesk } from '../../ui/ListDesk';
import { EmptyState, Notice } from '../../ui/Notice';
import { plainKey } from '../../ui/plain-key';
import { TroubleState } from '../trouble';
import { RoomDetail } from './RoomDetail';
import { NewRoomButton, RoomRow } from './RoomRow';
import styles from './rooms.module.css';

/** The rooms of a guild by category with the people in them, and the chosen room beside. */
export function RoomsDesk() {
  const load = useApp((state) => state.workspace.load);
  const guildId = useApp(selectGuildId);
  const guild = useApp((state) => (guildId === null ? undefined : state.workspace.guilds[guildId]));
  const groups = useApp(selectRoomGroups(guildId));
  const roomId = useApp((state) => state.view.roomId);
  const width = useApp(selectSidebarWidth);
  const { settings, view, workspace } = useActions();
  const ids = groups.flatMap((group) => group.itemIds);
  const chosen = roomId !== null && ids.includes(roomId) ? roomId : null;

  useNewRoomKey(guild?.canManageRooms === true);

  // A room that has gone does not stay chosen.
  useEffect(() => {
    if (roomId !== null && chosen === null && load.kind === 'ready') view.chooseRoom(null);
  }, [roomId, chosen, load.kind, view]);

  if (load.kind === 'failed' && !guild) {
    return (
      <TroubleState
        error={load.error}
        title={strings.rooms.loadFailed}
        onRetry={() => void workspace.load()}
      />
    );
  }
  if (load.kind !== 'ready' && !guild) return <p className={styles.waiting}>{strings.loading}</p>;
  if (!guild) {
    return (
      <EmptyState icon={<DoorOpen size={24} />} title={strings.rooms.noGuildsTitle}>
        {strings.rooms.noGuildsBody}
      </EmptyState>
    );
  }
  return (
    <ListDesk
      label={strings.rooms.list}
      groups={groups}
      renderItem={(id) => <RoomRow key={id} channelId={id} tabStop={id === (chosen ?? ids[0])} />}
      head={!guild.available && <Notice tone="trouble" title={strings.rooms.unavailable} />}
      foot={<NewRoomButton disabled={!guild.canManageRooms} />}
      resizeLabel={strings.rooms.resize}
      widthPx={width}
      onWidth={(sidebarWidthPx) => settings.change({ sidebarWidthPx })}
    >
      <div className={styles.detail}>
        {chosen !== null && <RoomDetail channelId={chosen} />}
        {chosen === null && ids.length > 0 && (
          <EmptyState icon={<Mic2 size={24} />} title={strings.rooms.chooseTitle}>
            {strings.rooms.chooseBody}
          </EmptyState>
        )}
        {ids.length === 0 && (
          <EmptyState
            icon={<DoorOpen size={24} />}
            title={strings.rooms.noneTitle}
            actions={
              guild.canManageRooms && (
                <Button tone="primary" onClick={() => view.openOverlay('createRoom')}>
                  {strings.rooms.create}
                </Button>
              )
            }
          >
            {guild.canManageRooms ? strings.rooms.noneBody : strings.rooms.cannotCreate}
          </EmptyState>
        )}
      </div>
    </ListDesk>
  );
}

/** N makes a room, wherever on this desk the focus is, and not while typing. */
function useNewRoomKey(allowed: boolean): void {
  const store = useAppStore();
  useEffect(() => {
    if (!allowed) return;
    const onKeyDown = (event: KeyboardEvent) => {
      if (store.getState().view.overlay !== null || plainKey(event) !== 'n') return;
      event.preventDefault();
      store.actions.view.openOverlay('createRoom');
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [allowed, store]);
}
