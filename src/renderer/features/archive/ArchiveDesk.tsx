import { Archive, Database, History, Search, Users } from 'lucide-react';
import { lazy, type ReactNode, Suspense, useEffect } from 'react';
import type { ArchiveTab } from '../../state/archive/apply';
import { selectArchive, selectIsConnected } from '../../state/archive/selectors';
import { useActions, useApp } from '../../state/react';
import { archiveStrings as words } from '../../strings/archive';
import { Button } from '../../ui/Button';
import { cx } from '../../ui/cx';
import { formatBytes } from '../../ui/format';
import { EmptyState, Notice } from '../../ui/Notice';
import { Segmented } from '../../ui/Segmented';
import { TroubleNotice, TroubleState, useAttempt } from '../trouble';
import styles from './archive.module.css';
import { Exports } from './Exports';
import { Kept } from './Kept';
import { SearchView } from './SearchView';

const TimelineView = lazy(async () => ({ default: (await import('../timeline')).TimelineView }));
const AttendanceView = lazy(async () => ({ default: (await import('../attendance')).AttendanceView }));

/** Where they are shown, counts of what came in meanwhile are read again this often, ms. */
const REFRESH_MS = 10_000;

const TABS = [
  { value: 'search', icon: <Search size={15} aria-hidden="true" /> },
  { value: 'timeline', icon: <History size={15} aria-hidden="true" /> },
  { value: 'attendance', icon: <Users size={15} aria-hidden="true" /> },
  { value: 'kept', icon: <Database size={15} aria-hidden="true" /> },
] as const satisfies readonly { value: ArchiveTab; icon: ReactNode }[];

/** All that is kept on this computer: found again, looked over, exported, forgotten. Works signed out. */
export default function ArchiveDesk() {
  const { load, tab, status } = useApp(selectArchive);
  const connected = useApp(selectIsConnected);
  const { archive } = useActions();
  // Who connects or signs out reads another archive.
  const account = status?.accountKey ?? null;
  useEffect(() => {
    void connected;
    void account;
    void archive.load();
  }, [archive, connected, account]);
  useEffect(() => {
    if (tab !== 'kept') return;
    const timer = setInterval(() => void archive.load(), REFRESH_MS);
    return () => clearInterval(timer);
  }, [archive, tab]);

  if (load.kind === 'failed' && status === null) {
    return <TroubleState error={load.error} title={words.loadFailed} onRetry={() => void archive.load()} />;
  }
  if (status === null) return <div className={styles.desk} aria-busy="true" />;
  return (
    <div className={styles.desk}>
      <header className={styles.head}>
        <div className={styles.title}>
          <h1>{words.title}</h1>
          <p className={styles.quiet}>
            <span
              className={cx(
                styles.dot,
                status.state === 'recording' && styles.on,
                status.state === 'failed' && styles.bad,
              )}
            />
            {words.state[status.state]}
            {status.state !== 'off' && ` · ${words.summary(status.messages, formatBytes(status.bytes))}`}
          </p>
        </div>
        {status.state !== 'off' && (
          <Segmented
            label={words.tabsLabel}
            value={tab}
            onChange={archive.show}
            options={TABS.map((one) => ({ ...one, label: words.tabs[one.value] }))}
          />
        )}
      </header>
      {(status.notices.length > 0 || status.dropped > 0) && (
        <div className={styles.strip}>
          <Notice tone="trouble" title={words.noticesTitle}>
            {status.notices.map((notice) => (
              <p key={notice}>{notice}</p>
            ))}
            {status.dropped > 0 && <p>{words.dropped(status.dropped)}</p>}
          </Notice>
        </div>
      )}
      {load.kind === 'failed' && (
        <div className={styles.strip}>
          <TroubleNotice error={load.error} title={words.loadFailed} onRetry={() => void archive.load()} />
        </div>
      )}
      <Exports />
      {status.state === 'off' ? (
        <NothingKept connected={connected} />
      ) : (
        <div className={styles.part} key={account}>
          <Suspense fallback={null}>
            <Part tab={tab} />
          </Suspense>
        </div>
      )}
    </div>
  );
}

function Part({ tab }: { tab: ArchiveTab }) {
  switch (tab) {
    case 'search':
      return <SearchView />;
    case 'timeline':
      return <TimelineView />;
    case 'attendance':
      return <AttendanceView />;
    case 'kept':
      return <Kept />;
  }
}

function NothingKept({ connected }: { connected: boolean }) {
  const { accounts, view } = useActions();
  const attempt = useAttempt();
  return (
    <EmptyState
      icon={<Archive size={24} />}
      title={words.emptyTitle}
      actions={
        !connected && (
          <>
            <Button tone="primary" onClick={() => attempt(() => accounts.startPractice(null))}>
              {words.practice}
            </Button>
            <Button onClick={() => view.openOverlay('connectBot')}>{words.connect}</Button>
          </>
        )
      }
    >
      {words.emptyBody}
    </EmptyState>
  );
}
