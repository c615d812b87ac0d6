import { toAppError } from '@shared/errors/failure';
import { type FormEvent, useState } from 'react';
import { adviceFor } from '../../advice';
import { useActions, useApp } from '../../state/react';
import { selectTextChannel } from '../../state/workspace/selectors';
import { strings } from '../../strings';
import { Button } from '../../ui/Button';
import { Dialog, DialogActions } from '../../ui/Dialog';
import { Field, Select, TextInput } from '../../ui/Field';
import { wordRefusal } from '../trouble';
import { AutoArchiveField, autoArchiveOf } from './AutoArchiveField';
import styles from './threads.module.css';

const words = strings.threads;
const NAME_LIMIT = 100;

/** Starts a thread, on a message or on its own, and opens it. */
export default function NewThreadDialog() {
  const seed = useApp((state) => state.view.threadSeed);
  const channel = useApp(selectTextChannel(seed?.channelId ?? null));
  const { threads, view } = useActions();
  const mayPublic = channel?.abilities.includes('createThreads') ?? false;
  const mayPrivate = channel?.abilities.includes('createPrivateThreads') ?? false;
  const onMessage = seed !== null && seed.messageId !== null;
  const [name, setName] = useState('');
  const [kind, setKind] = useState<'public' | 'private'>(mayPublic || onMessage ? 'public' : 'private');
  const [autoArchive, setAutoArchive] = useState<number>(1_440);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  if (!seed || !channel) return null;
  const allowed = onMessage ? mayPublic : mayPublic || mayPrivate;

  const submit = async () => {
    const trimmed = name.trim();
    if (trimmed === '') return setProblem(words.nameNeeded);
    if (trimmed.length > NAME_LIMIT) return setProblem(words.nameLong);
    setBusy(true);
    try {
      const outcome = await threads.create({
        ...seed,
        name: trimmed,
        kind,
        autoArchiveMinutes: autoArchiveOf(autoArchive) ?? 1_440,
      });
      if (outcome.kind !== 'done') return setProblem(wordRefusal(outcome));
      view.closeOverlay();
      view.chooseTextChannel(outcome.thread.channelId);
      view.goTo('messages');
    } catch (thrown) {
      const advice = adviceFor(toAppError(thrown));
      setProblem(`${advice.title}. ${advice.next}`);
    } finally {
      setBusy(false);
    }
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (!busy) void submit();
  };
  return (
    <Dialog
      title={words.create}
      description={onMessage ? words.createOn(channel.name) : words.createIn(channel.name)}
      closeLabel={strings.close}
      onClose={view.closeOverlay}
    >
      <form className={styles.form} onSubmit={onSubmit} noValidate>
        <Field label={words.name} error={problem ?? (allowed ? null : words.cannotCreate)}>
          {(ids) => (
            <TextInput
              {...ids}
              value={name}
              placeholder={words.namePlaceholder}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        {!onMessage && (
          <Field label={words.kind}>
            {(ids) => (
              <Select
                {...ids}
                value={kind}
                onChange={(event) => setKind(event.target.value === 'private' ? 'private' : 'public')}
              >
                {mayPublic && <option value="public">{words.kindPublic}</option>}
                {mayPrivate && channel.kind === 'text' && (
                  <option value="private">{words.kindPrivate}</option>
                )}
              </Select>
            )}
          </Field>
        )}
        <AutoArchiveField value={autoArchive} onChange={setAutoArchive} />
        <DialogActions>
          <Button onClick={view.closeOverlay}>{strings.cancel}</Button>
          <Button tone="primary" type="submit" busy={busy} disabled={!allowed}>
            {words.submit}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
