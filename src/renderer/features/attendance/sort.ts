/** A column that was chosen, and which way. */
export interface Order<K extends string> {
  column: K;
  descending: boolean;
}

/** The rows in the order of a column: numbers by size, text as people sort it; equals stay as they came. Pure. */
export function sortRows<R, K extends string>(
  rows: readonly R[],
  order: Order<K>,
  valueIn: (row: R, column: K) => number | string,
): R[] {
  const sign = order.descending ? -1 : 1;
  return [...rows].sort((a, b) => {
    const x = valueIn(a, order.column);
    const y = valueIn(b, order.column);
    if (typeof x === 'number' && typeof y === 'number') return sign * (x - y);
    return sign * String(x).localeCompare(String(y), undefined, { numeric: true, sensitivity: 'base' });
  });
}

/** The same column the other way round, or another: numbers largest first, names from A. */
export function nextOrder<K extends string>(before: Order<K>, column: K, isText: boolean): Order<K> {
  return before.column === column
    ? { column, descending: !before.descending }
    : { column, descending: !isText };
}
