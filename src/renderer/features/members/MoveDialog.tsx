import { Mic2, Volume2 } from 'lucide-react';
import { useState } from 'react';
import { useActions, useApp, useAppStore } from '../../state/react';
import { selectRoomGroups } from '../../state/workspace/selectors';
import { strings } from '../../strings';
import { Dialog } from '../../ui/Dialog';
import { TextInput } from '../../ui/Field';
import { moveRoving } from '../../ui/roving';
import styles from './members.module.css';
import { chosenPeople } from './person-menu';
import { lacks } from './refusal';
import { useMemberActions } from './use-member-actions';

const words = strings.rooming.moving;

/** Where to move people: a list of rooms to type in, with what stands in the way. */
export function MoveDialog({ userIds, fromId }: { userIds: readonly string[]; fromId: string | null }) {
  const store = useAppStore();
  const { rooms: actions } = useActions();
  const { move } = useMemberActions();
  const [filter, setFilter] = useState('');
  const rooms = useApp((state) => state.workspace.rooms);
  const inside = useApp((state) => state.workspace.occupantKeysByRoom);
  const people = chosenPeople(store.getState().workspace.occupants, userIds);
  const groups = useApp(selectRoomGroups(people[0]?.guildId ?? null));
  const homes = new Set<string>(people.map((person) => person.channelId));
  const [first] = people;
  const title =
    fromId === null
      ? words.title(people.length, first?.displayName ?? '')
      : words.everyone(rooms[fromId]?.name ?? '');
  const needle = filter.trim().toLocaleLowerCase();
  const found = groups
    .flatMap((group) => group.itemIds)
    .flatMap((id) => rooms[id] ?? [])
    .filter((room) => room.name.toLocaleLowerCase().includes(needle));
  const obstacleOf = (id: string) => {
    const room = rooms[id];
    if (!room) return undefined;
    if (homes.size === 1 && homes.has(id)) return words.here;
    return lacks(room.ownPermissions, 'CONNECT');
  };
  const choose = (id: string) => {
    actions.closeDialog();
    move(people, id);
  };
  const firstFree = found.find((room) => obstacleOf(room.channelId) === undefined);

  return (
    <Dialog title={title} closeLabel={strings.close} onClose={actions.closeDialog}>
      <form
        className={styles.stack}
        onSubmit={(event) => {
          event.preventDefault();
          if (firstFree) choose(firstFree.channelId);
        }}
        onKeyDown={(event) => void moveRoving(event)}
      >
        <TextInput
          type="search"
          data-roving
          aria-label={words.filter}
          placeholder={words.filter}
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
        />
        {found.length === 0 && <p className={styles.quiet}>{words.none}</p>}
        <ul className={styles.choices}>
          {found.map((room) => {
            const obstacle = obstacleOf(room.channelId);
            const count = inside[room.channelId]?.length ?? 0;
            const full = room.userLimit > 0 && count >= room.userLimit;
            const Icon = room.kind === 'stage' ? Mic2 : Volume2;
            return (
              <li key={room.channelId}>
                <button
                  type="button"
                  data-roving
                  className={styles.choice}
                  disabled={obstacle !== undefined}
                  onClick={() => choose(room.channelId)}
                >
                  <Icon size={16} aria-hidden="true" />
                  <span className={styles.grow}>
                    {room.name}
                    {(obstacle ?? (full ? words.full(room.userLimit) : undefined)) !== undefined && (
                      <small>{obstacle ?? words.full(room.userLimit)}</small>
                    )}
                  </span>
                  <span className={styles.count}>
                    {room.userLimit > 0 ? `${count}/${room.userLimit}` : count || ''}
                  </span>
                </button>
              </li>
            );
          })}
        </ul>
      </form>
    </Dialog>
  );
}
