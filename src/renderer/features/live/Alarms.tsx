import { TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { selectAlarms } from '../../state/live/selectors';
import { useApp } from '../../state/react';
import { strings } from '../../strings';
import { Button } from '../../ui/Button';
import { alarmAdvice, alarmLine, sortAlarms } from './alarm-words';
import styles from './alarms.module.css';
import parts from './parts.module.css';

const words = strings.live.alarms;
/** More than this at once and nobody reads them; the rest is a press away. */
const SHOWN = 2;

/** What is wrong with the signal, ours first, and what to do: a calm strip that goes when it is good again. */
export function Alarms() {
  const sorted = sortAlarms(useApp(selectAlarms));
  const lines = useApp(useShallow((state) => sorted.map((alarm) => alarmLine(state, alarm))));
  const [unfolded, setUnfolded] = useState(false);
  if (sorted.length === 0) return null;
  const more = sorted.length - SHOWN;
  return (
    <section className={styles.strip} aria-label={words.strip}>
      <TriangleAlert size={16} className={styles.icon} aria-hidden="true" />
      <ul className={styles.list}>
        {sorted.slice(0, unfolded ? undefined : SHOWN).map((alarm, at) => (
          <li key={alarm.alarmId} title={`${lines[at]}. ${alarmAdvice(alarm)}`}>
            <span className={styles.what}>{lines[at]}.</span> {alarmAdvice(alarm)}
          </li>
        ))}
      </ul>
      {more > 0 && (
        <Button className={parts.small} aria-expanded={unfolded} onClick={() => setUnfolded(!unfolded)}>
          {unfolded ? words.fewer : words.more(more)}
        </Button>
      )}
    </section>
  );
}
