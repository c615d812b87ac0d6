import type { ChannelId, UserId } from '@shared/discord/snowflake';
import type { TimelineEvent } from '@shared/models/archive';
import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowUp } from 'lucide-react';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { timelineStrings as words } from '../../strings/timeline';
import { Button } from '../../ui/Button';
import { formatDay } from '../../ui/format';
import { moveRoving } from '../../ui/roving';
import { TroubleNotice } from '../trouble';
import { AwayLine, EventLine } from './EventLine';
import { keepPlace, type Layout, layOut, ROW_PX, type TimelineRow } from './events';
import styles from './timeline.module.css';
import { useWayOf, type Way } from './use-show';
import type { Timeline } from './use-timeline';

/** So near the top, new events are followed. */
const AT_TOP_PX = 20;
/** So many rows before the end, older ones are asked for. */
const AHEAD = 40;

export interface EventListProps {
  timeline: Timeline;
  nameOf: (channelId: string) => string | undefined;
  onPerson?: ((userId: UserId, name: string) => void) | undefined;
  onRoom?: ((channelId: ChannelId) => void) | undefined;
}

/** Events in their days, newest first. What one reads stays in place when new ones come above it. */
export function EventList(props: EventListProps) {
  const { timeline } = props;
  const { events, hasMore, status, error, loadOlder, trim } = timeline;
  const scroller = useRef<HTMLDivElement>(null);
  const layout = useMemo(() => layOut(events), [events]);
  const { rows } = layout;
  /** The newest event one has seen at the top; null while one is there. */
  const [seenId, setSeenId] = useState<number | null>(null);
  const [focused, setFocused] = useState<string | null>(null);
  const wayOf = useWayOf();
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (at) => ROW_PX[rows[at]?.kind ?? 'event'],
    getItemKey: (at) => rows[at]?.key ?? at,
    overscan: 12,
  });
  const drawn = useRef<Layout>(layout);
  // Before the new rows are seen: they take their room above, and the place moves down by as much.
  useLayoutEffect(() => {
    const before = drawn.current;
    drawn.current = layout;
    const at = scroller.current;
    if (!at || before === layout || at.scrollTop <= AT_TOP_PX) return;
    const placePx = keepPlace(before, layout, at.scrollTop);
    if (placePx !== at.scrollTop) at.scrollTop = placePx;
  }, [layout]);
  const inSight = virtual.getVirtualItems();
  const nearEnd = (inSight.at(-1)?.index ?? 0) >= rows.length - AHEAD;
  useEffect(() => {
    if (nearEnd && hasMore && status === 'ready' && error === null) loadOlder();
  }, [nearEnd, hasMore, status, error, loadOlder]);
  useEffect(() => {
    if (seenId === null && events.length > 0) trim();
  }, [seenId, events, trim]);
  // One stop for Tab: where one was, or the first line there is.
  const lines = inSight.flatMap(({ index }) => (rows[index]?.kind === 'event' ? [rows[index]?.key] : []));
  const tabStop = lines.includes(focused ?? '') ? focused : lines[0];
  const newer = seenId === null ? 0 : countNewer(events, seenId);
  return (
    <div className={styles.frame}>
      <section
        ref={scroller}
        className={styles.scroll}
        aria-label={words.label}
        onScroll={({ currentTarget }) => {
          if (currentTarget.scrollTop <= AT_TOP_PX) setSeenId(null);
          else setSeenId((before) => before ?? events[0]?.eventId ?? null);
        }}
      >
        <ol
          className={styles.rows}
          style={{ height: virtual.getTotalSize() }}
          onKeyDown={(event) => void moveRoving(event)}
          onFocus={({ target }) => setFocused(target.closest('li')?.dataset['row'] ?? null)}
        >
          {inSight.map((item) => {
            const row = rows[item.index];
            return row ? (
              <li
                key={item.key}
                data-row={row.key}
                className={styles.slot}
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <Row row={row} tabStop={row.key === tabStop} wayOf={wayOf} {...props} />
              </li>
            ) : null;
          })}
        </ol>
      </section>
      {newer > 0 && (
        <Button
          tone="primary"
          className={styles.newer}
          icon={<ArrowUp size={15} />}
          onClick={() => scroller.current?.scrollTo({ top: 0 })}
        >
          {words.newer(newer)}
        </Button>
      )}
      {error && <TroubleNotice error={error} title={words.olderFailed} onRetry={loadOlder} />}
    </div>
  );
}

function countNewer(events: readonly TimelineEvent[], seenId: number): number {
  const at = events.findIndex((event) => event.eventId <= seenId);
  return at === -1 ? events.length : at;
}

interface RowProps extends EventListProps {
  row: TimelineRow;
  tabStop: boolean;
  wayOf: (event: TimelineEvent) => Way | null;
}

function Row({ row, tabStop, wayOf, timeline, ...line }: RowProps) {
  switch (row.kind) {
    case 'day':
      return <h2 className={styles.day}>{formatDay(row.atMs)}</h2>;
    case 'event':
      return <EventLine event={row.event} way={wayOf(row.event)} tabStop={tabStop} {...line} />;
    case 'away':
      return <AwayLine sinceMs={row.sinceMs} untilMs={row.event.atMs} />;
    case 'end':
      return <p className={styles.end}>{timeline.hasMore ? words.loadingOlder : words.start}</p>;
  }
}
