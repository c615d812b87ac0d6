import { selectArchive } from '../../state/archive/selectors';
import { useApp } from '../../state/react';
import { archiveStrings as words } from '../../strings/archive';
import { formatBytes, formatDateTime } from '../../ui/format';
import styles from './archive.module.css';
import { Channels } from './Channels';
import { Forget } from './Forget';
import { Retention } from './Retention';

/** What is kept, of which channels, for how long, and of whom no more. */
export function Kept() {
  const { status } = useApp(selectArchive);
  return (
    <div className={styles.kept}>
      {status && (
        <dl className={styles.facts}>
          <Fact name={words.facts.messages} value={status.messages.toLocaleString()} />
          <Fact name={words.facts.events} value={status.events.toLocaleString()} />
          <Fact name={words.facts.visits} value={status.voiceSessions.toLocaleString()} />
          <Fact name={words.facts.bytes} value={formatBytes(status.bytes)} />
          <Fact
            name={words.facts.since}
            value={status.sinceMs === null ? '–' : formatDateTime(status.sinceMs)}
          />
        </dl>
      )}
      <Channels />
      <div className={styles.columns}>
        <Retention />
        <Forget />
      </div>
    </div>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
