import { strings } from '../../strings';
import { composerStrings } from '../../strings/composer';
import { Button } from '../../ui/Button';
import { Dialog, DialogActions } from '../../ui/Dialog';
import { notifiedNames } from './blast';
import styles from './composer.module.css';
import type { Consent } from './use-submit';

/** Asked only before many are called at once. */
export function ConsentDialog({ consent }: { consent: Consent }) {
  const { radius, mention } = consent;
  const { blast: words } = composerStrings;
  return (
    <Dialog
      title={words.askTitle(radius.people)}
      description={words.askBody(mention, radius.where)}
      closeLabel={strings.cancel}
      onClose={consent.cancel}
    >
      <ul className={styles.names}>
        {notifiedNames(radius).map((name) => (
          <li key={name}>{name}</li>
        ))}
      </ul>
      <DialogActions>
        <Button onClick={consent.cancel}>{strings.cancel}</Button>
        <Button tone="primary" onClick={consent.proceed}>
          {words.askSend(radius.people)}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
