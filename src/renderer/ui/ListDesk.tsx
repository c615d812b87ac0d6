import type { ReactNode } from 'react';
import styles from './ListDesk.module.css';
import { Resizer } from './Resizer';
import { moveRoving } from './roving';

export interface ListGroup {
  id: string;
  /** Null for what stands above all headings. */
  name: string | null;
  itemIds: readonly string[];
}

export interface ListDeskProps {
  /** Names the list for screen readers. */
  label: string;
  groups: readonly ListGroup[];
  /** One `li`; what in it carries `data-roving` is reached by the arrow keys. */
  renderItem: (id: string) => ReactNode;
  /** Above the list and below it; neither scrolls with it. */
  head?: ReactNode;
  foot?: ReactNode;
  resizeLabel: string;
  widthPx: number;
  onWidth: (widthPx: number) => void;
  /** What is chosen. */
  children: ReactNode;
}

/** A list under headings and, beside it, what is chosen in it; the border between the two can be moved. */
export function ListDesk(props: ListDeskProps) {
  const { label, groups, renderItem, head, foot, resizeLabel, widthPx, onWidth, children } = props;
  return (
    <div className={styles.desk}>
      <nav
        className={styles.list}
        style={{ width: widthPx }}
        aria-label={label}
        onKeyDown={(event) => void moveRoving(event)}
      >
        {head}
        <div className={styles.scroll}>
          {groups.map((group) => (
            <section key={group.id} aria-label={group.name ?? label}>
              {group.name !== null && <h2 className={styles.group}>{group.name}</h2>}
              <ul>{group.itemIds.map(renderItem)}</ul>
            </section>
          ))}
        </div>
        {foot}
      </nav>
      <Resizer label={resizeLabel} width={widthPx} min={160} max={480} onChange={onWidth} />
      {children}
    </div>
  );
}
