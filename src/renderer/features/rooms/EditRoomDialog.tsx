import { toAppError } from '@shared/errors/failure';
import type { ModifyRoomOutcome } from '@shared/models/rooms';
import { type FormEvent, useState } from 'react';
import { adviceFor } from '../../advice';
import { useActions, useApp } from '../../state/react';
import { selectRoom } from '../../state/workspace/selectors';
import { strings } from '../../strings';
import { Button } from '../../ui/Button';
import { Dialog, DialogActions } from '../../ui/Dialog';
import { Field, TextInput } from '../../ui/Field';
import { wordRoomRefusal } from '../members';
import { useAttempt } from '../trouble';
import { NAME_LIMIT } from './name-pattern';
import { ReasonField } from './ReasonField';
import { RoomFieldset } from './RoomFieldset';
import { changesOf, fieldsOf, type RoomFields, reverseOf } from './room-fields';
import styles from './rooms.module.css';
import { useGuildOnScreen } from './use-guild';

const words = strings.rooming;

/** Every field of a room; saving offers to go back. */
export function EditRoomDialog({ channelId }: { channelId: string }) {
  const room = useApp(selectRoom(channelId));
  const { guild, categories } = useGuildOnScreen();
  const { rooms, view } = useActions();
  const attempt = useAttempt();
  const [opened] = useState(room);
  const [fields, setFields] = useState<RoomFields | null>(() => (room ? fieldsOf(room) : null));
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [problems, setProblems] = useState<Record<string, string>>({});
  if (!guild || !fields || !opened) return null;
  const changes = changesOf(fields, opened, categories);

  const save = async () => {
    const name = fields.name.trim();
    if (name === '') return setProblems({ name: strings.createRoom.nameNeeded });
    if (name.length > NAME_LIMIT) return setProblems({ name: strings.createRoom.nameLong });
    if (!changes) return setProblems({ form: words.unchanged });
    setBusy(true);
    setProblems({});
    try {
      const outcome = await rooms.modify({
        channelId: opened.channelId,
        ...changes,
        reason: reason.trim() || null,
      });
      if (outcome.kind !== 'done') return setProblems(problemsOf(outcome));
      rooms.closeDialog();
      view.toast({
        title: words.saved(outcome.room.name),
        action: {
          label: strings.undo,
          run: () =>
            attempt(async () => {
              const back = await rooms.modify({
                channelId: opened.channelId,
                ...reverseOf(changes, opened),
                reason: null,
              });
              if (back.kind === 'done') view.toast({ title: words.changedBack(back.room.name) });
              else view.toast({ tone: 'trouble', title: wordRoomRefusal(back) });
            }),
        },
      });
    } catch (thrown) {
      const advice = adviceFor(toAppError(thrown));
      setProblems({ form: `${advice.title}. ${advice.next}` });
    } finally {
      setBusy(false);
    }
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (!busy) void save();
  };
  const change = (patch: Partial<RoomFields>) =>
    setFields((before) => (before ? { ...before, ...patch } : before));

  return (
    <Dialog title={words.edit} closeLabel={strings.close} onClose={rooms.closeDialog}>
      <form className={styles.form} onSubmit={onSubmit} noValidate>
        <Field
          label={strings.createRoom.name}
          error={problems.name}
          hint={changes?.name === undefined ? undefined : words.renameSlow}
        >
          {(ids) => (
            <TextInput
              {...ids}
              value={fields.name}
              onChange={(event) => change({ name: event.target.value })}
            />
          )}
        </Field>
        <RoomFieldset
          guild={guild}
          categories={categories}
          fields={fields}
          onChange={change}
          problems={problems}
          kindFixed
          ownPermissions={opened.ownPermissions}
        />
        <ReasonField value={reason} onChange={setReason} />
        {(problems.form ?? problems.request) && (
          <p className={styles.problem} role="alert">
            {problems.form ?? problems.request}
          </p>
        )}
        <DialogActions>
          <Button onClick={rooms.closeDialog}>{strings.cancel}</Button>
          <Button tone="primary" type="submit" busy={busy} disabled={!changes}>
            {words.save}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

function problemsOf(outcome: Exclude<ModifyRoomOutcome, { kind: 'done' }>): Record<string, string> {
  return outcome.kind === 'invalid' ? outcome.fields : { form: wordRoomRefusal(outcome) };
}
