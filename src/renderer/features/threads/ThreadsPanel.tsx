import type { TextChannelSummary, ThreadSummary } from '@shared/models/workspace';
import { MessagesSquare, Plus } from 'lucide-react';
import { type KeyboardEvent, useState } from 'react';
import { useActions, useApp } from '../../state/react';
import { selectIsUnread } from '../../state/read-states/selectors';
import { selectThreadsOf } from '../../state/workspace/selectors';
import { strings } from '../../strings';
import { Button } from '../../ui/Button';
import { cx } from '../../ui/cx';
import { EmptyState } from '../../ui/Notice';
import { moveRoving } from '../../ui/roving';
import { Segmented } from '../../ui/Segmented';
import { TroubleState } from '../trouble';
import { lastActivityMs, wordAgo } from './last-activity';
import { ThreadBadges } from './ThreadBadges';
import { ThreadMenu } from './ThreadMenu';
import styles from './threads.module.css';
import { useArchivedThreads } from './use-archived-threads';

const words = strings.threads;
type Tab = 'active' | 'public' | 'private';

/** The threads of a channel: active ones, and the archive page by page. */
export function ThreadsPanel({ channel }: { channel: TextChannelSummary }) {
  const [tab, setTab] = useState<Tab>('active');
  const { view } = useActions();
  const manages = channel.abilities.includes('manageThreads');
  const mayCreate =
    channel.abilities.includes('createThreads') || channel.abilities.includes('createPrivateThreads');
  return (
    <div className={styles.panel}>
      <div className={styles.panelBar}>
        <Segmented<Tab>
          label={words.title}
          value={tab}
          onChange={setTab}
          options={[
            { value: 'active', label: words.active },
            { value: 'public', label: words.archived },
            ...(manages && channel.kind === 'text'
              ? [{ value: 'private' as const, label: words.private }]
              : []),
          ]}
        />
      </div>
      <div className={styles.panelBody}>
        {tab === 'active' ? (
          <ActiveThreads channel={channel} />
        ) : (
          <ArchivedThreads key={tab} channel={channel} kind={tab} />
        )}
      </div>
      <footer className={styles.panelFoot}>
        <Button
          icon={<Plus size={15} />}
          disabled={!mayCreate}
          title={mayCreate ? undefined : words.cannotCreate}
          onClick={() => view.startThread({ channelId: channel.channelId, messageId: null })}
        >
          {words.create}
        </Button>
      </footer>
    </div>
  );
}

function ActiveThreads({ channel }: { channel: TextChannelSummary }) {
  const threads = useApp(selectThreadsOf(channel.channelId)).filter((thread) => !thread.archived);
  if (threads.length === 0) {
    return (
      <EmptyState icon={<MessagesSquare size={24} />} title={words.noneActiveTitle}>
        {words.noneActiveBody}
      </EmptyState>
    );
  }
  return <ThreadLines threads={threads} label={words.active} />;
}

function ArchivedThreads({ channel, kind }: { channel: TextChannelSummary; kind: 'public' | 'private' }) {
  const { threads, load, hasMore, more } = useArchivedThreads(channel.channelId, kind);
  if (load.kind === 'failed') {
    return <TroubleState error={load.error} title={words.loadFailed} onRetry={more} />;
  }
  if (threads.length === 0) {
    if (load.kind !== 'ready') return <p className={styles.quiet}>{words.loadingMore}</p>;
    return (
      <EmptyState icon={<MessagesSquare size={24} />} title={words.noneArchivedTitle}>
        {words.noneArchivedBody}
      </EmptyState>
    );
  }
  return (
    <>
      <ThreadLines threads={threads} label={words.archived} />
      {hasMore && (
        <div className={styles.moreLine}>
          <Button tone="quiet" busy={load.kind === 'loading'} onClick={more}>
            {load.kind === 'loading' ? words.loadingMore : words.loadMore}
          </Button>
        </div>
      )}
    </>
  );
}

/** Threads one under the other; Enter or a click opens one in the main place. */
export function ThreadLines({ threads, label }: { threads: readonly ThreadSummary[]; label: string }) {
  return (
    <ul
      className={styles.lines}
      aria-label={label}
      onKeyDown={(event: KeyboardEvent<HTMLElement>) => void moveRoving(event)}
    >
      {threads.map((thread) => (
        <ThreadLine key={thread.channelId} thread={thread} />
      ))}
    </ul>
  );
}

function ThreadLine({ thread }: { thread: ThreadSummary }) {
  const { view } = useActions();
  const unread = useApp(selectIsUnread(thread.channelId));
  const current = useApp((state) => state.view.textChannelId === thread.channelId);
  return (
    <li className={cx(styles.line, current && styles.lineCurrent)}>
      <button
        type="button"
        data-roving
        className={styles.lineOpen}
        aria-current={current || undefined}
        onClick={() => view.chooseTextChannel(thread.channelId)}
      >
        <span className={cx(styles.lineName, unread && styles.unread)}>{thread.name}</span>
        <span className={styles.lineMeta}>
          <ThreadBadges thread={thread} sayArchived={false} />
          <span>{words.messages(thread.messageCount)}</span>
          <span>{wordAgo(lastActivityMs(thread), Date.now())}</span>
          {thread.joined && <span className={styles.joined}>{words.joined}</span>}
        </span>
      </button>
      <ThreadMenu thread={thread} />
    </li>
  );
}
