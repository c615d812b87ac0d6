import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown, MessageSquareDashed } from 'lucide-react';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { selectChannelMessages } from '../../state/messages/selectors';
import { useActions, useApp } from '../../state/react';
import { selectTextChannel } from '../../state/workspace/selectors';
import { strings } from '../../strings';
import { Button } from '../../ui/Button';
import { formatDay } from '../../ui/format';
import { EmptyState } from '../../ui/Notice';
import { TroubleState, useAttempt } from '../trouble';
import { type HistoryRow, historyRows } from './group';
import { MessageRow, PendingRow } from './MessageRow';
import styles from './messages.module.css';

/** Closer to the top than this, older messages are fetched. */
const LOAD_OLDER_WITHIN_PX = 600;
/** This close to the bottom counts as reading the newest: new messages keep it there. */
const AT_BOTTOM_WITHIN_PX = 60;

const ESTIMATES: Record<HistoryRow['kind'], number> = { start: 96, day: 40, message: 44, pending: 44 };

/** A channel's messages, virtualised. Older ones load on the way up and leave the reader where they were. */
export function History({ channelId }: { channelId: string }) {
  const channel = useApp(selectChannelMessages(channelId));
  const info = useApp(selectTextChannel(channelId));
  const { messages: actions } = useActions();
  const attempt = useAttempt();
  const scrollRef = useRef<HTMLDivElement>(null);
  const atBottom = useRef(true);
  const [away, setAway] = useState(false);
  const { messages, pending, hasOlder, load } = channel;
  const rows = useMemo(() => historyRows(messages, pending, hasOlder), [messages, pending, hasOlder]);
  const keys = useMemo(() => rows.map((row) => row.key), [rows]);

  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scrollRef.current,
    estimateSize: (index) => ESTIMATES[rows[index]?.kind ?? 'message'],
    getItemKey: (index) => keys[index] ?? index,
    overscan: 12,
  });

  // Prepending keeps the anchor: the row that was on top stays where it was on screen.
  const anchor = useRef<{ key: string; offset: number } | null>(null);
  const firstKey = messages[0]?.messageId ?? null;
  const lastFirstKey = useRef(firstKey);
  useLayoutEffect(() => {
    const element = scrollRef.current;
    if (!element || rows.length === 0) return;
    const prepended = lastFirstKey.current !== null && lastFirstKey.current !== firstKey;
    lastFirstKey.current = firstKey;
    if (atBottom.current) {
      virtual.scrollToIndex(rows.length - 1, { align: 'end' });
      return;
    }
    if (!prepended || !anchor.current) return;
    const index = keys.indexOf(anchor.current.key);
    const start = index < 0 ? undefined : virtual.getOffsetForIndex(index, 'start')?.[0];
    if (start !== undefined) element.scrollTop = start + anchor.current.offset;
  }, [rows.length, firstKey, keys, virtual]);

  // Rows get their true height after the first paint; the bottom stays the bottom meanwhile.
  const total = virtual.getTotalSize();
  useLayoutEffect(() => {
    const element = scrollRef.current;
    if (element && total > 0 && atBottom.current) element.scrollTop = element.scrollHeight;
  }, [total]);

  // A log that scrolls must be reachable by keyboard.
  const scrollable = useCallback((element: HTMLDivElement | null) => {
    scrollRef.current = element;
    if (element) element.tabIndex = 0;
  }, []);

  const onScroll = () => {
    const element = scrollRef.current;
    if (!element) return;
    atBottom.current = element.scrollHeight - element.scrollTop - element.clientHeight < AT_BOTTOM_WITHIN_PX;
    setAway(!atBottom.current);
    const top = virtual.getVirtualItems().find((item) => item.end > element.scrollTop);
    const key = top && keys[top.index];
    anchor.current = top && key ? { key, offset: element.scrollTop - top.start } : null;
    if (element.scrollTop < LOAD_OLDER_WITHIN_PX && hasOlder && !channel.loadingOlder) {
      attempt(() => actions.loadOlder(channelId));
    }
  };

  // A window too tall for one page fills itself.
  useEffect(() => {
    const element = scrollRef.current;
    if (!element || load.kind !== 'ready' || !hasOlder || channel.loadingOlder) return;
    if (element.scrollHeight <= element.clientHeight) attempt(() => actions.loadOlder(channelId));
  }, [load.kind, hasOlder, channel.loadingOlder, actions, attempt, channelId]);

  if (load.kind === 'failed' && messages.length === 0) {
    return (
      <TroubleState
        error={load.error}
        title={strings.messages.loadFailed}
        onRetry={() => attempt(() => actions.reload(channelId))}
      />
    );
  }
  if (load.kind !== 'ready' && messages.length === 0) {
    return <p className={styles.waiting}>{strings.loading}</p>;
  }
  const name = info?.name ?? '';
  if (messages.length === 0 && pending.length === 0) {
    return (
      <EmptyState icon={<MessageSquareDashed size={24} />} title={strings.messages.emptyTitle}>
        {info?.canSend ? strings.messages.emptyBody : strings.messages.cannotSend}
      </EmptyState>
    );
  }
  const jump = () => {
    atBottom.current = true;
    setAway(false);
    virtual.scrollToIndex(rows.length - 1, { align: 'end' });
  };
  return (
    <div className={styles.historyHost}>
      <div
        ref={scrollable}
        className={styles.history}
        role="log"
        aria-label={strings.messages.history(name)}
        onScroll={onScroll}
      >
        <div className={styles.spacer} style={{ height: total }}>
          {virtual.getVirtualItems().map((item) => {
            const row = rows[item.index];
            if (!row) return null;
            return (
              <div
                key={item.key}
                ref={virtual.measureElement}
                data-index={item.index}
                className={styles.slot}
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <Row row={row} channelId={channelId} channelName={name} />
              </div>
            );
          })}
        </div>
      </div>
      {channel.loadingOlder && <p className={styles.older}>{strings.messages.loadingOlder}</p>}
      {away && (
        <Button className={styles.jump} icon={<ArrowDown size={14} />} onClick={jump}>
          {strings.messages.latest}
        </Button>
      )}
    </div>
  );
}

function Row({ row, channelId, channelName }: { row: HistoryRow; channelId: string; channelName: string }) {
  switch (row.kind) {
    case 'start':
      return <p className={styles.start}>{strings.messages.start(channelName)}</p>;
    case 'day':
      return (
        <div className={styles.day}>
          <span>{formatDay(row.atMs)}</span>
        </div>
      );
    case 'message':
      return <MessageRow message={row.message} continued={row.continued} />;
    case 'pending':
      return <PendingRow entry={row.entry} channelId={channelId} />;
  }
}
