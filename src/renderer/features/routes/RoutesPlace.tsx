import type { NamedRoute } from '@shared/models/routes';
import { Plus, RefreshCw, Waypoints } from 'lucide-react';
import { useState } from 'react';
import { useActions, useApp } from '../../state/react';
import { selectBrokenRoutes, selectRoutes, selectRoutesLoad } from '../../state/routes/selectors';
import { strings } from '../../strings';
import { Button } from '../../ui/Button';
import { EmptyState, Notice } from '../../ui/Notice';
import { Place } from '../../ui/Place';
import { Rows } from '../../ui/Rows';
import { TroubleState, useAttempt } from '../trouble';
import { RouteDialog } from './RouteDialog';
import { RouteRow } from './RouteRow';

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
    <Place
      title={words.title}
      lead={words.lead}
      actions={
        <>
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
        </>
      }
    >
      {load.kind === 'failed' && list.length === 0 && (
        <TroubleState error={load.error} title={words.loadFailed} onRetry={() => void routes.load()} />
      )}
      {broken.length > 0 && (
        <Notice tone="trouble" title={words.brokenTitle(broken.length)}>
          {words.brokenBody}
        </Notice>
      )}
      {list.length > 0 && (
        <Rows>
          {sorted.map((route) => (
            <RouteRow key={route.name} route={route} onEdit={setEditing} />
          ))}
        </Rows>
      )}
      {list.length === 0 && load.kind !== 'failed' && (
        <EmptyState icon={<Waypoints size={24} />} title={words.noneTitle} actions={create}>
          {words.noneBody}
        </EmptyState>
      )}
      {editing !== null && (
        <RouteDialog route={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />
      )}
    </Place>
  );
}
