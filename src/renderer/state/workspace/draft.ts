import { share } from '../share';
import type { WorkspaceState } from './apply';

type Records = Omit<WorkspaceState, 'load' | 'revision'>;
type Item<K extends keyof Records> = Records[K][string];

/**
 * A state that many changes are made to at once. Each record is copied at its first change and then written to: an
 * event with a guild of thousands of people costs one copy, not one for each of them. The state it began with stays
 * as it was.
 */
export class WorkspaceDraft {
  #state: WorkspaceState;
  readonly #copied = new Set<keyof Records>();

  constructor(state: WorkspaceState) {
    this.#state = state;
  }

  get state(): WorkspaceState {
    return this.#state;
  }

  /** Takes another state, which is not written to either. */
  replace(state: WorkspaceState): void {
    this.#state = state;
    this.#copied.clear();
  }

  set<K extends keyof Records>(key: K, record: Records[K]): void {
    this.#state = { ...this.#state, [key]: record };
    this.#copied.delete(key);
  }

  /** What equals the item that was there keeps its identity, and costs no copy. */
  put<K extends keyof Records>(key: K, id: string, item: Item<K>): void {
    const before = this.#state[key][id];
    const shared = share<Item<K>>(before, item);
    if (shared !== before) this.#own(key)[id] = shared;
  }

  drop(key: keyof Records, id: string): void {
    if (id in this.#state[key]) delete this.#own(key)[id];
  }

  #own<K extends keyof Records>(key: K): Record<string, Item<K>> {
    if (!this.#copied.has(key)) {
      this.set(key, { ...this.#state[key] });
      this.#copied.add(key);
    }
    return this.#state[key] as Record<string, Item<K>>;
  }
}
