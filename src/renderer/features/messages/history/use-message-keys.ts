import type { Virtualizer } from '@tanstack/react-virtual';
import { type FocusEvent, type KeyboardEvent, type RefObject, useEffect, useRef, useState } from 'react';
import { plainKey } from '../../../ui/plain-key';
import { runMessageKey } from './message-keys';
import type { HistoryRow } from './rows';
import type { HistoryList } from './use-history-host';
import { focusComposer } from './use-message-actions';

export interface MessageKeys {
  /** The row that carries the list's tab stop; the list itself has it when null. */
  activeKey: string | null;
  onKeyDown(event: KeyboardEvent<HTMLElement>): void;
  onFocus(event: FocusEvent<HTMLElement>): void;
}

/** The keyboard on messages: arrows move from one to the next, letters act, Escape goes back to the composer. */
export function useMessageKeys(
  rows: readonly HistoryRow[],
  list: HistoryList,
  virtual: Virtualizer<HTMLDivElement, HTMLDivElement>,
  scrollRef: RefObject<HTMLDivElement | null>,
): MessageKeys {
  const [activeKey, setActiveKey] = useState<string | null>(null);
  const wanted = useRef<string | null>(null);

  // A row far away is drawn only after the list has moved: the focus follows then.
  useEffect(() => {
    if (wanted.current === null) return;
    const row = rowElement(scrollRef.current, wanted.current);
    if (!row) return;
    wanted.current = null;
    row.focus({ preventScroll: true });
  });

  const moveTo = (index: number) => {
    const step = index < 0 ? 1 : -1;
    let at = Math.min(rows.length - 1, Math.max(0, index));
    while (rows[at] && rows[at]?.kind !== 'message') at += step;
    const row = rows[at];
    if (row?.kind !== 'message') return;
    setActiveKey(row.key);
    wanted.current = row.key;
    virtual.scrollToIndex(at, { align: 'auto' });
  };
  const firstInView = () => {
    const offset = virtual.scrollOffset ?? 0;
    const height = virtual.scrollRect?.height ?? 0;
    return (
      virtual.getVirtualItems().findLast((item) => item.end <= offset + height)?.index ?? rows.length - 1
    );
  };

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const target = event.target instanceof HTMLElement ? event.target : null;
    const onRow = target?.matches('[data-message]') ?? false;
    if (!onRow && target !== event.currentTarget) {
      if (event.key === 'Escape') target?.closest<HTMLElement>('[data-message]')?.focus();
      return;
    }
    const at = onRow ? rows.findIndex((row) => row.key === target?.dataset.message) : -1;
    const moves: Readonly<Record<string, () => number>> = {
      ArrowUp: () => (at < 0 ? firstInView() : at - 1),
      ArrowDown: () => (at < 0 ? firstInView() : at + 1),
      Home: () => 0,
      End: () => rows.length - 1,
    };
    const move = moves[event.key];
    if (move && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      const next = move();
      // Down from the last one is where one writes.
      if (event.key === 'ArrowDown' && at >= 0 && next >= rows.length) focusComposer();
      else moveTo(next);
      return;
    }
    if (event.key === 'Escape') return focusComposer();
    const row = rows[at];
    const key = plainKey(event.nativeEvent);
    if (!target || row?.kind !== 'message' || key === null) return;
    if (runMessageKey(key, row.message, target, list.host, list.contextOf(row.message))) {
      event.preventDefault();
    }
  };
  const onFocus = (event: FocusEvent<HTMLElement>) => {
    const row = event.target.closest<HTMLElement>('[data-message]');
    if (row?.dataset.message) setActiveKey(row.dataset.message);
  };
  return { activeKey, onKeyDown, onFocus };
}

function rowElement(host: HTMLElement | null, key: string): HTMLElement | null {
  return host?.querySelector<HTMLElement>(`[data-message="${CSS.escape(key)}"]`) ?? null;
}
