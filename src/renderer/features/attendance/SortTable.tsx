import { ArrowDown, ArrowUp } from 'lucide-react';
import { type ReactNode, useMemo, useState } from 'react';
import { strings } from '../../strings';
import { Button } from '../../ui/Button';
import { cx } from '../../ui/cx';
import styles from './attendance.module.css';
import { nextOrder, type Order, sortRows } from './sort';

export interface Column<R, K extends string> {
  id: K;
  label: string;
  value: (row: R) => number | string;
  /** Names stand left and sort from A; the rest are figures. */
  isText?: boolean;
  show: (row: R) => ReactNode;
}

interface SortTableProps<R, K extends string> {
  label: string;
  columns: readonly Column<R, K>[];
  rows: readonly R[];
  keyOf: (row: R) => string;
  first: Order<K>;
  /** More rows than these are shown when asked for. */
  shown?: number;
}

const SHOWN = 200;

/** A table that is sorted by the column whose head is pressed. */
export function SortTable<R, K extends string>(props: SortTableProps<R, K>) {
  const { label, columns, rows, keyOf, first, shown: most = SHOWN } = props;
  const [order, setOrder] = useState(first);
  const [all, setAll] = useState(false);
  const sorted = useMemo(
    () => sortRows(rows, order, (row, id) => columns.find((column) => column.id === id)?.value(row) ?? 0),
    [rows, order, columns],
  );
  const shown = all ? sorted : sorted.slice(0, most);
  const Arrow = order.descending ? ArrowDown : ArrowUp;
  return (
    <section aria-label={label} className={styles.section}>
      <h2>{label}</h2>
      <div className={styles.wide}>
        <table className={styles.table} aria-label={label}>
          <thead>
            <tr>
              {columns.map(({ id, label: name, isText = false }) => {
                const isOn = order.column === id;
                return (
                  <th
                    key={id}
                    scope="col"
                    className={cx(!isText && styles.figure)}
                    {...(isOn ? { 'aria-sort': order.descending ? 'descending' : 'ascending' } : {})}
                  >
                    <button type="button" onClick={() => setOrder(nextOrder(order, id, isText))}>
                      {isOn && <Arrow size={12} aria-hidden="true" />}
                      {name}
                    </button>
                  </th>
                );
              })}
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <tr key={keyOf(row)}>
                {columns.map(({ id, isText, show }) =>
                  isText ? (
                    <th key={id} scope="row">
                      {show(row)}
                    </th>
                  ) : (
                    <td key={id} className={styles.figure}>
                      {show(row)}
                    </td>
                  ),
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {shown.length < sorted.length && (
        <Button onClick={() => setAll(true)}>{strings.rooming.person.showAll(sorted.length)}</Button>
      )}
    </section>
  );
}
