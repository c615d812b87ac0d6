import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { AppState } from './app-state';
import type { Actions, AppStore } from './store';

const StoreContext = createContext<AppStore | null>(null);
export const StoreProvider = StoreContext.Provider;

/** The store itself, for what is no part of a view's state; throws outside a `StoreProvider`. */
export function useAppStore(): AppStore {
  const store = useContext(StoreContext);
  if (!store) throw new Error('StoreProvider is missing above this component');
  return store;
}

/** Reads one field through a selector; the component renders again only when that changes by identity. */
export function useApp<T>(selector: (state: AppState) => T): T {
  return useStore(useAppStore(), selector);
}

/** All actions; never a reason to draw again. */
export function useActions(): Actions {
  return useAppStore().actions;
}
