import type { MessageView } from '@shared/models/messages';
import type { OutboxEntry } from '@shared/models/outbox';
import { MessageSquareDashed } from 'lucide-react';
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { selectOwnUser } from '../../../state/accounts/selectors';
import {
  selectChannelMessages,
  selectJump,
  selectSelection,
  selectVisibleMessages,
} from '../../../state/messages/selectors';
import { selectPendingIn } from '../../../state/outbox/selectors';
import { useActions, useApp } from '../../../state/react';
import { selectPlaceOf } from '../../../state/workspace/selectors';
import { strings } from '../../../strings';
import { historyStrings as words } from '../../../strings/history';
import { ContextArea } from '../../../ui/Menu';
import { EmptyState } from '../../../ui/Notice';
import { TroubleState, useAttempt } from '../../trouble';
import { EmojiPopover } from '../emoji/EmojiPopover';
import { useAbilities } from './abilities';
import { HistoryEdges } from './HistoryEdges';
import { HistoryHostProvider } from './HistoryHost';
import { HistoryStart } from './HistoryStart';
import styles from './history.module.css';
import { MessageRow } from './MessageRow';
import { PendingRow } from './PendingRow';
import { type HistoryRow, historyRows, keepRows } from './rows';
import { SelectionBar } from './SelectionBar';
import { useHistoryHostOf } from './use-history-host';
import { useHistoryScroll } from './use-history-scroll';
import { useMessageKeys } from './use-message-keys';
import { useNewLine } from './use-new-line';

const ForwardDialog = lazy(() => import('./ForwardDialog'));

/**
 * A channel's, thread's or DM's messages, virtualised, in both directions. Give it the channel as `key`: what it
 * remembers belongs to one place.
 */
export function History({ channelId }: { channelId: string }) {
  const channel = useApp(selectChannelMessages(channelId));
  const messages = useApp(selectVisibleMessages(channelId));
  const pending = useApp(selectPendingIn(channelId));
  const own = useApp(selectOwnUser);
  const abilities = useAbilities(channelId);
  const place = useApp(selectPlaceOf(channelId));
  const { messages: actions } = useActions();
  const attempt = useAttempt();
  const { load, isOpen, hasOlder, readUpToId } = channel;
  const before = useRef<readonly HistoryRow[]>([]);
  const rows = useMemo(() => {
    const ownUserId = own?.userId ?? null;
    const next = historyRows({ messages, pending, atStart: !hasOlder, readUpToId, ownUserId });
    before.current = keepRows(before.current, next);
    return before.current;
  }, [messages, pending, hasOlder, readUpToId, own?.userId]);

  if (!isOpen) return null;
  if (load.kind === 'failed' && messages.length === 0) {
    return (
      <TroubleState
        error={load.error}
        title={strings.messages.loadFailed}
        next={load.error.code === 'rest/missing-permission' ? words.needsHistory : undefined}
        onRetry={() => attempt(() => actions.reload(channelId))}
      />
    );
  }
  if (load.kind !== 'ready' && messages.length === 0) return <Waiting />;
  if (messages.length === 0 && pending.length === 0 && !hasOlder) {
    return (
      <EmptyState
        icon={<MessageSquareDashed size={24} />}
        title={abilities.includes('readHistory') ? strings.messages.emptyTitle : words.noHistoryTitle}
      >
        {!abilities.includes('readHistory')
          ? words.noHistoryBody
          : abilities.includes('send') || abilities.includes('sendInThreads')
            ? strings.messages.emptyBody
            : strings.messages.cannotSend}
      </EmptyState>
    );
  }
  const name =
    place?.kind === 'channel'
      ? place.channel.name
      : place?.kind === 'thread'
        ? place.thread.name
        : (place?.direct.displayName ?? '');
  return <Rows channelId={channelId} name={name} rows={rows} messages={messages} pending={pending} />;
}

/** Nothing for a moment, so that a quick answer does not flash a word. */
const QUIET_MS = 250;
function Waiting() {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), QUIET_MS);
    return () => clearTimeout(timer);
  }, []);
  return slow ? <p className={styles.waiting}>{strings.loading}</p> : null;
}

interface RowsProps {
  channelId: string;
  name: string;
  rows: readonly HistoryRow[];
  messages: readonly MessageView[];
  pending: readonly OutboxEntry[];
}

