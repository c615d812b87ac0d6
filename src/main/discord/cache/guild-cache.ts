import type { Dispatch } from '@shared/discord/wire/dispatch';
import type { Clock } from '../../support/clock';
import { Emitter } from '../../support/emitter';
import { reduce } from './reduce';
import { type CacheChange, type CacheState, EMPTY_CACHE } from './state';

/** The holder of the cache's state: applies dispatches in order and tells what each one changed. */
export interface GuildCache {
  readonly state: CacheState;
  apply(dispatch: Dispatch): readonly CacheChange[];
  onChanged(listener: (changes: readonly CacheChange[]) => void): () => void;
  close(): void;
}

/** An empty cache; `onError` hears listeners that throw. */
export function createGuildCache(clock: Clock, onError?: (error: unknown) => void): GuildCache {
  let state = EMPTY_CACHE;
  const changed = new Emitter<readonly CacheChange[]>(onError);
  return {
    get state() {
      return state;
    },
    apply(dispatch) {
      const step = reduce(state, dispatch, clock.now());
      state = step.state;
      if (step.changes.length > 0) changed.emit(step.changes);
      return step.changes;
    },
    onChanged: changed.on,
    close: () => changed.clear(),
  };
}
