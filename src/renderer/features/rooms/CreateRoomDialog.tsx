import { toAppError } from '@shared/errors/failure';
import { type FormEvent, useState } from 'react';
import { adviceFor } from '../../advice';
import { useActions, useApp } from '../../state/react';
import { strings } from '../../strings';
import { Button } from '../../ui/Button';
import { Dialog, DialogActions } from '../../ui/Dialog';
import { Field, TextInput } from '../../ui/Field';
import { NAME_LIMIT } from './name-pattern';
import { ReasonField } from './ReasonField';
import { RoomFieldset } from './RoomFieldset';
import { EMPTY_FIELDS, fieldsOf, type RoomFields, settingsOf } from './room-fields';
import styles from './rooms.module.css';
import { useGuildOnScreen, useLikelyCategory } from './use-guild';

/** Makes a room in the guild on screen and chooses it; `likeId` starts from another room. */
export default function CreateRoomDialog({ likeId = null }: { likeId?: string | null }) {
  const { guild, categories } = useGuildOnScreen();
  const likely = useLikelyCategory(categories);
  const like = useApp((state) => (likeId === null ? undefined : state.workspace.rooms[likeId]));
  const { rooms, view, workspace } = useActions();
  const [fields, setFields] = useState<RoomFields>(() =>
    like
      ? fieldsOf(like)
      : {
          ...EMPTY_FIELDS,
          categoryId: likely,
        },
  );
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [problems, setProblems] = useState<Record<string, string>>({});
  const close = () => (likeId === null ? view.closeOverlay() : rooms.closeDialog());
  const change = (patch: Partial<RoomFields>) => setFields((before) => ({ ...before, ...patch }));

  const submit = async () => {
    if (!guild) return;
    const name = fields.name.trim();
    if (name === '') return setProblems({ name: strings.createRoom.nameNeeded });
    if (name.length > NAME_LIMIT) return setProblems({ name: strings.createRoom.nameLong });
    setBusy(true);
    setProblems({});
    try {
      const outcome = await workspace.createRoom({
        guildId: guild.guildId,
        name,
        ...settingsOf(fields, categories),
        reason: reason.trim() || null,
      });
      switch (outcome.kind) {
        case 'created':
          view.chooseRoom(outcome.room.channelId);
          view.goTo('rooms');
          close();
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
    <Dialog title={strings.createRoom.title} closeLabel={strings.close} onClose={close}>
      <form className={styles.form} onSubmit={onSubmit} noValidate>
        <Field label={strings.createRoom.name} error={problems.name}>
          {(ids) => (
            <TextInput
              {...ids}
              value={fields.name}
              placeholder={strings.createRoom.placeholder}
              onChange={(event) => change({ name: event.target.value })}
            />
          )}
        </Field>
        {guild && (
          <RoomFieldset
            guild={guild}
            categories={categories}
            fields={fields}
            onChange={change}
            problems={problems}
            ownPermissions={guild.ownPermissions}
          />
        )}
        <ReasonField value={reason} onChange={setReason} />
        {(problems.form ?? problems.request) && (
          <p className={styles.problem} role="alert">
            {problems.form ?? problems.request}
          </p>
        )}
        <DialogActions>
          <Button onClick={close}>{strings.cancel}</Button>
          <Button tone="primary" type="submit" busy={busy}>
            {strings.createRoom.submit}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
