import type { RoomActionOutcome } from '@shared/models/rooms';
import { type FormEvent, useState } from 'react';
import { useActions, useApp } from '../../state/react';
import { selectRoom } from '../../state/workspace/selectors';
import { strings } from '../../strings';
import { Button } from '../../ui/Button';
import { TextInput } from '../../ui/Field';
import { wordRoomRefusal } from '../members';
import { useAttempt } from '../trouble';
import styles from './rooms.module.css';

const words = strings.rooming.status;
const STATUS_LIMIT = 500;

/** The line below a room's name, in place: Enter sets it, Escape leaves it. */
export function StatusForm({ channelId, onDone }: { channelId: string; onDone: () => void }) {
  const room = useApp(selectRoom(channelId));
  const { rooms, view } = useActions();
  const attempt = useAttempt();
  const [text, setText] = useState(room?.status ?? '');
  if (!room) return null;
  const before = room.status;
  const set = (status: string | null) =>
    attempt(async () => {
      const tell = (outcome: RoomActionOutcome, title: string, undo: (() => void) | null) =>
        outcome.kind === 'done'
          ? view.toast({ title, action: undo && { label: strings.undo, run: undo } })
          : view.toast({ tone: 'trouble', title: wordRoomRefusal(outcome) });
      const outcome = await rooms.setStatus(room.channelId, status);
      tell(outcome, status === null ? words.cleared : words.saved, () =>
        attempt(async () => {
          const back = await rooms.setStatus(room.channelId, before);
          tell(back, before === null ? words.cleared : words.saved, null);
        }),
      );
      if (outcome.kind === 'done') onDone();
    });
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    const trimmed = text.trim();
    if (trimmed === (before ?? '')) return onDone();
    set(trimmed === '' ? null : trimmed);
  };
  return (
    <form className={styles.statusForm} onSubmit={onSubmit}>
      <TextInput
        autoFocus
        aria-label={words.title}
        placeholder={words.placeholder}
        maxLength={STATUS_LIMIT}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.stopPropagation();
          onDone();
        }}
      />
      <Button type="submit" tone="primary">
        {words.set}
      </Button>
      {before !== null && <Button onClick={() => set(null)}>{words.clear}</Button>}
    </form>
  );
}
