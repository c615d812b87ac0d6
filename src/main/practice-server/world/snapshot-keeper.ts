import type { Clock } from '../../support/clock';
import type { Logger } from '../../support/logger';
import { saveSnapshot } from './snapshot';
import type { World } from './world';

const AUTOSAVE_MS = 15_000;

/**
 * Writes the world down a while after something happened in it, so that a kill costs seconds at most. Saves
 * follow one another; without a path nothing is ever written.
 */
export class SnapshotKeeper {
  readonly #world: World;
  readonly #path: string | undefined;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #unsubscribe: () => void;
  #cancel: (() => void) | null = null;
  #last: Promise<void> = Promise.resolve();

  constructor(world: World, path: string | undefined, clock: Clock, logger: Logger) {
    this.#world = world;
    this.#path = path;
    this.#clock = clock;
    this.#logger = logger;
    this.#unsubscribe = path === undefined ? () => undefined : world.events.on(() => this.#changed());
  }

  /** Writes the world as it is when its turn comes; rejects when the file cannot be written. */
  save(): Promise<void> {
    const path = this.#path;
    if (path === undefined) return Promise.resolve();
    this.#cancel?.();
    this.#cancel = null;
    const saving = this.#last.then(() => saveSnapshot(this.#world, path));
    // The caller hears of a failure; this is only the order of turns.
    this.#last = saving.catch(() => undefined);
    return saving;
  }

  /** Ends autosaving and waits for a save that is under way. */
  async close(): Promise<void> {
    this.#unsubscribe();
    this.#cancel?.();
    this.#cancel = null;
    await this.#last;
  }

  #changed(): void {
    this.#cancel ??= this.#clock.setTimer(() => {
      this.#cancel = null;
      this.save().catch((error: unknown) =>
        this.#logger.warn('the snapshot could not be written', { error }),
      );
    }, AUTOSAVE_MS);
  }
}
