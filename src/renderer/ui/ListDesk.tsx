import { type ComponentType, lazy, type ReactNode, type Ref, Suspense, useState } from 'react';
import styles from './ListDesk.module.css';
import { Resizer } from './Resizer';
import { moveRoving } from './roving';

export interface ListGroup {
  id: string;
  /** Null for what stands above all headings. */
  name: string | null;
  itemIds: readonly string[];
}

/** What an item of the list is told by the list. */
export interface ListPlace {
  /** Whether the tab key comes here; one item of the list has it. */
  tabStop: boolean;
  /** For the item's `li`, with `data-index`, where only what is in sight is in the page: its height is measured. */
  ref?: Ref<HTMLLIElement>;
  index?: number;
}

export interface ListDeskProps {
  /** Names the list for screen readers. */
  label: string;
  groups: readonly ListGroup[];
  /** Reached by the tab key and brought into sight when it changes; the first item when null or not in the list. */
  chosenId: string | null;
  /** One `li`; what in it carries `data-roving` is reached by the arrow keys. */
  renderItem: (id: string, place: ListPlace) => ReactNode;
  /** About how high an item is before it was ever in sight, px. */
  estimatePx: (id: string) => number;
  /** Above the list and below it; neither scrolls with it. */
  head?: ReactNode;
  foot?: ReactNode;
  resizeLabel: string;
  widthPx: number;
  onWidth: (widthPx: number) => void;
  /** What is chosen. */
  children: ReactNode;
}

/** Above this many items only those in sight are in the page. */
export const VIRTUAL_FROM = 24;

// Long lists are rare at the start, and what draws them is not loaded for the first screen.
const LazyItems = lazy(() => import('./VirtualItems'));
let loaded: ComponentType<ListDeskProps> | null = null;

/** Fetches what draws long lists before the first of them comes, so that it is drawn once and not twice. */
export async function loadLongLists(): Promise<void> {
  loaded = (await import('./VirtualItems')).default;
}

/** A list under headings and, beside it, what is chosen in it; the border between the two can be moved. */
export function ListDesk(props: ListDeskProps) {
  const { label, head, foot, resizeLabel, widthPx, onWidth, children } = props;
  // The same one as long as this list is shown: another would draw it all anew.
  const [VirtualItems] = useState(() => loaded ?? LazyItems);
  const count = props.groups.reduce((sum, group) => sum + group.itemIds.length, 0);
  return (
    <div className={styles.desk}>
      <nav
        className={styles.list}
        style={{ width: widthPx }}
        aria-label={label}
        onKeyDown={(event) => void (event.defaultPrevented || moveRoving(event))}
      >
        {head}
        {count > VIRTUAL_FROM ? (
          <Suspense fallback={<PlainItems {...props} groups={firstInSight(props)} />}>
            <VirtualItems {...props} />
          </Suspense>
        ) : (
          <PlainItems {...props} />
        )}
        {foot}
      </nav>
      <Resizer label={resizeLabel} width={widthPx} min={160} max={480} onChange={onWidth} />
      {children}
    </div>
  );
}

function PlainItems({ label, groups, chosenId, renderItem }: ListDeskProps) {
  const ids = groups.flatMap((group) => group.itemIds);
  const tabStopId = chosenId !== null && ids.includes(chosenId) ? chosenId : ids[0];
  return (
    <div className={styles.scroll}>
      {groups.map((group) => (
        <section key={group.id} aria-label={group.name ?? label}>
          {group.name !== null && (
            <h2 className={styles.group} data-group={group.id}>
              {group.name}
            </h2>
          )}
          <ul>{group.itemIds.map((id) => renderItem(id, { tabStop: id === tabStopId }))}</ul>
        </section>
      ))}
    </div>
  );
}

/** What may be in sight at the top of the list, for the moment until the rest can be drawn. */
function firstInSight({ groups, estimatePx }: ListDeskProps): ListGroup[] {
  let leftPx = window.innerHeight;
  return groups.flatMap((group) => {
    const itemIds: string[] = [];
    for (const id of group.itemIds) {
      if (leftPx <= 0) break;
      leftPx -= estimatePx(id);
      itemIds.push(id);
    }
    return itemIds.length === 0 ? [] : [{ ...group, itemIds }];
  });
}
