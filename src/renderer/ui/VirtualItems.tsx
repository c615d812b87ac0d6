import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { cx } from './cx';
import type { ListDeskProps, ListGroup } from './ListDesk';
import styles from './ListDesk.module.css';

const HEADING_PX = 33;
/** So that the arrow keys always find the next item in the page. */
const OVERSCAN = 2;

/** Headings and items in one sequence, as they stand below each other. */
type Line = { group: ListGroup; id: string | null };

function linesOf(groups: readonly ListGroup[]): Line[] {
  return groups.flatMap((group) => [
    ...(group.name === null ? [] : [{ group, id: null }]),
    ...group.itemIds.map((id) => ({ group, id })),
  ]);
}

/** The space of what is out of sight is kept above and below, so that the rest stands in its sections as ever. */
export default function VirtualItems({ label, groups, chosenId, renderItem, estimatePx }: ListDeskProps) {
  const scroll = useRef<HTMLDivElement>(null);
  const lines = linesOf(groups);
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroll.current,
    estimateSize: (at) => {
      const id = lines[at]?.id ?? null;
      return id === null ? HEADING_PX : estimatePx(id);
    },
    getItemKey: (at) => lines[at]?.id ?? `heading:${lines[at]?.group.id}`,
    overscan: OVERSCAN,
  });
  const inSight = virtual.getVirtualItems();
  const shown = inSight.flatMap(({ index }) => {
    const line = lines[index];
    return line ? [{ ...line, index }] : [];
  });
  const tabStopId =
    shown.find((line) => line.id !== null && line.id === chosenId)?.id ??
    shown.find((line) => line.id !== null)?.id;
  const above = inSight[0]?.start ?? 0;
  const below = virtual.getTotalSize() - (inSight.at(-1)?.end ?? 0);

  const chosenAt = chosenId === null ? -1 : lines.findIndex((line) => line.id === chosenId);
  // The virtualizer is a new object each time; it is told where to go only when the choice moves.
  const latest = useRef({ virtual, chosenAt });
  latest.current = { virtual, chosenAt };
  useEffect(() => {
    if (chosenId === null) return;
    const { virtual: list, chosenAt: at } = latest.current;
    const inPage = list.getVirtualItems().some((item) => item.index === at);
    if (at >= 0 && !inPage) list.scrollToIndex(at, { align: 'start' });
  }, [chosenId]);

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key !== 'Home' && event.key !== 'End') return;
    const last = event.key === 'End';
    event.preventDefault();
    virtual.scrollToIndex(last ? lines.length - 1 : 0);
    // The ends of the list are in the page only after it was drawn there.
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        const items = scroll.current?.querySelectorAll<HTMLElement>('[data-roving]') ?? [];
        items[last ? items.length - 1 : 0]?.focus();
      }),
    );
  };
  return (
    <div ref={scroll} className={cx(styles.scroll, styles.virtual)} onKeyDownCapture={onKeyDown}>
      <div style={{ paddingTop: above, paddingBottom: below }}>
        {groups.map((group) => {
          const own = shown.filter((line) => line.group.id === group.id);
          if (own.length === 0) return null;
          const headed = own.some((line) => line.id === null);
          return (
            <section key={group.id} aria-label={group.name ?? label}>
              {headed && (
                <h2 className={styles.group} data-group={group.id}>
                  {group.name}
                </h2>
              )}
              <ul>
                {own.map(
                  ({ id, index }) =>
                    id !== null &&
                    renderItem(id, { tabStop: id === tabStopId, ref: virtual.measureElement, index }),
                )}
              </ul>
            </section>
          );
        })}
      </div>
    </div>
  );
}
