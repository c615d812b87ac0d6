import type { NamedRoute } from '@shared/models/routes';
import { useEffect } from 'react';
import { useAppStore } from '../../state/react';
import { strings } from '../../strings';

const words = strings.routes;

/** Names of routes that work in `before` (or were never looked at) and are broken in `after`. */
export function newlyBroken(before: readonly NamedRoute[], after: readonly NamedRoute[]): string[] {
  const wasBroken = new Set(before.filter((r) => r.health.kind === 'broken').map((r) => r.name));
  return after.filter((r) => r.health.kind === 'broken' && !wasBroken.has(r.name)).map((r) => r.name);
}

/** Says once, on any desk, that a route has broken; where one looks at the routes themselves it is seen anyway. */
export function useRouteWatch(): void {
  const store = useAppStore();
  useEffect(
    () =>
      store.subscribe((after, before) => {
        // What was broken when the window opened has its badge; this is for what breaks from then on.
        if (after.routes.list === before.routes.list || before.routes.load.kind !== 'ready') return;
        const names = newlyBroken(before.routes.list, after.routes.list);
        const { desk, place } = after.view;
        if (names.length === 0 || (desk === 'messages' && place.kind === 'routes')) return;
        const { view } = store.actions;
        view.toast({
          tone: 'trouble',
          title: words.broke(names),
          body: words.brokeBody,
          stayMs: 15_000,
          action: { label: words.open, run: () => view.showPlace({ kind: 'routes' }) },
        });
      }),
    [store],
  );
}
