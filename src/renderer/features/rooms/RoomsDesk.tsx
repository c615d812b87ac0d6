import { DoorOpen, Mic2 } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useApp, useAppStore } from '../../state/react';
import { selectSidebarWidth } from '../../state/settings/selectors';
import { type ChannelGroup, selectGuildId, selectRoomGroups } from '../../state/workspace/selectors';
import { strings } from '../../strings';
import { Button } from '../../ui/Button';
import { TextInput } from '../../ui/Field';
import { ListDesk } from '../../ui/ListDesk';
import { EmptyState, Notice } from '../../ui/Notice';
import { plainKey } from '../../ui/plain-key';
import { PlansButton } from '../room-plans';
import { TroubleState } from '../trouble';
import { AwayStrip } from './AwayStrip';
import { DeskMenu } from './DeskMenu';
import { Dock } from './Dock';
import { filterRooms } from './filter-rooms';
import { RoomDetail } from './RoomDetail';
import { NewRoomButton, RoomRow, rowHeight } from './RoomRow';
import styles from './rooms.module.css';

/** The rooms of a guild by category with the people in them, and the chosen room beside. */
export function RoomsDesk() {
  const load = useApp((state) => state.workspace.load);
  const guildId = useApp(selectGuildId);
  const guild = useApp((state) => (guildId === null ? undefined : state.workspace.guilds[guildId]));
  const groups = useApp(selectRoomGroups(guildId));
  const roomId = useApp((state) => state.view.roomId);
  const width = useApp(selectSidebarWidth);
  const store = useAppStore();
  const { settings, view, workspace } = store.actions;
  const ids = groups.flatMap((group) => group.itemIds);
  const chosen = roomId !== null && ids.includes(roomId) ? roomId : null;

  const [text, setText] = useState('');
  const found = useFound(groups, text);
  useRoomKeys(guild?.canManageRooms === true);

  // A room that has gone does not stay chosen. One that was just made may be chosen before the gateway tells of it.
  const shown = useRef<string | null>(null);
  useEffect(() => {
    const hasGone = roomId !== null && chosen === null && roomId === shown.current;
    if (hasGone && load.kind === 'ready') view.chooseRoom(null);
    if (chosen !== null) shown.current = chosen;
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
    <DeskMenu>
      <AwayStrip guildId={guild.guildId} />
      <ListDesk
        label={strings.rooms.list}
        groups={found}
        chosenId={chosen}
        renderItem={(id, place) => <RoomRow key={id} channelId={id} {...place} />}
        estimatePx={(id) => rowHeight(store.getState().workspace, id)}
        head={
          <>
            {!guild.available && <Notice tone="trouble" title={strings.rooms.unavailable} />}
            {ids.length > 0 && (
              <div className={styles.find}>
                <TextInput
                  type="search"
                  data-find
                  aria-label={strings.rooming.find}
                  placeholder={strings.rooming.find}
                  value={text}
                  onChange={(event) => setText(event.target.value)}
                  onKeyDown={(event) => event.key === 'Escape' && setText('')}
                />
                {found.length === 0 && <p className={styles.hint}>{strings.rooming.nothingFound}</p>}
              </div>
            )}
          </>
        }
        foot={
          <>
            <NewRoomButton disabled={!guild.canManageRooms} />
            <PlansButton />
          </>
        }
        resizeLabel={strings.rooms.resize}
        widthPx={width}
        onWidth={(sidebarWidthPx) => settings.change({ sidebarWidthPx })}
      >
        <div className={styles.side}>
          <div className={styles.detail} data-scroller>
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
          <Dock guildId={guild.guildId} />
        </div>
      </ListDesk>
    </DeskMenu>
  );
}

/** Rooms by name or by who is inside; as they are told, so that people who come are found at once. */
function useFound(groups: readonly ChannelGroup[], text: string): readonly ChannelGroup[] {
  const quiet = text.trim() === '';
  const rooms = useApp((state) => (quiet ? null : state.workspace.rooms));
  const occupants = useApp((state) => (quiet ? null : state.workspace.occupants));
  const keys = useApp((state) => (quiet ? null : state.workspace.occupantKeysByRoom));
  return rooms && occupants && keys ? filterRooms(groups, text, rooms, occupants, keys) : groups;
}

/** Keys of this desk wherever on it the focus is, and not while typing. */
function useRoomKeys(allowed: boolean): void {
  const store = useAppStore();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (store.getState().view.overlay !== null) return;
      const { rooms, view } = store.actions;
      switch (plainKey(event)) {
        case 'n':
          if (!allowed) return;
          event.preventDefault();
          if (event.shiftKey) rooms.openDialog({ kind: 'manyRooms' });
          else view.openOverlay('createRoom');
          return;
        case '/':
          event.preventDefault();
          document.querySelector<HTMLElement>('[data-find]')?.focus();
          return;
        case 'Escape':
          rooms.clearSelection();
          return;
        default:
          return;
      }
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [allowed, store]);
}
