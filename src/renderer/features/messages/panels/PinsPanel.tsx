import type { AppErrorView } from '@shared/errors/app-error';
import { toAppError } from '@shared/errors/failure';
import type { MessageView, PinnedPage } from '@shared/models/messages';
import { Pin, PinOff } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import { selectPinsRevision } from '../../../state/messages/selectors';
import { useApp, useAppStore } from '../../../state/react';
import { strings } from '../../../strings';
import { historyStrings } from '../../../strings/history';
import { Button } from '../../../ui/Button';
import { formatDateTime } from '../../../ui/format';
import { EmptyState } from '../../../ui/Notice';
import { TroubleState } from '../../trouble';
import { useAbilities } from '../history/abilities';
import { useMessageActions } from '../history/use-message-actions';
import { FoundMessage } from './FoundMessage';
import styles from './panels.module.css';

const words = historyStrings.pins;
type Item = PinnedPage['items'][number];

/** What is pinned in a channel, latest first; stays current while it is open. */
export function PinsPanel({ channelId }: { channelId: string }) {
  const { api } = useAppStore();
  const revision = useApp(selectPinsRevision(channelId));
  const abilities = useAbilities(channelId);
  const actions = useMessageActions();
  const [items, setItems] = useState<readonly Item[] | null>(null);
  const [hasMore, setHasMore] = useState(false);
  const [error, setError] = useState<AppErrorView | null>(null);

  const read = useCallback(
    async (beforeMs: number | null) => {
      try {
        const page = await api.messages.pins({ channelId: channelId as MessageView['channelId'], beforeMs });
        setItems((before) => (beforeMs === null ? page.items : [...(before ?? []), ...page.items]));
        setHasMore(page.hasMore);
        setError(null);
      } catch (thrown) {
        setError(toAppError(thrown).toView());
      }
    },
    [api, channelId],
  );
  useEffect(() => {
    // `revision` is no argument: a new one says that the list has changed.
    void revision;
    void read(null);
  }, [read, revision]);

  if (error && items === null) {
    return <TroubleState error={error} title={words.loadFailed} onRetry={() => void read(null)} />;
  }
  if (items === null) return <p className={styles.note}>{strings.loading}</p>;
  if (items.length === 0) {
    return (
      <EmptyState icon={<Pin size={22} />} title={words.empty}>
        {words.emptyBody}
      </EmptyState>
    );
  }
  const mayUnpin = abilities.includes('pinMessages') || abilities.includes('manageMessages');
  return (
    <div className={styles.list}>
      {items.map(({ message, pinnedAtMs }) => (
        <FoundMessage
          key={message.messageId}
          message={message}
          where={null}
          onJump={() => actions.jump(message.channelId, message.messageId)}
          extra={
            <>
              <span className={styles.meta}>{words.at(formatDateTime(pinnedAtMs))}</span>
              {mayUnpin && (
                <Button
                  tone="quiet"
                  className={styles.small}
                  icon={<PinOff size={13} />}
                  onClick={() => actions.setPinned(message, false)}
                >
                  {historyStrings.unpin}
                </Button>
              )}
            </>
          }
        />
      ))}
      {hasMore && <Button onClick={() => void read(items.at(-1)?.pinnedAtMs ?? null)}>{words.more}</Button>}
    </div>
  );
}
