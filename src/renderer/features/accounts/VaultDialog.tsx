import { toAppError } from '@shared/errors/failure';
import { type FormEvent, useRef, useState } from 'react';
import { adviceFor } from '../../advice';
import { selectVault } from '../../state/accounts/selectors';
import { useActions, useApp } from '../../state/react';
import { strings } from '../../strings';
import { Button } from '../../ui/Button';
import { Dialog, DialogActions } from '../../ui/Dialog';
import { Field, TextInput } from '../../ui/Field';
import styles from './ConnectBotDialog.module.css';

/** Unlocks the passphrase vault, or makes one. The passphrase is handed on and forgotten, like a token. */
export default function VaultDialog() {
  const { accounts, view } = useActions();
  const vault = useApp(selectVault);
  const fieldRef = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const unlocking = vault.locked;

  const submit = async () => {
    const field = fieldRef.current;
    const passphrase = field?.value ?? '';
    if (!field || passphrase === '') return;
    field.value = '';
    setBusy(true);
    setProblem(null);
    try {
      await (unlocking ? accounts.unlockVault(passphrase) : accounts.createPassphraseVault(passphrase));
      view.closeOverlay();
    } catch (thrown) {
      const error = toAppError(thrown);
      const advice = adviceFor(error);
      setProblem(
        error.code === 'vault/wrong-passphrase' ? strings.vault.wrong : `${advice.title}. ${advice.next}`,
      );
      field.focus();
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
      title={unlocking ? strings.vault.unlockTitle : strings.vault.createTitle}
      description={unlocking ? undefined : strings.vault.createBody}
      closeLabel={strings.close}
      onClose={view.closeOverlay}
    >
      <form className={styles.form} onSubmit={onSubmit}>
        <Field
          label={strings.vault.passphrase}
          hint={unlocking ? undefined : strings.vault.passphraseHint}
          error={problem}
        >
          {(ids) => (
            <TextInput
              {...ids}
              ref={fieldRef}
              type="password"
              required
              minLength={unlocking ? 1 : 8}
              maxLength={512}
            />
          )}
        </Field>
        <DialogActions>
          <Button onClick={view.closeOverlay}>{strings.cancel}</Button>
          <Button tone="primary" type="submit" busy={busy}>
            {unlocking ? strings.vault.unlock : strings.vault.create}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
