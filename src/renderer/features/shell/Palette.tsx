import { Command as Cmdk } from 'cmdk';
import { useMemo, useState } from 'react';
import { useActions, useApp, useAppStore } from '../../state/react';
import { selectGuilds } from '../../state/workspace/selectors';
import { strings } from '../../strings';
import { formatDateTime } from '../../ui/format';
import { Keys } from '../../ui/Keys';
import { namedLiveCommands } from '../live';
import { useJoinRoom } from '../rooms';
import { useAttempt } from '../trouble';
import { createCommands } from './commands';
import styles from './Palette.module.css';
import { PlaceItems } from './PlaceItems';

/** One field that reaches every action, room, channel, guild and recording. */
export default function Palette() {
  const store = useAppStore();
  const { view, recordings: recordingActions } = useActions();
  const attempt = useAttempt();
  const join = useJoinRoom();
  const commands = useMemo(
    () =>
      [...createCommands(store), ...namedLiveCommands(store)].filter((c) => c.available(store.getState())),
    [store],
  );
  const rooms = useApp((state) => state.workspace.rooms);
  const inside = useApp((state) => state.workspace.occupantKeysByRoom);
  const occupants = useApp((state) => state.workspace.occupants);
  const [text, setText] = useState('');
  const guilds = useApp(selectGuilds);
  const recordings = useApp((state) => state.recordings.list);
  const groups = strings.palette.groups;
  const guildName = (guildId: string) =>
    guilds.length > 1 ? guilds.find((g) => g.guildId === guildId)?.name : null;
  const close = (work: () => void) => () => {
    view.closeOverlay();
    work();
  };

  return (
    <Cmdk.Dialog
      open
      loop
      label={strings.palette.title}
      overlayClassName={styles.scrim ?? ''}
      contentClassName={styles.content ?? ''}
      onOpenChange={(open) => !open && view.closeOverlay()}
    >
      <Cmdk.Input
        className={styles.input}
        placeholder={strings.palette.placeholder}
        value={text}
        onValueChange={setText}
      />
      <Cmdk.List className={styles.list}>
        <Cmdk.Empty className={styles.none}>{strings.palette.none}</Cmdk.Empty>
        <Cmdk.Group heading={groups.action}>
          {commands.map((command) => (
            <Cmdk.Item
              key={command.id}
              value={`action ${command.id} ${command.title}`}
              onSelect={close(() => attempt(async () => command.run()))}
            >
              <span>{command.title}</span>
              {command.keys !== null && <Keys shortcut={command.keys} />}
            </Cmdk.Item>
          ))}
        </Cmdk.Group>
        <Cmdk.Group heading={groups.room}>
          {Object.values(rooms).map((room) => (
            <Cmdk.Item
              key={room.channelId}
              value={`room ${room.name} ${room.channelId}`}
              onSelect={close(() => {
                view.chooseGuild(room.guildId);
                view.goTo('rooms');
                view.chooseRoom(room.channelId);
              })}
            >
              <span>{room.name}</span>
              <small>
                {guildName(room.guildId)} {strings.palette.roomHint(inside[room.channelId]?.length ?? 0)}
              </small>
            </Cmdk.Item>
          ))}
          {Object.values(rooms)
            .filter((room) => room.canConnect)
            .map((room) => (
              <Cmdk.Item
                key={room.channelId}
                value={`join ${room.name} ${room.channelId}`}
                onSelect={close(() => join(room.channelId))}
              >
                <span>
                  {strings.rooms.join}: {room.name}
                </span>
                <small>{guildName(room.guildId)}</small>
              </Cmdk.Item>
            ))}
        </Cmdk.Group>
        <Cmdk.Group heading={strings.rooming.person.group}>
          {Object.entries(occupants).map(([key, person]) => (
            <Cmdk.Item
              key={key}
              value={`where is ${person.displayName} ${key}`}
              onSelect={close(() => {
                view.chooseGuild(person.guildId);
                view.goTo('rooms');
                view.chooseRoom(person.channelId);
              })}
            >
              <span>{strings.rooming.person.where(person.displayName)}</span>
              <small>{strings.rooming.person.inRoom(rooms[person.channelId]?.name ?? '')}</small>
            </Cmdk.Item>
          ))}
        </Cmdk.Group>
        <PlaceItems text={text} close={close} />
        <Cmdk.Group heading={groups.recording}>
          {recordings
            .filter((recording) => recording.health.kind !== 'damaged')
            .map((recording) => (
              <Cmdk.Item
                key={recording.recordingId}
                value={`recording ${recording.title} ${recording.recordingId}`}
                onSelect={close(() => {
                  view.goTo('library');
                  attempt(() => recordingActions.openReview(recording.recordingId));
                })}
              >
                <span>{recording.title}</span>
                <small>{formatDateTime(recording.startedAtMs)}</small>
              </Cmdk.Item>
            ))}
        </Cmdk.Group>
      </Cmdk.List>
    </Cmdk.Dialog>
  );
}
