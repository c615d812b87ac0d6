import type { ArchivedChannel } from '@shared/models/archive';
import type { TimelineFilters, TimelineGroup } from '../../state/archive/filters';
import { timelineStrings as words } from '../../strings/timeline';
import { cx } from '../../ui/cx';
import { PeriodFields } from './PeriodFields';
import { PersonFilter } from './PersonFilter';
import styles from './timeline.module.css';
import { WhereSelect } from './WhereSelect';

const GROUPS = Object.keys(words.groups) as TimelineGroup[];

interface FiltersProps {
  filters: TimelineFilters;
  channels: readonly ArchivedChannel[];
  /** Set where the view stands for one room or person. */
  fixed: { where: boolean; person: boolean };
  onChange: (part: Partial<TimelineFilters>) => void;
}

/** Where, who and when; the kinds of events are switched on one by one, and none of them means all. */
export function Filters({ filters, channels, fixed, onChange }: FiltersProps) {
  const toggle = (group: TimelineGroup) =>
    onChange({
      groups: filters.groups.includes(group)
        ? filters.groups.filter((one) => one !== group)
        : [...filters.groups, group],
    });
  return (
    <>
      <div className={styles.filters}>
        {!fixed.where && (
          <WhereSelect
            anywhere
            channels={channels}
            value={filters.where}
            onChange={(where) => onChange({ where })}
          />
        )}
        {!fixed.person && <PersonFilter value={filters.person} onChange={(person) => onChange({ person })} />}
        <PeriodFields any value={filters.period} onChange={(period) => onChange({ period })} />
      </div>
      <fieldset className={styles.groups} aria-label={words.kinds}>
        {GROUPS.map((group) => {
          const on = filters.groups.includes(group);
          return (
            <button
              key={group}
              type="button"
              aria-pressed={on}
              className={cx(styles.group, on && styles.groupOn)}
              onClick={() => toggle(group)}
            >
              {words.groups[group]}
            </button>
          );
        })}
      </fieldset>
    </>
  );
}
