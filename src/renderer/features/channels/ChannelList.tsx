import { useVirtualizer } from '@tanstack/react-virtual';
import { Search, X } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useCallback, useEffect, useRef } from 'react';
import { useActions, useAppStore } from '../../state/react';
import { strings } from '../../strings';
import { moveRoving } from '../../ui/roving';
import styles from './channels.module.css';
import { Row } from './Row';
import { type ChannelListRow, openableIds } from './rows';
import { useChannelMenu } from './use-channel-menu';

const words = strings.channels;
/** Above this many lines only those in sight are in the page. */
export const VIRTUAL_FROM = 200;
const ROW_PX = 32;
const HEADING_PX = 36;
/** So that the arrow keys always find the next line in the page. */
const OVERSCAN = 12;

export interface ChannelListProps {
  rows: readonly ChannelListRow[];
  currentId: string | null;
  filter: string;
  onFilter: (text: string) => void;
  foot?: ReactNode;
}

/** Direct messages, categories, channels and threads of a guild, with what is unread in them. */
export function ChannelList({ rows, currentId, filter, onFilter, foot }: ChannelListProps) {
  const menuOf = useChannelMenu();
  const latestMenu = useRef(menuOf);
  latestMenu.current = menuOf;
  const stableMenu = useCallback((id: string) => latestMenu.current(id), []);
  const onFold = useFolding();
  const first = openableIds(rows)[0];
  const hasCurrent = rows.some((row) => row.id === currentId);
  const tabStopId = hasCurrent ? currentId : first;
  const line = (row: ChannelListRow) => (
    <Row
      row={row}
      current={row.id === currentId}
      tabStop={row.id === tabStopId}
      menuOf={stableMenu}
      onFold={onFold}
    />
  );
  return (
    <div className={styles.list}>
      <FilterBox rows={rows} filter={filter} onFilter={onFilter} />
      <nav className={styles.lines} aria-label={words.list} onKeyDown={(event) => void moveRoving(event)}>
        {rows.length === 0 && filter !== '' && <p className={styles.none}>{words.noMatch(filter)}</p>}
        {rows.length > VIRTUAL_FROM ? (
          <VirtualLines rows={rows} currentId={currentId} line={line} />
        ) : (
          <PlainLines rows={rows} currentId={currentId} line={line} />
        )}
      </nav>
      {foot}
    </div>
  );
}

interface LinesProps {
  rows: readonly ChannelListRow[];
  currentId: string | null;
  line: (row: ChannelListRow) => ReactNode;
}

function PlainLines({ rows, currentId, line }: LinesProps) {
  const ref = useRef<HTMLUListElement>(null);
  useEffect(() => {
    if (currentId === null) return;
    const row = ref.current?.querySelector(`[data-place="${currentId}"]`);
    row?.scrollIntoView?.({ block: 'nearest' });
  }, [currentId]);
  return (
    <div className={styles.scroll}>
      <ul ref={ref}>
        {rows.map((row) => (
          <li key={row.id}>{line(row)}</li>
        ))}
      </ul>
    </div>
  );
}

function VirtualLines({ rows, currentId, line }: LinesProps) {
  const ref = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => ref.current,
    estimateSize: (index) => (rows[index]?.kind === 'heading' ? HEADING_PX : ROW_PX),
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: OVERSCAN,
  });
  const at = rows.findIndex((row) => row.id === currentId);
  // The virtualizer is a new object each time; it is told where to go only when the choice moves.
  const go = useRef(virtual);
  go.current = virtual;
  useEffect(() => {
    if (at >= 0) go.current.scrollToIndex(at, { align: 'auto' });
  }, [at]);
  return (
    <div ref={ref} className={styles.scroll}>
      <ul className={styles.spacer} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const row = rows[item.index];
          return (
            row && (
              <li
                key={item.key}
                className={styles.slot}
                style={{ transform: `translateY(${item.start}px)` }}
                aria-setsize={rows.length}
                aria-posinset={item.index + 1}
              >
                {line(row)}
              </li>
            )
          );
        })}
      </ul>
    </div>
  );
}

function FilterBox({
  rows,
  filter,
  onFilter,
}: {
  rows: readonly ChannelListRow[];
  filter: string;
  onFilter: (text: string) => void;
}) {
  const { view } = useActions();
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Escape' && filter !== '') {
      event.preventDefault();
      event.stopPropagation();
      return onFilter('');
    }
    if (event.key === 'Enter') {
      const first = openableIds(rows)[0];
      if (first === undefined || filter === '') return;
      event.preventDefault();
      view.chooseTextChannel(first);
      return onFilter('');
    }
    if (event.key === 'ArrowDown') {
      event.preventDefault();
      const list = event.currentTarget.closest(`.${styles.list ?? ''}`);
      list?.querySelector<HTMLElement>('nav [data-place]')?.focus();
    }
  };
  return (
    <div className={styles.filter}>
      <Search size={14} aria-hidden="true" />
      <input
        type="text"
        value={filter}
        placeholder={words.filter}
        aria-label={words.filter}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => onFilter(event.target.value)}
        onKeyDown={onKeyDown}
      />
      {filter !== '' && (
        <button type="button" aria-label={words.clearFilter} onClick={() => onFilter('')}>
          <X size={14} />
        </button>
      )}
    </div>
  );
}

function useFolding(): (id: string, folded: boolean) => void {
  const store = useAppStore();
  const { settings } = useActions();
  return useCallback(
    (id, folded) => {
      const rest = store.getState().settings.settings.foldedIds.filter((other) => other !== id);
      settings.change({ foldedIds: folded ? [...rest, id] : rest });
    },
    [store, settings],
  );
}
