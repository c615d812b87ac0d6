import { useVirtualizer } from '@tanstack/react-virtual';
import { Inbox } from 'lucide-react';
import { useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import { selectOutboxGroups } from '../../state/outbox/selectors';
import { useActions, useApp } from '../../state/react';
import { outboxStrings as words } from '../../strings/outbox';
import { Button } from '../../ui/Button';
import { TextInput } from '../../ui/Field';
import { EmptyState } from '../../ui/Notice';
import { TroubleState, useAttempt } from '../trouble';
import { OutboxEntryRow } from './OutboxEntryRow';
import styles from './outbox.module.css';
import { outboxRows } from './rows';

const HEAD_PX = 32;
const ENTRY_PX = 72;
/** From this many on, finding one by eye takes too long. */
const FIND_FROM = 8;

/** Everything that is to go, goes, went or did not: with the reason in words and what can be done. */
export function OutboxPanel() {
  const load = useApp((state) => state.outbox.load);
  const groups = useApp(selectOutboxGroups);
  const { outbox } = useActions();
  const attempt = useAttempt();
  const [find, setFind] = useState('');
  const deferredFind = useDeferredValue(find);
  const rows = useMemo(() => outboxRows(groups, deferredFind), [groups, deferredFind]);
  const total = groups.reduce((sum, group) => sum + group.entries.length, 0);
  const counting = groups.some((group) => group.kind === 'going');
  const nowMs = useNow(counting);
  const settled = groups.some(({ kind }) => kind === 'sent' || kind === 'cancelled');
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (rows[index]?.type === 'head' ? HEAD_PX : ENTRY_PX),
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 8,
  });
  if (load.kind === 'failed' && total === 0) {
    return <TroubleState error={load.error} onRetry={() => attempt(() => outbox.load())} />;
  }
  if (total === 0) {
    return (
      <EmptyState icon={<Inbox size={24} />} title={words.emptyTitle}>
        {words.emptyBody}
      </EmptyState>
    );
  }
  return (
    <div className={styles.outbox}>
      {(total >= FIND_FROM || settled) && (
        <div className={styles.tools}>
          {total >= FIND_FROM && (
            <TextInput
              type="search"
              aria-label={words.filter}
              placeholder={words.filter}
              value={find}
              onChange={(event) => setFind(event.target.value)}
            />
          )}
          {settled && (
            <Button tone="quiet" onClick={() => attempt(() => outbox.dismissSettled())}>
              {words.clearSettled}
            </Button>
          )}
        </div>
      )}
      <div ref={scroller} className={styles.scroller}>
        {rows.length === 0 && <p className={styles.none}>{words.noMatch}</p>}
        <ul className={styles.list} style={{ height: virtual.getTotalSize() }} aria-label={words.title}>
          {virtual.getVirtualItems().map((item) => {
            const row = rows[item.index];
            if (!row) return null;
            return (
              <li
                key={item.key}
                ref={virtual.measureElement}
                data-index={item.index}
                className={styles.slot}
                style={{ transform: `translateY(${item.start}px)` }}
              >
                {row.type === 'head' ? (
                  <h3 className={styles.groupHead}>
                    {words.groups[row.kind]} <span>{row.count.toLocaleString()}</span>
                  </h3>
                ) : (
                  <OutboxEntryRow entry={row.entry} nowMs={nowMs} />
                )}
              </li>
            );
          })}
        </ul>
      </div>
    </div>
  );
}

/** The time by seconds while something is counted down. */
function useNow(running: boolean): number {
  const [nowMs, setNowMs] = useState(Date.now);
  useEffect(() => {
    if (!running) return;
    const timer = setInterval(() => setNowMs(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, [running]);
  return nowMs;
}
