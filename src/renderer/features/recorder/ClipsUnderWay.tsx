import { useActions, useApp } from '../../state/react';
import { strings } from '../../strings';
import { recorderStrings } from '../../strings/recorder';
import { Button } from '../../ui/Button';
import { useAttempt } from '../trouble';
import styles from './recorder.module.css';

const words = recorderStrings.clip;

/** Clips that are being made for a channel; once they are, the outbox shows them. */
export function ClipsUnderWay() {
  const clips = useApp((state) => state.recorder.clips);
  const { recorder } = useActions();
  const attempt = useAttempt();
  const making = clips.filter(({ status }) => status === 'making');
  if (making.length === 0) return null;
  return (
    <ul className={styles.clips}>
      {making.map(({ sendId, label, progress }) => (
        <li key={sendId}>
          <span role="status">{words.making(label, Math.floor(progress * 100))}</span>
          <progress className={styles.bar} max={1} value={progress} aria-label={label} />
          <Button
            className={styles.small}
            aria-label={words.cancel(label)}
            onClick={() => attempt(() => recorder.askLibrary.cancelClip({ sendId }))}
          >
            {strings.cancel}
          </Button>
        </li>
      ))}
    </ul>
  );
}
