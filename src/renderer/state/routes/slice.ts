import type { DirectDestination, WebhookIdentity } from '@shared/models/message-body';
import type { NamedRoute } from '@shared/models/routes';
import type { SliceContext } from '../app-state';
import { failedLoad, LOADING } from '../load-state';
import { applyChecked, applyRoutes, initialRoutes } from './apply';

export interface RouteChoice {
  name: string;
  target: DirectDestination;
  identity: WebhookIdentity;
  /** The name it had; null for a new one. */
  previousName: string | null;
}

export interface RoutesActions {
  load(): Promise<void>;
  listChanged(routes: readonly NamedRoute[]): void;
  save(choice: RouteChoice): Promise<'saved' | 'nameTaken'>;
  remove(name: string): Promise<void>;
  /** Looks whether one works, or all (null), without posting. */
  check(name: string | null): Promise<void>;
  clear(): void;
}

export function createRoutesActions({ api, get, update }: SliceContext): RoutesActions {
  return {
    async load() {
      update('routes', (s) => (s.load.kind === 'ready' ? s : { ...s, load: LOADING }));
      try {
        const routes = await api.routes.list();
        update('routes', (s) => applyRoutes(s, routes));
      } catch (error) {
        update('routes', (s) => ({ ...s, load: failedLoad(error) }));
      }
    },
    listChanged: (routes) => update('routes', (s) => applyRoutes(s, routes)),
    async save(choice) {
      const outcome = await api.routes.save(choice);
      if (outcome.kind === 'nameTaken') return 'nameTaken';
      update('routes', (s) => {
        const gone = new Set([choice.previousName, choice.name]);
        return applyRoutes(s, [...s.list.filter((route) => !gone.has(route.name)), outcome.route]);
      });
      return 'saved';
    },
    async remove(name) {
      await api.routes.remove({ name });
      update('routes', (s) =>
        applyRoutes(
          s,
          s.list.filter((route) => route.name !== name),
        ),
      );
    },
    async check(name) {
      const names = name === null ? get().routes.list.map((route) => route.name) : [name];
      update('routes', (s) => ({ ...s, checking: [...s.checking, ...names] }));
      try {
        const checked = await api.routes.check({ name });
        update('routes', (s) => applyChecked(s, checked));
      } finally {
        update('routes', (s) => ({ ...s, checking: s.checking.filter((one) => !names.includes(one)) }));
      }
    },
    clear: () => update('routes', () => initialRoutes),
  };
}
