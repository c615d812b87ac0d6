import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { useApp } from '../../../state/react';
import { selectReviewPlace } from '../../../state/settings/selectors';
import { onFrame } from '../../../ui/frame-loop';
import { moveRoving } from '../../../ui/roving';
import { useReviewDesk } from '../timeline/desk';
import { firstAt } from '../timeline/paint-ruler';
import styles from './pane.module.css';

/** Often enough to read along, ms. */
const LOOK_EVERY_MS = 150;

export interface TimedListProps<T extends { atMs: number }> {
  label: string;
  /** In order of time. */
  items: readonly T[];
  keyOf: (item: T) => string;
  /** Before it was ever in sight, px. */
  estimatePx: number;
  /** A `li`'s content; `current` is the last one at or before the playhead. */
  children: (item: T, place: { current: boolean; tabStop: boolean }) => ReactNode;
}

/** A long list over time that reads along with the sound, unless somebody has the pointer or the focus in it. */
export function TimedList<T extends { atMs: number }>(props: TimedListProps<T>) {
  const { label, items, keyOf, estimatePx, children } = props;
  const { playhead } = useReviewDesk();
  const follows = useApp((state) => selectReviewPlace(state).follows);
  const scrollRef = useRef<HTMLElement>(null);
  const [current, setCurrent] = useState(-1);
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => scrollRef.current,
    estimateSize: () => estimatePx,
    getItemKey: (index) => {
      const item = items[index];
      return item === undefined ? index : keyOf(item);
    },
    overscan: 8,
  });
  useEffect(() => {
    let nextMs = 0;
    return onFrame((nowMs) => {
      if (nowMs < nextMs) return;
      nextMs = nowMs + LOOK_EVERY_MS;
      // Half a millisecond of grace: a line that was gone to counts as reached.
      setCurrent(firstAt(items, playhead.positionMs(nowMs) + 0.5) - 1);
    });
  }, [items, playhead]);

  const latest = useRef(virtual);
  useEffect(() => {
    latest.current = virtual;
  });
  useEffect(() => {
    const host = scrollRef.current;
    if (!follows || current < 0 || !host) return;
    if (host.matches(':hover') || host.contains(document.activeElement)) return;
    latest.current.scrollToIndex(current, { align: 'center' });
  }, [current, follows]);

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    // Home and End belong to the time line.
    if (event.key === 'ArrowUp' || event.key === 'ArrowDown') moveRoving(event);
  };
  const shown = virtual.getVirtualItems();
  const firstShown = shown[0]?.index ?? 0;
  const lastShown = shown.at(-1)?.index ?? 0;
  const tabStop = current >= firstShown && current <= lastShown ? current : firstShown;
  return (
    <section ref={scrollRef} className={styles.scroll} aria-label={label} onKeyDown={onKeyDown}>
      <ol style={{ height: virtual.getTotalSize() }} className={styles.lines}>
        {shown.map(({ index, key, start }) => {
          const item = items[index];
          return (
            item !== undefined && (
              <li
                key={key}
                ref={virtual.measureElement}
                data-index={index}
                className={styles.slot}
                aria-current={index === current || undefined}
                style={{ transform: `translateY(${start}px)` }}
              >
                {children(item, { current: index === current, tabStop: index === tabStop })}
              </li>
            )
          );
        })}
      </ol>
    </section>
  );
}