function Rows({ channelId, name, rows, messages, pending }: RowsProps) {
  const channel = useApp(selectChannelMessages(channelId));
  const jump = useApp(selectJump(channelId));
  const selection = useApp(selectSelection(channelId));
  const { messages: actions } = useActions();
  const attempt = useAttempt();
  const [stuck, setStuck] = useState<'older' | 'newer' | null>(null);
  const { hasOlder, hasNewer } = channel;

  const readOn = useCallback(
    (end: 'older' | 'newer') => {
      const load = end === 'older' ? actions.loadOlder : actions.loadNewer;
      // An end that failed waits for the person: trying again by itself would never stop.
      attempt(() =>
        load(channelId).catch((error: unknown) => {
          setStuck(end);
          throw error;
        }),
      );
    },
    [actions, attempt, channelId],
  );
  const onNearTop = useCallback(() => stuck !== 'older' && readOn('older'), [stuck, readOn]);
  const onNearBottom = useCallback(() => stuck !== 'newer' && readOn('newer'), [stuck, readOn]);
  const firstNewKey = rows.find((row) => row.kind === 'message' && row.isFirstNew)?.key ?? null;
  const scroll = useHistoryScroll({
    rows,
    hasOlder,
    hasNewer,
    startAtKey: firstNewKey,
    jump,
    onNearTop,
    onNearBottom,
  });
  const { virtual, scrollRef, atBottom, highlightedId, toBottom, toKey } = scroll;
  useEffect(() => actions.setFollowing(channelId, atBottom), [actions, channelId, atBottom]);
  useNewLine(channelId, messages, atBottom);

  // What we send ourselves is what we want to see.
  const lastPending = pending.at(-1)?.entryId;
  const shownPending = useRef(lastPending);
  useEffect(() => {
    if (lastPending === shownPending.current) return;
    shownPending.current = lastPending;
    if (lastPending === undefined) return;
    if (hasNewer) attempt(() => actions.toPresent(channelId));
    else toBottom();
  }, [lastPending, hasNewer, attempt, actions, channelId, toBottom]);

  // A log that scrolls must be reachable by keyboard.
  const scrollable = useCallback(
    (element: HTMLDivElement | null) => {
      scrollRef.current = element;
      if (element) element.tabIndex = 0;
    },
    [scrollRef],
  );

  const list = useHistoryHostOf(channelId, messages);
  const asked = useRef<string | null>(null);
  const menuOfAsked = () => {
    const message = messages.find(({ messageId }) => messageId === asked.current);
    return message ? list.host.menuOf(message) : [];
  };
  const keys = useMessageKeys(rows, list, virtual, scrollRef);
  const selecting = selection !== null;
  const items = virtual.getVirtualItems();
  const firstShown = items.find((item) => item.end > (virtual.scrollOffset ?? 0))?.index ?? 0;
  const firstNew = firstNewKey === null ? -1 : rows.findIndex((row) => row.key === firstNewKey);

  return (
    <HistoryHostProvider value={list.host}>
      <div className={styles.host}>
        <ContextArea groups={menuOfAsked}>
          <div
            ref={scrollable}
            className={styles.history}
            role="log"
            aria-label={strings.messages.history(name)}
            data-history
            onKeyDown={keys.onKeyDown}
            onFocus={keys.onFocus}
            onContextMenu={(event) => {
              // One menu for all rows: hundreds of closed ones would cost more than the messages.
              asked.current =
                (event.target as Element).closest<HTMLElement>('[data-message]')?.dataset.message ?? null;
              if (asked.current === null) event.preventDefault();
            }}
          >
            <div className={styles.spacer} style={{ height: virtual.getTotalSize() }}>
              {items.map((item) => {
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
                    {row.kind === 'start' && <HistoryStart channelId={channelId} />}
                    {row.kind === 'pending' && <PendingRow entry={row.entry} continued={row.continued} />}
                    {row.kind === 'message' && (
                      <MessageRow
                        row={row}
                        active={keys.activeKey === row.key}
                        highlighted={highlightedId === row.key}
                        selecting={selecting}
                      />
                    )}
                  </div>
                );
              })}
            </div>
          </div>
        </ContextArea>
        <HistoryEdges
          channelId={channelId}
          stuck={stuck}
          onRetry={(end) => {
            setStuck(null);
            readOn(end);
          }}
          newCount={firstNew >= 0 && firstNew < firstShown ? countNew(rows, firstNew) : 0}
          onToNew={() => firstNewKey !== null && toKey(firstNewKey, 'start')}
          atBottom={atBottom}
        />
        {selection !== null && (
          <SelectionBar channelId={channelId} messages={messages} actions={list.host.actions} />
        )}
      </div>
      {list.picking && (
        <EmojiPopover
          beside={list.picking.beside}
          guildId={list.picking.message.guildId}
          onClose={list.stopPicking}
          onPick={(emoji) => list.picking && list.host.actions.react(list.picking.message, emoji, true)}
        />
      )}
      {list.forwarding && (
        <Suspense fallback={null}>
          <ForwardDialog message={list.forwarding} onClose={list.stopForwarding} />
        </Suspense>
      )}
    </HistoryHostProvider>
  );
}

function countNew(rows: readonly HistoryRow[], from: number): number {
  return rows.slice(from).filter((row) => row.kind === 'message').length;
}
