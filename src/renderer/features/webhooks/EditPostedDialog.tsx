import { toAppError } from '@shared/errors/failure';
import type { WebhookSummary } from '@shared/models/routes';
import { type FormEvent, useState } from 'react';
import { adviceFor } from '../../advice';
import { useActions } from '../../state/react';
import { strings } from '../../strings';
import { Button } from '../../ui/Button';
import { Dialog, DialogActions } from '../../ui/Dialog';
import { Field, TextInput } from '../../ui/Field';
import { wordRefusal } from '../trouble';
import styles from './webhooks.module.css';

const words = strings.webhooks;

/** Asks for the link of a message the webhook posted and opens it in the composer. */
export function EditPostedDialog({ webhook, onClose }: { webhook: WebhookSummary; onClose: () => void }) {
  const { view, webhooks } = useActions();
  const [link, setLink] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = async () => {
    if (link.trim() === '') return setProblem(words.editNeeded);
    setBusy(true);
    setProblem(null);
    try {
      const outcome = await webhooks.openMessage(webhook.webhookId, link.trim());
      switch (outcome.kind) {
        case 'opened':
          onClose();
          return view.showPlace({ kind: 'editPosted', message: outcome.message });
        case 'notOurs':
          return setProblem(words.notOurs);
        case 'done':
          return;
        default:
          return setProblem(wordRefusal(outcome));
      }
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
      title={words.editTitle}
      description={words.editBody(webhook.name)}
      closeLabel={strings.close}
      onClose={onClose}
    >
      <form className={styles.form} onSubmit={onSubmit} noValidate>
        <Field label={words.editLabel} hint={words.editHint} error={problem}>
          {(ids) => (
            <TextInput
              {...ids}
              value={link}
              maxLength={300}
              placeholder="https://discord.com/channels/…"
              onChange={(event) => setLink(event.target.value)}
            />
          )}
        </Field>
        <DialogActions>
          <Button onClick={onClose}>{strings.cancel}</Button>
          <Button tone="primary" type="submit" busy={busy}>
            {words.editSubmit}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
