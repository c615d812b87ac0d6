import type { NamedRoute } from '@shared/models/routes';
import { Plus, RefreshCw, Waypoints } from 'lucide-react';
import { useState } from 'react';
import { useActions, useApp } from '../../state/react';
import { selectBrokenRoutes, selectRoutes, selectRoutesLoad } from '../../state/routes/selectors';
import { strings } from '../../strings';
import { Button } from '../../ui/Button';
import { EmptyState, Notice } from '../../ui/Notice';
import { TroubleState, useAttempt } from '../trouble';
import { RouteDialog } from './RouteDialog';
import { RouteRow } from './RouteRow';
import styles from './routes.module.css';

const words = strings.routes;

/** All named routes: made, pointed elsewhere, checked, tested and used. */
export function RoutesPlace() {
  const list = useApp(selectRoutes);
  const load = useApp(selectRoutesLoad);
  const broken = useApp(selectBrokenRoutes);
  const checking = useApp((state) => state.routes.checking.length > 0);
  const { routes } = useActions();
  const attempt = useAttempt();
  const [editing, setEditing] = useState<NamedRoute | 'new' | null>(null);
  const sorted = [...broken, ...list.filter((route) => route.health.kind !== 'broken')];
  const create = (
    <Button tone="primary" icon={<Plus size={15} />} onClick={() => setEditing('new')}>
      {words.create}
    </Button>
  );
  return (
    <section className={styles.place} aria-label={words.title}>
      <header className={styles.head}>
        <div className={styles.headText}>
          <h2>{words.title}</h2>
          <p>{words.lead}</p>
        </div>
        {list.length > 0 && (
          <Button
            icon={<RefreshCw size={15} />}
            busy={checking}
            onClick={() => attempt(() => routes.check(null))}
          >
            {checking ? words.checking : words.checkAll}
          </Button>
        )}
        {list.length > 0 && create}
      </header>
      <div className={styles.scroll}>
        {load.kind === 'failed' && list.length === 0 && (
          <TroubleState error={load.error} title={words.loadFailed} onRetry={() => void routes.load()} />
        )}
        {broken.length > 0 && (
          <Notice tone="trouble" title={words.brokenTitle(broken.length)}>
            {words.brokenBody}
          </Notice>
        )}
        {list.length > 0 && (
          <ul className={styles.rows}>
            {sorted.map((route) => (
              <RouteRow key={route.name} route={route} onEdit={setEditing} />
            ))}
          </ul>
        )}
        {list.length === 0 && load.kind !== 'failed' && (
          <EmptyState icon={<Waypoints size={24} />} title={words.noneTitle} actions={create}>
            {words.noneBody}
          </EmptyState>
        )}
      </div>
      {editing !== null && (
        <RouteDialog route={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />
      )}
    </section>
  );
}
