import { useApp } from '../../../state/react';
import { selectPlaceOf } from '../../../state/workspace/selectors';
import { historyStrings as words } from '../../../strings/history';
import { Notice } from '../../../ui/Notice';
import { useAbilities } from './abilities';
import styles from './history.module.css';

/** Above the first message of a place. */
export function HistoryStart({ channelId }: { channelId: string }) {
  const place = useApp(selectPlaceOf(channelId));
  const abilities = useAbilities(channelId);
  if (!abilities.includes('readHistory')) {
    return (
      <div className={styles.start}>
        <Notice title={words.noHistoryTitle}>{words.noHistoryBody}</Notice>
      </div>
    );
  }
  switch (place?.kind) {
    case 'channel':
      return <p className={styles.start}>{words.startOf(`#${place.channel.name}`)}</p>;
    case 'thread':
      return <p className={styles.start}>{words.startOf(`“${place.thread.name}”`)}</p>;
    case 'direct':
      return <p className={styles.start}>{words.startOfDirect(place.direct.displayName)}</p>;
    default:
      return null;
  }
}
