/** Who listens to, measures or records what goes out, by which it is known in which ticks its sound is needed. */
import type { Listeners } from './console-types';

/** 25 × 20 ms = 0.5 s. */
const SAMPLE_EVERY_TICKS = 25;

export class Audience {
  /** Of the console; those that were taken back are not counted. */
  ticks = 0;
  #listeners: Listeners = { monitor: true, levels: true, recording: false };

  listen(listeners: Partial<Listeners>): void {
    this.#listeners = { ...this.#listeners, ...listeners };
  }

  get levels(): boolean {
    return this.#listeners.levels;
  }

  get monitor(): boolean {
    return this.#listeners.monitor;
  }

  /** Whether packets that are passed on are to be decoded in this tick. */
  get wantsPcm(): boolean {
    const { monitor, levels, recording } = this.#listeners;
    if (monitor || levels || recording) return true;
    // For whoever watches over dead air, a sample of the sound is enough.
    return this.ticks % SAMPLE_EVERY_TICKS === 0;
  }
}
