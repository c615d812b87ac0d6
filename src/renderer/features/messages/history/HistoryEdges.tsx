import { ArrowDown, ArrowUp } from 'lucide-react';
import { selectChannelMessages } from '../../../state/messages/selectors';
import { useActions, useApp } from '../../../state/react';
import { strings } from '../../../strings';
import { historyStrings as words } from '../../../strings/history';
import { Button } from '../../../ui/Button';
import { useAttempt } from '../../trouble';
import styles from './history.module.css';

/** What floats over the ends of the history: reading on, what is new above, the way back to the newest. */
export function HistoryEdges(props: {
  channelId: string;
  stuck: 'older' | 'newer' | null;
  onRetry: (end: 'older' | 'newer') => void;
  /** How many new messages begin above what is shown. */
  newCount: number;
  onToNew: () => void;
  atBottom: boolean;
}) {
  const { channelId, stuck, onRetry, newCount, onToNew, atBottom } = props;
  const { loadingOlder, loadingNewer, hasNewer, messages } = useApp(selectChannelMessages(channelId));
  const { messages: actions, readStates } = useActions();
  const attempt = useAttempt();
  const markRead = () => {
    actions.setReadUpTo(channelId, null);
    const newest = messages.at(-1);
    if (newest) attempt(() => readStates.markRead(channelId, newest.messageId));
  };
  return (
    <>
      <div className={styles.above}>
        {newCount > 0 && (
          <div className={styles.newBar}>
            <button type="button" onClick={onToNew}>
              <ArrowUp size={14} aria-hidden="true" />
              {words.newSince(hasNewer ? `${newCount}+` : String(newCount))}
            </button>
            <button type="button" onClick={markRead}>
              {words.markRead}
            </button>
          </div>
        )}
        {loadingOlder && <p className={styles.edge}>{words.loadingOlder}</p>}
        {stuck === 'older' && <Button onClick={() => onRetry('older')}>{strings.retry}</Button>}
      </div>
      <div className={styles.below}>
        {loadingNewer && <p className={styles.edge}>{words.loadingNewer}</p>}
        {stuck === 'newer' && <Button onClick={() => onRetry('newer')}>{strings.retry}</Button>}
        {!atBottom && (
          <Button
            className={styles.toPresent}
            icon={<ArrowDown size={14} />}
            onClick={() => attempt(() => actions.toPresent(channelId))}
          >
            {words.toPresent}
          </Button>
        )}
      </div>
    </>
  );
}
