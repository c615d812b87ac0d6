import type { Incident } from '@shared/models/practice';
import { useActions } from '../../state/react';
import { strings } from '../../strings';
import { Button } from '../../ui/Button';
import { useAttempt } from '../trouble';
import styles from './Rehearsal.module.css';

const words = strings.rehearsal;
const INCIDENTS: readonly (readonly [label: string, incident: Incident])[] = [
  [words.cut, { kind: 'cut', code: null }],
  [words.reconnect, { kind: 'reconnect' }],
  [words.invalidSession, { kind: 'invalidSession', resumable: false }],
  [words.voiceCut, { kind: 'voiceCut', code: 4015 }],
  [words.voiceMove, { kind: 'voiceMove' }],
];

/** What can be made to happen once, now. */
export function Happenings() {
  const { rehearsal, view } = useActions();
  const attempt = useAttempt();
  const make = (label: string, incident: Incident) =>
    attempt(async () => {
      await rehearsal.incident(incident);
      view.announce(`${label}: ${words.done}`);
    });
  return (
    <section className={styles.section} aria-label={words.now}>
      <h3>{words.now}</h3>
      <div className={styles.happenings}>
        {INCIDENTS.map(([label, incident]) => (
          <Button key={label} className={styles.small} onClick={() => make(label, incident)}>
            {label}
          </Button>
        ))}
      </div>
    </section>
  );
}
