import { toAppError } from '@shared/errors/failure';
import { type FormEvent, useRef, useState } from 'react';
import { adviceFor } from '../../advice';
import { useActions } from '../../state/react';
import { strings } from '../../strings';
import { Button } from '../../ui/Button';
import { Dialog, DialogActions } from '../../ui/Dialog';
import { Field, TextInput } from '../../ui/Field';
import { wordWebhookProblem } from './problem';
import styles from './webhooks.module.css';

const words = strings.webhooks;

/**
 * Takes a webhook's link. It holds a secret, so it lives in the field alone: it is no state of React, is never
 * drawn, and is cleared the moment it is handed on.
 */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  const { view, webhooks } = useActions();
  const field = useRef<HTMLInputElement>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = async () => {
    const link = field.current?.value.trim() ?? '';
    if (field.current) field.current.value = '';
    if (link === '') return setProblem(words.importNeeded);
    setBusy(true);
    setProblem(null);
    try {
      const outcome = await webhooks.importLink(link);
      if (outcome.kind !== 'done') return setProblem(wordWebhookProblem(outcome));
      view.toast({ title: words.importedNow(outcome.webhook.name) });
      onClose();
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
      title={words.importTitle}
      description={words.importBody}
      closeLabel={strings.close}
      onClose={onClose}
    >
      <form className={styles.form} onSubmit={onSubmit} noValidate>
        <Field label={words.importLabel} error={problem}>
          {(ids) => <TextInput {...ids} ref={field} type="password" placeholder={words.importPlaceholder} />}
        </Field>
        <DialogActions>
          <Button onClick={onClose}>{strings.cancel}</Button>
          <Button tone="primary" type="submit" busy={busy}>
            {words.importSubmit}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
