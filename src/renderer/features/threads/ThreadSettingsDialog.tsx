import type { ThreadSummary } from '@shared/models/workspace';
import { type FormEvent, useState } from 'react';
import { useActions } from '../../state/react';
import { strings } from '../../strings';
import { wordSpan } from '../../strings/channels';
import { Button } from '../../ui/Button';
import { Dialog, DialogActions } from '../../ui/Dialog';
import { Field, Select, TextInput } from '../../ui/Field';
import { useAttempt, wordRefusal } from '../trouble';
import { AutoArchiveField, autoArchiveOf } from './AutoArchiveField';
import styles from './threads.module.css';

const words = strings.threads;
/** The steps Discord's own settings offer, seconds. */
const SLOW_SECONDS = [0, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 21_600] as const;

/** Name, archive and slow mode of a thread. */
export function ThreadSettingsDialog({ thread, onClose }: { thread: ThreadSummary; onClose: () => void }) {
  const { threads } = useActions();
  const attempt = useAttempt();
  const [name, setName] = useState(thread.name);
  const [autoArchive, setAutoArchive] = useState(thread.autoArchiveMinutes);
  const [slowModeMs, setSlowModeMs] = useState(thread.slowModeMs);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const manages = thread.abilities.includes('manageThreads');
  const steps = [...new Set([...SLOW_SECONDS.map((s) => s * 1_000), thread.slowModeMs])].sort(
    (a, b) => a - b,
  );

  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    const trimmed = name.trim();
    if (trimmed === '') return setProblem(words.nameNeeded);
    const archive = autoArchiveOf(autoArchive);
    setBusy(true);
    attempt(async () => {
      try {
        const outcome = await threads.modify({
          threadId: thread.channelId,
          ...(trimmed === thread.name ? {} : { name: trimmed }),
          ...(archive !== null && archive !== thread.autoArchiveMinutes
            ? { autoArchiveMinutes: archive }
            : {}),
          ...(slowModeMs === thread.slowModeMs ? {} : { slowModeMs }),
        });
        if (outcome.kind === 'done') onClose();
        else setProblem(wordRefusal(outcome));
      } finally {
        setBusy(false);
      }
    });
  };
  return (
    <Dialog title={words.settings} closeLabel={strings.close} onClose={onClose}>
      <form className={styles.form} onSubmit={onSubmit} noValidate>
        <Field label={words.name} error={problem}>
          {(ids) => (
            <TextInput
              {...ids}
              maxLength={100}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <AutoArchiveField value={autoArchive} onChange={setAutoArchive} />
        <Field label={words.slowMode} hint={manages ? undefined : words.needsManage}>
          {(ids) => (
            <Select
              {...ids}
              disabled={!manages}
              value={slowModeMs}
              onChange={(event) => setSlowModeMs(Number(event.target.value))}
            >
              {steps.map((ms) => (
                <option key={ms} value={ms}>
                  {ms === 0 ? words.slowModeOff : wordSpan(ms)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <DialogActions>
          <Button onClick={onClose}>{strings.cancel}</Button>
          <Button tone="primary" type="submit" busy={busy}>
            {words.save}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
