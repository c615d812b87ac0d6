import type { NamedRoute } from '@shared/models/routes';
import { IDLE, type LoadState, READY } from '../load-state';
import { share } from '../share';

export interface RoutesState {
  load: LoadState;
  /** By name, in the order of the alphabet. */
  list: readonly NamedRoute[];
  /** Names being checked just now. */
  checking: readonly string[];
}

export const initialRoutes: RoutesState = { load: IDLE, list: [], checking: [] };

export function applyRoutes(state: RoutesState, routes: readonly NamedRoute[]): RoutesState {
  const sorted = [...routes].sort((a, b) => a.name.localeCompare(b.name));
  const list = share(state.list, sorted);
  return list === state.list && state.load.kind === 'ready' ? state : { ...state, load: READY, list };
}

/** Some routes that were looked at again. */
export function applyChecked(state: RoutesState, checked: readonly NamedRoute[]): RoutesState {
  const byName = new Map(checked.map((route) => [route.name, route]));
  return applyRoutes(
    state,
    state.list.map((route) => byName.get(route.name) ?? route),
  );
}
