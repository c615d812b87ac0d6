import { useState } from 'react';
import { useActions, useApp, useAppStore } from '../../state/react';
import { selectRoomGroups } from '../../state/workspace/selectors';
import { strings } from '../../strings';
import { Button } from '../../ui/Button';
import { Dialog, DialogActions } from '../../ui/Dialog';
import { Checkbox } from '../../ui/Field';
import { ReasonField } from './ReasonField';
import styles from './rooms.module.css';
import { useEndRooms } from './use-end-rooms';
import { useGuildOnScreen } from './use-guild';

const words = strings.rooming.ends;

/** Which rooms to end, with who is in each. */
export function EndRoomsDialog({ channelIds }: { channelIds: readonly string[] }) {
  const { guild } = useGuildOnScreen();
  const store = useAppStore();
  const { rooms: actions } = useActions();
  const rooms = useApp((state) => state.workspace.rooms);
  const inside = useApp((state) => state.workspace.occupantKeysByRoom);
  const groups = useApp(selectRoomGroups(guild?.guildId ?? null));
  const [chosen, setChosen] = useState<ReadonlySet<string>>(() => new Set(channelIds));
  const [reason, setReason] = useState('');
  const end = useEndRooms();
  const all = groups
    .flatMap((group) => group.itemIds)
    .flatMap((id) => rooms[id] ?? [])
    .filter((room) => room.canManage);
  const namesIn = (id: string) =>
    (inside[id] ?? []).map((key) => store.getState().workspace.occupants[key]?.displayName ?? '');
  const ids = all.filter((room) => chosen.has(room.channelId)).map((room) => room.channelId);

  return (
    <Dialog
      title={words.title}
      description={words.body}
      closeLabel={strings.close}
      onClose={actions.closeDialog}
    >
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (!guild || ids.length === 0) return;
          actions.closeDialog();
          end(guild.guildId, ids, reason.trim() || null);
        }}
      >
        <div className={styles.inline}>
          <Button
            onClick={() =>
              setChosen(
                new Set(all.map((room) => room.channelId).filter((id) => (inside[id] ?? []).length === 0)),
              )
            }
          >
            {words.allEmpty}
          </Button>
          <Button onClick={() => setChosen(new Set())}>{words.clear}</Button>
        </div>
        {all.length === 0 && <p className={styles.hint}>{words.none}</p>}
        <fieldset className={styles.roleChoice}>
          <legend className="visually-hidden">{words.choose}</legend>
          {all.map((room) => {
            const names = namesIn(room.channelId);
            return (
              <Checkbox
                key={room.channelId}
                label={room.name}
                hint={names.length === 0 ? words.empty : words.inside(names)}
                checked={chosen.has(room.channelId)}
                onChange={(on) =>
                  setChosen((before) => {
                    const next = new Set(before);
                    if (on) next.add(room.channelId);
                    else next.delete(room.channelId);
                    return next;
                  })
                }
              />
            );
          })}
        </fieldset>
        <ReasonField value={reason} onChange={setReason} />
        <DialogActions>
          <Button onClick={actions.closeDialog}>{strings.cancel}</Button>
          <Button tone="primary" type="submit" disabled={ids.length === 0}>
            {ids.length === 0 ? words.choose : words.submit(ids.length)}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
