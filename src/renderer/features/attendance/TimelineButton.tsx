import type { TimelineFilters } from '../../state/archive/filters';
import { useActions, useApp } from '../../state/react';
import { attendanceStrings as words } from '../../strings/attendance';
import styles from './attendance.module.css';

interface TimelineButtonProps {
  name: string;
  filters: Pick<Partial<TimelineFilters>, 'where' | 'person'>;
}

/** A name that leads to the timeline of that person or room, in the same period and guild. */
export function TimelineButton({ name, filters }: TimelineButtonProps) {
  const { period } = useApp((state) => state.archive.attendance);
  const { archive } = useActions();
  return (
    <button
      type="button"
      className={styles.name}
      title={words.timelineOf(name)}
      onClick={() => archive.showTimeline({ period, ...filters })}
    >
      {name}
    </button>
  );
}
