import { toAppError } from '@shared/errors/failure';
import { type FormEvent, useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { adviceFor } from '../../advice';
import { useActions, useApp } from '../../state/react';
import { selectGuildId } from '../../state/workspace/selectors';
import { strings } from '../../strings';
import { Button } from '../../ui/Button';
import { Dialog, DialogActions } from '../../ui/Dialog';
import { Field, Select, TextInput } from '../../ui/Field';
import styles from './rooms.module.css';

const NAME_LIMIT = 100;

/** Makes a room in the guild on screen and chooses it. */
export default function CreateRoomDialog() {
  const guildId = useApp(selectGuildId);
  const guild = useApp((state) => (guildId === null ? undefined : state.workspace.guilds[guildId]));
  const categories = useApp(
    useShallow((state) => Object.values(state.workspace.categories).filter((c) => c.guildId === guildId)),
  );
  const { view, workspace } = useActions();
  const [name, setName] = useState('');
  const [limit, setLimit] = useState('0');
  const [categoryId, setCategoryId] = useState<string>(
    categories.find((c) => /voice|room/i.test(c.name))?.channelId ?? '',
  );
  const [busy, setBusy] = useState(false);
  const [problems, setProblems] = useState<Record<string, string>>({});

  const submit = async () => {
    if (!guild) return;
    const trimmed = name.trim();
    if (trimmed === '') return setProblems({ name: strings.createRoom.nameNeeded });
    if (trimmed.length > NAME_LIMIT) return setProblems({ name: strings.createRoom.nameLong });
    setBusy(true);
    setProblems({});
    try {
      const category = categories.find((c) => c.channelId === categoryId);
      const outcome = await workspace.createRoom({
        guildId: guild.guildId,
        name: trimmed,
        userLimit: Math.min(99, Math.max(0, Math.trunc(Number(limit)) || 0)),
        bitrateBps: null,
        categoryId: category?.channelId ?? null,
      });
      switch (outcome.kind) {
        case 'created':
          view.chooseRoom(outcome.room.channelId);
          view.goTo('rooms');
          view.closeOverlay();
          view.toast({ title: strings.createRoom.made(outcome.room.name) });
          return;
        case 'missingPermission':
          return setProblems({ form: strings.rooms.missingPermission(outcome.permission) });
        case 'guildFull':
          return setProblems({ form: strings.createRoom.guildFull });
        case 'invalid':
          return setProblems(outcome.fields);
      }
    } catch (thrown) {
      const advice = adviceFor(toAppError(thrown));
      setProblems({ form: `${advice.title}. ${advice.next}` });
    } finally {
      setBusy(false);
    }
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (!busy) void submit();
  };

  return (
    <Dialog title={strings.createRoom.title} closeLabel={strings.close} onClose={view.closeOverlay}>
      <form className={styles.form} onSubmit={onSubmit} noValidate>
        <Field label={strings.createRoom.name} error={problems.name}>
          {(ids) => (
            <TextInput
              {...ids}
              value={name}
              placeholder={strings.createRoom.placeholder}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <div className={styles.formRow}>
          <Field label={strings.createRoom.category} error={problems.categoryId}>
            {(ids) => (
              <Select {...ids} value={categoryId} onChange={(event) => setCategoryId(event.target.value)}>
                <option value="">{strings.createRoom.noCategory}</option>
                {categories.map((category) => (
                  <option key={category.channelId} value={category.channelId}>
                    {category.name}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <Field
            label={strings.createRoom.limit}
            hint={strings.createRoom.limitHint}
            error={problems.userLimit}
          >
            {(ids) => (
              <TextInput
                {...ids}
                type="number"
                min={0}
                max={99}
                value={limit}
                onChange={(event) => setLimit(event.target.value)}
              />
            )}
          </Field>
        </div>
        {problems.form && (
          <p className={styles.problem} role="alert">
            {problems.form}
          </p>
        )}
        <DialogActions>
          <Button onClick={view.closeOverlay}>{strings.cancel}</Button>
          <Button tone="primary" type="submit" busy={busy}>
            {strings.createRoom.submit}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
