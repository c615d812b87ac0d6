import { UserX } from 'lucide-react';
import { useActions, useApp } from '../../state/react';
import { selectIsSkipped } from '../../state/recorder/selectors';
import { recorderStrings } from '../../strings/recorder';
import { Checkbox } from '../../ui/Field';
import { useAttempt } from '../trouble';
import styles from './recorder.module.css';

const words = recorderStrings.skipped;

/** Leaves one person out of every recording, or takes them in again. */
export function SkipChoice({ userId, name }: { userId: string; name: string }) {
  const skipped = useApp(selectIsSkipped(userId));
  const { recorder } = useActions();
  const attempt = useAttempt();
  const person = { userId, displayName: name.slice(0, 100) };
  return (
    <Checkbox
      label={words.skip(name)}
      hint={words.hint}
      checked={skipped}
      onChange={(next) => attempt(() => recorder.setSkipped(person, next))}
    />
  );
}

/** Beside the name of somebody who is not recorded; nothing for everybody else. */
export function SkippedBadge({ userId }: { userId: string }) {
  const skipped = useApp(selectIsSkipped(userId));
  if (!skipped) return null;
  return (
    <span className={styles.badge} title={words.badge}>
      <UserX size={12} aria-hidden="true" />
      <span className="visually-hidden">{words.badge}</span>
    </span>
  );
}
