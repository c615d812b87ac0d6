import { CalendarClock } from 'lucide-react';
import { useActions, useApp } from '../../state/react';
import { selectRunningSets } from '../../state/room-plans/selectors';
import { strings } from '../../strings';
import styles from './room-plans.module.css';

/** From the rooms desk to the plans; tells how many sets are open. */
export function PlansButton() {
  const running = useApp((state) => selectRunningSets(state).length);
  const { roomPlans } = useActions();
  return (
    <button
      type="button"
      className={styles.toPlans}
      onClick={() => roomPlans.show(running > 0 ? 'running' : 'templates')}
    >
      <CalendarClock size={16} aria-hidden="true" />
      {strings.plans.openPlans}
      {running > 0 && <span className={styles.badge}>{running}</span>}
    </button>
  );
}
