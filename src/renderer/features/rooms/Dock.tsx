import type { Batch, BatchItem } from '@shared/models/rooms';
import { ArrowRightLeft, Mic, MicOff, PhoneOff, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { adviceFor } from '../../advice';
import type { AppState } from '../../state/app-state';
import { useActions, useApp, useAppStore } from '../../state/react';
import { batchProgress } from '../../state/rooms/apply';
import { strings } from '../../strings';
import { Button, IconButton } from '../../ui/Button';
import { chosenPeople, lacks, useMemberActions, wordRoomRefusal } from '../members';
import { useAttempt } from '../trouble';
import styles from './rooms.module.css';

const words = strings.rooming;

/** A batch in which nothing went wrong needs no putting away. */
const SMOOTH_STAYS_MS = 15_000;

/** Below the room: what is chosen, and what several things at once are doing. */
export function Dock({ guildId }: { guildId: string }) {
  const batches = useApp((state) => state.rooms.batches);
  const dismissed = useApp((state) => state.rooms.dismissed);
  const shown = Object.values(batches).filter(
    (batch) => batch.guildId === guildId && !dismissed.includes(batch.batchId),
  );
  return (
    <div className={styles.dock}>
      {shown.map((batch) => (
        <BatchStrip key={batch.batchId} batch={batch} />
      ))}
      <Selection />
    </div>
  );
}

const NOBODY: AppState['workspace']['occupants'] = {};

function Selection() {
  const store = useAppStore();
  const selected = useApp((state) => state.rooms.selected);
  // Nobody chosen is the rule, and then those who come and go are no reason to look at everybody.
  const occupants = useApp((state) =>
    state.rooms.selected.length === 0 ? NOBODY : state.workspace.occupants,
  );
  const actions = useMemberActions();
  const people = chosenPeople(occupants, selected);
  if (people.length === 0) return null;
  const { rooms } = store.actions;
  const roomsOf = [...new Set(people.map((person) => person.channelId))].flatMap(
    (id) => store.getState().workspace.rooms[id] ?? [],
  );
  const missing = (name: 'MOVE_MEMBERS' | 'MUTE_MEMBERS') =>
    roomsOf.map((room) => lacks(room.ownPermissions, name)).find((why) => why !== undefined);
  const cannotMove = missing('MOVE_MEMBERS');
  const cannotMute = missing('MUTE_MEMBERS');
  const allMuted = people.every((person) => person.serverMute);
  return (
    <section className={styles.strip} aria-label={words.person.selected(people.length)}>
      <strong>{words.person.selected(people.length)}</strong>
      <span className={styles.stripNames}>{people.map((person) => person.displayName).join(', ')}</span>
      <Button
        icon={<ArrowRightLeft size={16} />}
        disabled={cannotMove !== undefined}
        title={cannotMove}
        onClick={() => rooms.openDialog({ kind: 'move', userIds: selected, fromId: null })}
      >
        {words.person.move}
      </Button>
      <Button
        icon={allMuted ? <Mic size={16} /> : <MicOff size={16} />}
        disabled={cannotMute !== undefined}
        title={cannotMute}
        onClick={() => actions.muteAll(people, !allMuted)}
      >
        {allMuted ? words.person.unmute : words.person.mute}
      </Button>
      <Button
        icon={<PhoneOff size={16} />}
        disabled={cannotMove !== undefined}
        title={cannotMove}
        onClick={() => actions.disconnect(people)}
      >
        {words.person.disconnect}
      </Button>
      <IconButton label={words.person.clear} shortcut="Esc" onClick={rooms.clearSelection}>
        <X size={16} />
      </IconButton>
    </section>
  );
}

function BatchStrip({ batch }: { batch: Batch }) {
  const { rooms } = useActions();
  const attempt = useAttempt();
  const [open, setOpen] = useState(false);
  const { batchId } = batch;
  const { settled, troubled, total } = batchProgress(batch);
  const running = batch.endedAtMs === null;
  const cancelled = batch.items.filter((item) => item.state.kind === 'cancelled').length;
  const notes = [
    words.batch.progress(settled - troubled - cancelled, total),
    ...(troubled > 0 ? [words.batch.troubled(troubled)] : []),
    ...(cancelled > 0 ? [words.batch.cancelled(cancelled)] : []),
  ];
  const smooth = !running && troubled + cancelled === 0;
  useEffect(() => {
    if (!smooth) return;
    const timer = setTimeout(() => rooms.dismissBatch(batchId), SMOOTH_STAYS_MS);
    return () => clearTimeout(timer);
  }, [smooth, batchId, rooms]);
  const made = batch.kind === 'createRooms' ? batch.items.flatMap((item) => item.targetId ?? []) : [];
  const title = (running ? words.batch.kinds : words.batch.ended)[batch.kind];
  const notDone = batch.items.filter((item) => wordItem(item) !== null);
  return (
    <section className={styles.batch} aria-label={title} aria-live="polite">
      <div className={styles.strip}>
        <strong>{title}</strong>
        <span className={styles.stripNames}>{notes.join(' · ')}</span>
        {notDone.length > 0 && (
          <Button aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? words.batch.hide : words.batch.show}
          </Button>
        )}
        {running ? (
          <Button onClick={() => attempt(() => rooms.cancelBatch(batchId))}>{words.batch.cancel}</Button>
        ) : (
          <>
            {made.length > 0 && (
              <Button onClick={() => rooms.openDialog({ kind: 'endRooms', channelIds: made })}>
                {words.batch.endThem}
              </Button>
            )}
            <IconButton label={strings.dismiss} onClick={() => rooms.dismissBatch(batchId)}>
              <X size={16} />
            </IconButton>
          </>
        )}
      </div>
      <progress className={styles.progress} max={total} value={settled} aria-label={title} />
      {open && (
        <ul className={styles.items}>
          {notDone.map((item, index) => (
            <li key={item.targetId ?? `${item.label}-${index}`}>
              <span className={styles.name}>{item.label}</span>
              <span>{wordItem(item)}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** Why one step was not done; null for those that were or may yet be. */
function wordItem({ state }: BatchItem): string | null {
  switch (state.kind) {
    case 'refused':
      return wordRoomRefusal(state.refusal);
    case 'failed': {
      const { title, next } = adviceFor(state.error);
      return `${title}. ${next}`;
    }
    case 'cancelled':
    case 'already':
      return words.batch.states[state.kind];
    case 'waiting':
    case 'running':
    case 'done':
      return null;
  }
}
