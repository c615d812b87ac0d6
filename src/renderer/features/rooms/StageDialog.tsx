import { type FormEvent, useState } from 'react';
import { useActions, useApp } from '../../state/react';
import { selectRoom } from '../../state/workspace/selectors';
import { strings } from '../../strings';
import { Button } from '../../ui/Button';
import { Dialog, DialogActions } from '../../ui/Dialog';
import { Checkbox, Field, TextInput } from '../../ui/Field';
import { lacks, wordRoomRefusal } from '../members';
import { useAttempt } from '../trouble';
import styles from './rooms.module.css';

const words = strings.rooming.stage;
const TOPIC_LIMIT = 120;

/** Starts a stage with its topic, or gives it another. */
export function StageDialog({ channelId }: { channelId: string }) {
  const room = useApp(selectRoom(channelId));
  const { rooms, view } = useActions();
  const attempt = useAttempt();
  const [topic, setTopic] = useState(room?.stage?.topic ?? '');
  const [notify, setNotify] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  if (!room) return null;
  const cannotNotify = lacks(room.ownPermissions, 'MENTION_EVERYONE');
  const live = room.stage !== null;

  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    const trimmed = topic.trim();
    if (trimmed === '' || trimmed.length > TOPIC_LIMIT) return setProblem(words.topicNeeded);
    attempt(async () => {
      const outcome = live
        ? await rooms.setStageTopic(room.channelId, trimmed)
        : await rooms.startStage(room.channelId, trimmed, notify, null);
      if (outcome.kind !== 'done') return setProblem(wordRoomRefusal(outcome));
      rooms.closeDialog();
      view.toast({ title: live ? words.changed : words.started(trimmed) });
    });
  };
  return (
    <Dialog
      title={live ? words.change : words.startTitle}
      closeLabel={strings.close}
      onClose={rooms.closeDialog}
    >
      <form className={styles.form} onSubmit={onSubmit} noValidate>
        <Field label={words.topic} error={problem} hint={`${topic.trim().length} / ${TOPIC_LIMIT}`}>
          {(ids) => (
            <TextInput
              {...ids}
              value={topic}
              placeholder={words.topicPlaceholder}
              onChange={(event) => setTopic(event.target.value)}
            />
          )}
        </Field>
        {!live && (
          <Checkbox
            label={words.notify}
            hint={cannotNotify ?? words.notifyHint}
            checked={notify}
            disabled={cannotNotify !== undefined}
            onChange={setNotify}
          />
        )}
        <DialogActions>
          <Button onClick={rooms.closeDialog}>{strings.cancel}</Button>
          <Button tone="primary" type="submit">
            {live ? words.change : words.start}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
