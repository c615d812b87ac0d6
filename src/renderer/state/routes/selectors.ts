import type { NamedRoute } from '@shared/models/routes';
import type { AppState } from '../app-state';
import { memoLast } from '../memo';

const broken = memoLast((list: readonly NamedRoute[]) =>
  list.filter((route) => route.health.kind === 'broken'),
);

export const selectRoutes = (state: AppState) => state.routes.list;
export const selectRoutesLoad = (state: AppState) => state.routes.load;
export const selectBrokenRoutes = (state: AppState) => broken(state.routes.list);
export const selectIsChecking =
  (name: string) =>
  (state: AppState): boolean =>
    state.routes.checking.includes(name);
