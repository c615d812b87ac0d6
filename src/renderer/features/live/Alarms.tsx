import type { SignalAlarm } from '@shared/models/sentinel';
import { TriangleAlert } from 'lucide-react';
import { selectActiveCall } from '../../state/call/selectors';
import { selectAlarms } from '../../state/live/selectors';
import { useApp } from '../../state/react';
import { strings } from '../../strings';
import { alarmAdvice, alarmSentence, sortAlarms } from './alarm-words';
import styles from './alarms.module.css';

const words = strings.live.alarms;
/** More than this and nobody reads them. */
const SHOWN = 2;

/** What is wrong with the signal, ours first, and what to do: a calm strip that goes when it is good again. */
export function Alarms() {
  const alarms = useApp(selectAlarms);
  const speakers = useApp((state) => selectActiveCall(state)?.speakers);
  const rooms = useApp((state) => state.live.state.broadcast);
  if (alarms.length === 0) return null;
  const sorted = sortAlarms(alarms);
  const line = (alarm: SignalAlarm) =>
    alarmSentence(
      alarm,
      speakers?.find((one) => one.userId === alarm.userId)?.displayName ?? words.somebody,
      rooms.find((one) => one.guildId === alarm.guildId)?.roomName,
    );
  return (
    <section className={styles.strip} aria-label={words.strip}>
      <TriangleAlert size={16} className={styles.icon} aria-hidden="true" />
      <ul className={styles.list}>
        {sorted.slice(0, SHOWN).map((alarm) => (
          <li key={alarm.alarmId}>
            <span className={styles.what}>{line(alarm)}.</span> {alarmAdvice(alarm)}
          </li>
        ))}
      </ul>
      {sorted.length > SHOWN && (
        <span className={styles.more} title={sorted.slice(SHOWN).map(line).join('\n')}>
          {words.more(sorted.length - SHOWN)}
        </span>
      )}
    </section>
  );
}
