import { useVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { estimateRowPx, type HistoryRow } from './rows';

/** This close to the bottom counts as reading the newest: new messages keep it there. */
const AT_BOTTOM_WITHIN_PX = 60;
/** Nearer than this many rows to an end, more is read. */
const READ_AHEAD_ROWS = 40;
const HIGHLIGHT_MS = 2_400;

export interface HistoryScrollInput {
  rows: readonly HistoryRow[];
  hasOlder: boolean;
  hasNewer: boolean;
  /** Where to begin: the first unread, or the bottom. */
  startAtKey: string | null;
  /** Asks for a row in view; a new `turn` asks again. */
  jump: { messageId: string; turn: number } | null;
  onNearTop: () => void;
  onNearBottom: () => void;
}

export interface HistoryScroll {
  virtual: Virtualizer<HTMLDivElement, HTMLDivElement>;
  scrollRef: RefObject<HTMLDivElement | null>;
  atBottom: boolean;
  highlightedId: string | null;
  toBottom(): void;
  toKey(key: string, align?: 'start' | 'center'): void;
}

/**
 * Scrolling of a history. The virtualizer keeps the reader's place when rows come above or below (`anchorTo: end`);
 * this adds where to begin, following the newest, reading on at both ends, and jumps.
 */
export function useHistoryScroll(input: HistoryScrollInput): HistoryScroll {
  const { rows, hasOlder, hasNewer, startAtKey, jump, onNearTop, onNearBottom } = input;
  const scrollRef = useRef<HTMLDivElement>(null);
  const [atBottom, setAtBottom] = useState(startAtKey === null);
  const [highlightedId, setHighlightedId] = useState<string | null>(null);
  // What was below the end before this update was not "new": reading forward must not run to the end of it.
  const hadNewer = useRef(hasNewer);
  const rowsRef = useRef(rows);
  rowsRef.current = rows;
  const getItemKey = useCallback((index: number) => rows[index]?.key ?? index, [rows]);
  const virtual = useVirtualizer<HTMLDivElement, HTMLDivElement>({
    count: rows.length,
    getScrollElement: () => scrollRef.current,
    estimateSize: (index) => (rows[index] ? estimateRowPx(rows[index]) : 44),
    getItemKey,
    overscan: 8,
    paddingStart: 12,
    paddingEnd: 16,
    anchorTo: 'end',
    followOnAppend: !hasNewer && !hadNewer.current,
    scrollEndThreshold: AT_BOTTOM_WITHIN_PX,
  });
  useEffect(() => {
    hadNewer.current = hasNewer;
  });

  const indexOf = useCallback((key: string) => rowsRef.current.findIndex((row) => row.key === key), []);
  const toBottom = useCallback(() => virtual.scrollToEnd(), [virtual]);
  const toKey = useCallback(
    (key: string, align: 'start' | 'center' = 'center') => {
      const index = indexOf(key);
      if (index >= 0) virtual.scrollToIndex(index, { align });
    },
    [virtual, indexOf],
  );

  // The first rows decide where reading begins; a jump asked for before that comes first.
  const begun = useRef(false);
  const jumpTurn = jump?.turn ?? 0;
  const jumpedTurn = useRef(0);
  useLayoutEffect(() => {
    if (begun.current || rows.length === 0) return;
    begun.current = true;
    if (jump && jumpedTurn.current !== jump.turn) return;
    if (startAtKey === null) virtual.scrollToEnd();
    else toKey(startAtKey, 'start');
  }, [rows.length, jump, startAtKey, virtual, toKey]);

  useLayoutEffect(() => {
    if (!jump || jumpedTurn.current === jumpTurn) return;
    // Asked again with every change of the rows: the message may only now have been read.
    const last = rows.at(-1)?.key === jump.messageId;
    if (indexOf(jump.messageId) < 0) return;
    jumpedTurn.current = jumpTurn;
    if (last && !hasNewer) virtual.scrollToEnd();
    else toKey(jump.messageId);
    setHighlightedId(jump.messageId);
  }, [jump, jumpTurn, hasNewer, virtual, toKey, indexOf, rows]);
  useEffect(() => {
    if (highlightedId === null) return;
    const timer = setTimeout(() => setHighlightedId(null), HIGHLIGHT_MS);
    return () => clearTimeout(timer);
  }, [highlightedId]);

  const settled = useRef(false);
  useEffect(() => {
    const element = scrollRef.current;
    const settle = () => {
      settled.current = true;
    };
    element?.addEventListener('scroll', settle, { once: true });
    return () => element?.removeEventListener('scroll', settle);
  }, []);

  // Drawn rows decide what is read next; both ends are asked for before they are reached.
  const items = virtual.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    const element = scrollRef.current;
    if (rows.length === 0 || !begun.current || !element) return;
    // Before the first place is taken everything is near the top: reading on then would never end.
    if (!settled.current && element.scrollHeight > element.clientHeight) return;
    if (hasOlder && first < READ_AHEAD_ROWS) onNearTop();
    if (hasNewer && last >= rows.length - READ_AHEAD_ROWS) onNearBottom();
  }, [first, last, rows, hasOlder, hasNewer, onNearTop, onNearBottom]);

  const isAtBottom = !hasNewer && virtual.isAtEnd(AT_BOTTOM_WITHIN_PX);
  const beginsAbove = startAtKey !== null;
  useEffect(() => {
    const element = scrollRef.current;
    // Until the first place is taken the list does not know where it stands: it must not say that all is read.
    const placed =
      settled.current || !beginsAbove || !element || element.scrollHeight <= element.clientHeight;
    if (placed) setAtBottom(isAtBottom);
  });

  return { virtual, scrollRef, atBottom, highlightedId, toBottom, toKey };
}
