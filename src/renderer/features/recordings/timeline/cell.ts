import { useSyncExternalStore } from 'react';

/**
 * One value outside React. What changes on every frame (the view, a range being dragged) lives in one, so that
 * canvases follow it and components do not.
 */
export interface Cell<T> {
  get(): T;
  /** Told to the listeners at once, unless it is the same value. */
  set(next: T | ((now: T) => T)): void;
  /** Returns the unsubscribe function. */
  onChange(listener: (value: T) => void): () => void;
}

/** Begins with `first`; `isSame` decides what is no change. */
export function createCell<T>(first: T, isSame: (a: T, b: T) => boolean = Object.is): Cell<T> {
  let value = first;
  const listeners = new Set<(value: T) => void>();
  return {
    get: () => value,
    set(next) {
      const after = typeof next === 'function' ? (next as (now: T) => T)(value) : next;
      if (isSame(value, after)) return;
      value = after;
      for (const listener of listeners) listener(value);
    },
    onChange(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}

/** The value in a component that is drawn again when it changes. */
export function useCell<T>(cell: Cell<T>): T {
  return useSyncExternalStore(cell.onChange, cell.get);
}
