import { X } from 'lucide-react';
import { useActions } from '../../state/react';
import { strings } from '../../strings';
import { Tooltip } from '../../ui/Tooltip';
import { useAttempt } from '../trouble';
import styles from './Rehearsal.module.css';
import { useWhatIsOn } from './use-what-is-on';

/** Says what goes wrong on purpose, as long as it does; one click makes it calm again. */
export function RehearsalBadge() {
  const on = useWhatIsOn();
  const { rehearsal } = useActions();
  const attempt = useAttempt();
  if (on === null) return null;
  return (
    <div className={styles.badge}>
      <button
        type="button"
        className={styles.badgeName}
        aria-label={strings.rehearsal.on(on)}
        onClick={() => rehearsal.show(true)}
      >
        {on}
      </button>
      <Tooltip label={strings.rehearsal.calm} side="bottom">
        <button
          type="button"
          className={styles.badgeEnd}
          aria-label={strings.rehearsal.calm}
          onClick={() => attempt(() => rehearsal.calm())}
        >
          <X size={13} aria-hidden="true" />
        </button>
      </Tooltip>
    </div>
  );
}
