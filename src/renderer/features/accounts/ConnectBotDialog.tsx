import { toAppError } from '@shared/errors/failure';
import type { ConnectOutcome } from '@shared/models/accounts';
import { type FormEvent, useRef, useState } from 'react';
import { adviceFor } from '../../advice';
import { selectVault } from '../../state/accounts/selectors';
import { useActions, useApp } from '../../state/react';
import { strings } from '../../strings';
import { Button } from '../../ui/Button';
import { Dialog, DialogActions } from '../../ui/Dialog';
import { Checkbox, Field, TextInput } from '../../ui/Field';
import styles from './ConnectBotDialog.module.css';
import { connectProblem } from './use-connect-outcome';

type Where = 'token' | 'address' | 'form';

function whereOf(kind: ConnectOutcome['kind']): Where {
  if (kind === 'badToken') return 'token';
  return kind === 'badAddress' ? 'address' : 'form';
}

/**
 * Takes a bot token. The field is not controlled: what is typed never becomes state, and the field is emptied
 * the moment its text has been handed on.
 */
export default function ConnectBotDialog() {
  const { accounts, view } = useActions();
  const vault = useApp(selectVault);
  const tokenRef = useRef<HTMLInputElement>(null);
  const [remember, setRemember] = useState(false);
  const [address, setAddress] = useState('');
  const [label, setLabel] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<{ where: Where; text: string } | null>(null);

  const submit = async () => {
    const field = tokenRef.current;
    const token = field?.value.trim() ?? '';
    if (!field || token === '') {
      field?.focus();
      return;
    }
    field.value = '';
    setBusy(true);
    setProblem(null);
    try {
      const outcome = await accounts.connectBot({
        token,
        baseUrl: address.trim() || null,
        label: label.trim() || null,
        remember,
      });
      const text = connectProblem(outcome);
      if (outcome.kind === 'connected' && outcome.notRemembered !== null) {
        const title = strings.connect.notRemembered(outcome.notRemembered);
        view.toast({ tone: 'trouble', title, stayMs: 12_000 });
      }
      if (text === null) view.closeOverlay();
      else setProblem({ where: whereOf(outcome.kind), text });
    } catch (thrown) {
      const error = toAppError(thrown);
      const advice = adviceFor(error);
      const where = error.code === 'ipc/invalid-input' && address ? 'address' : 'form';
      setProblem({ where, text: `${advice.title}. ${advice.next}` });
    } finally {
      setBusy(false);
    }
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (!busy) void submit();
  };
  const errorAt = (where: Where) => (problem?.where === where ? problem.text : null);

  return (
    <Dialog
      title={strings.connect.title}
      description={strings.connect.description}
      closeLabel={strings.close}
      onClose={view.closeOverlay}
    >
      <form className={styles.form} onSubmit={onSubmit}>
        <Field label={strings.connect.token} hint={strings.connect.tokenHint} error={errorAt('token')}>
          {(ids) => (
            <TextInput {...ids} ref={tokenRef} type="password" name="bot-token" required maxLength={512} />
          )}
        </Field>
        <Checkbox
          label={strings.connect.remember}
          hint={vault.explanation}
          checked={remember}
          onChange={setRemember}
        />
        <details className={styles.advanced} open={problem?.where === 'address' || undefined}>
          <summary>{strings.connect.advanced}</summary>
          <div className={styles.form}>
            <Field
              label={strings.connect.address}
              hint={strings.connect.addressHint}
              error={errorAt('address')}
            >
              {(ids) => (
                <TextInput
                  {...ids}
                  type="url"
                  value={address}
                  onChange={(event) => setAddress(event.target.value)}
                />
              )}
            </Field>
            <Field label={strings.connect.label}>
              {(ids) => (
                <TextInput
                  {...ids}
                  maxLength={80}
                  value={label}
                  onChange={(event) => setLabel(event.target.value)}
                />
              )}
            </Field>
          </div>
        </details>
        {errorAt('form') !== null && (
          <p className={styles.problem} role="alert">
            {errorAt('form')}
          </p>
        )}
        <DialogActions>
          <Button onClick={view.closeOverlay}>{strings.cancel}</Button>
          <Button tone="primary" type="submit" busy={busy}>
            {busy ? strings.connect.submitting : strings.connect.submit}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
