import { useEffect, useState } from 'react';
import { selectTypists } from '../../state/messages/selectors';
import { useApp } from '../../state/react';
import { strings } from '../../strings';
import styles from './composer.module.css';

/** Who else is writing here. */
export function Typing({ channelId }: { channelId: string }) {
  const typists = useApp(selectTypists(channelId));
  const [now, setNow] = useState(Date.now);
  const latest = Math.max(0, ...typists.map((typist) => typist.untilMs));
  useEffect(() => {
    setNow(Date.now());
    if (latest <= Date.now()) return;
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, [latest]);
  const names = typists.filter((typist) => typist.untilMs > now).map((typist) => typist.displayName);
  return <span className={styles.typing}>{strings.messages.typing(names)}</span>;
}
