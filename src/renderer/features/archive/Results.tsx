import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import type { ChosenPerson } from '../../state/archive/filters';
import { archiveStrings as words } from '../../strings/archive';
import { moveRoving } from '../../ui/roving';
import styles from './archive.module.css';
import { Hit } from './Hit';
import type { Found } from './use-search';

const ROW_PX = 92;
/** So that the arrow keys always find the next message in the page. */
const OVERSCAN = 4;
/** So many messages before the end the next page is asked for. */
const NEAR_END = 10;

export interface ResultsProps {
  id: string;
  found: Found;
  onNearEnd: () => void;
  onPerson: (person: ChosenPerson) => void;
}

/** What was found, only what is in sight in the page; reading on fetches more. */
export function Results({ id, found, onNearEnd, onPerson }: ResultsProps) {
  const { hits, hasMore, text } = found;
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: hits.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    getItemKey: (index) => hits[index]?.message.messageId ?? index,
    overscan: OVERSCAN,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore && last >= hits.length - NEAR_END) onNearEnd();
  }, [hasMore, last, hits.length, onNearEnd]);
  // Another search begins at its newest.
  const newest = hits[0]?.message.messageId;
  useEffect(() => {
    if (newest !== undefined && scroller.current) scroller.current.scrollTop = 0;
  }, [newest]);
  return (
    <div ref={scroller} className={styles.results}>
      <ol
        id={id}
        aria-label={words.results}
        style={{ height: virtual.getTotalSize() }}
        onKeyDown={(event) => void moveRoving(event)}
      >
        {items.map((item) => {
          const hit = hits[item.index];
          return (
            hit && (
              <li
                key={item.key}
                ref={virtual.measureElement}
                data-index={item.index}
                className={styles.result}
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <Hit
                  hit={hit}
                  text={text}
                  tabStop={item.index === (items[0]?.index ?? 0)}
                  onPerson={onPerson}
                />
              </li>
            )
          );
        })}
      </ol>
      {hasMore && <p className={styles.more}>{words.more}</p>}
    </div>
  );
}
