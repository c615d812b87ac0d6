import type { RestRouteMetrics } from '@shared/models/rest-metrics';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { useId, useMemo, useState } from 'react';
import { diagnosticsStrings as words } from '../../strings/diagnostics';
import { cx } from '../../ui/cx';
import { Segmented } from '../../ui/Segmented';
import styles from './diagnostics.module.css';
import {
  figureOf,
  formatLatency,
  type RouteColumn,
  type RouteOrder,
  sortRoutes,
  type Times,
} from './figures';

const NUMBERS = ['requests', 'errors', 'limitsHit', 'p50', 'p95', 'p99'] as const;

/** Every route that was used, with how often, how well and how fast; sorted by the column a person chooses. */
export function RouteTable({ routes }: { routes: readonly RestRouteMetrics[] }) {
  const id = useId();
  const [order, setOrder] = useState<RouteOrder>({ by: 'requests', descending: true });
  const [times, setTimes] = useState<Times>('answer');
  const sorted = useMemo(() => sortRoutes(routes, order, times), [routes, order, times]);
  const choose = (by: RouteColumn) =>
    setOrder((before) => ({ by, descending: before.by === by ? !before.descending : by !== 'route' }));
  return (
    <section aria-labelledby={id}>
      <div className={styles.sectionHead}>
        <h2 id={id}>{words.routes}</h2>
        <Segmented
          label={words.times}
          value={times}
          onChange={setTimes}
          options={[
            { value: 'answer', label: words.answer },
            { value: 'whole', label: words.whole },
          ]}
        />
        <span className={styles.quiet}>{times === 'answer' ? words.answerHint : words.wholeHint}</span>
      </div>
      {sorted.length === 0 ? (
        <p className={styles.quiet}>{words.noRoutes}</p>
      ) : (
        <>
          <table className={styles.routes}>
            <thead>
              <tr>
                <Column by="route" order={order} onChoose={choose} />
                {NUMBERS.map((by) => (
                  <Column key={by} by={by} order={order} onChoose={choose} />
                ))}
              </tr>
            </thead>
            <tbody>
              {sorted.map((route) => (
                <Row key={route.route} route={route} times={times} />
              ))}
            </tbody>
          </table>
          <p className={styles.quiet}>{words.timesSpan}</p>
        </>
      )}
    </section>
  );
}

interface ColumnProps {
  by: RouteColumn;
  order: RouteOrder;
  onChoose: (by: RouteColumn) => void;
}

function Column({ by, order, onChoose }: ColumnProps) {
  const isChosen = order.by === by;
  const Arrow = order.descending ? ArrowDown : ArrowUp;
  const direction = order.descending ? 'descending' : 'ascending';
  return (
    <th scope="col" aria-sort={isChosen ? direction : 'none'} className={cx(by !== 'route' && styles.number)}>
      <button type="button" onClick={() => onChoose(by)}>
        {words.column[by]}
        {isChosen && <Arrow size={12} aria-hidden="true" />}
      </button>
    </th>
  );
}

function Row({ route, times }: { route: RestRouteMetrics; times: Times }) {
  const [method, path] = route.route.split(' ');
  return (
    <tr>
      <th scope="row">
        <span className={styles.method}>{method}</span> {path}
      </th>
      {NUMBERS.map((by) => {
        const value = figureOf(route, by, times);
        const isTime = by === 'p50' || by === 'p95' || by === 'p99';
        const isBad = (by === 'errors' || by === 'limitsHit') && value !== 0;
        return (
          <td key={by} className={cx(styles.number, isBad && styles.bad, value === 0 && styles.zero)}>
            {isTime ? formatLatency(value) : value?.toLocaleString()}
          </td>
        );
      })}
    </tr>
  );
}
