import { BATCH_LIMIT } from '@shared/models/rooms';
import { useState } from 'react';
import { useActions } from '../../state/react';
import { strings } from '../../strings';
import { Button } from '../../ui/Button';
import { Dialog, DialogActions } from '../../ui/Dialog';
import { Field } from '../../ui/Field';
import { useAttempt } from '../trouble';
import { expandNames, NAME_LIMIT } from './name-pattern';
import { ReasonField } from './ReasonField';
import { RoomFieldset } from './RoomFieldset';
import { EMPTY_FIELDS, type RoomFields, settingsOf } from './room-fields';
import styles from './rooms.module.css';
import { useGuildOnScreen, useLikelyCategory } from './use-guild';

const words = strings.rooming.many;

/** Several rooms that are alike but for their names, with a preview of what comes of the pattern. */
export function ManyRoomsDialog() {
  const { guild, categories } = useGuildOnScreen();
  const likely = useLikelyCategory(categories);
  const { rooms } = useActions();
  const attempt = useAttempt();
  const [text, setText] = useState('');
  const [reason, setReason] = useState('');
  const [fields, setFields] = useState<RoomFields>(() => ({
    ...EMPTY_FIELDS,
    categoryId: likely,
  }));
  if (!guild) return null;
  const names = expandNames(text, BATCH_LIMIT);
  const problem = problemOf(names);

  const submit = () => {
    if (problem !== null) return;
    rooms.closeDialog();
    attempt(() =>
      rooms.createMany({
        guildId: guild.guildId,
        names,
        ...settingsOf(fields, categories),
        reason: reason.trim() || null,
      }),
    );
  };
  return (
    <Dialog title={words.title} closeLabel={strings.close} onClose={rooms.closeDialog}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
        noValidate
      >
        <Field label={words.pattern} hint={words.patternHint} error={names.length > 0 ? problem : null}>
          {(ids) => (
            <textarea
              {...ids}
              className={styles.textArea}
              rows={3}
              value={text}
              placeholder={words.placeholder}
              onChange={(event) => setText(event.target.value)}
            />
          )}
        </Field>
        {names.length > 0 && problem === null && (
          <p className={styles.preview}>
            <strong>{words.preview(names.length)}:</strong> {names.join(' · ')}
          </p>
        )}
        <RoomFieldset
          guild={guild}
          categories={categories}
          fields={fields}
          onChange={(patch) => setFields((before) => ({ ...before, ...patch }))}
          problems={{}}
          ownPermissions={guild.ownPermissions}
        />
        <ReasonField value={reason} onChange={setReason} />
        <DialogActions>
          <Button onClick={rooms.closeDialog}>{strings.cancel}</Button>
          <Button tone="primary" type="submit" disabled={problem !== null}>
            {words.submit(Math.min(names.length, BATCH_LIMIT))}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

function problemOf(names: readonly string[]): string | null {
  if (names.length === 0) return words.none;
  if (names.length > BATCH_LIMIT) return words.tooMany(names.length, BATCH_LIMIT);
  const long = names.find((name) => name.length > NAME_LIMIT);
  return long === undefined ? null : words.tooLong(`${long.slice(0, 20)}…`);
}
