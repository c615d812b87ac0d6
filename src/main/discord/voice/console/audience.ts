/** Who listens to, measures or records what goes out, by which it is known in which ticks its sound is needed. */
import { LevelMeter } from '../pcm';
import { isSounding } from '../sentinel/rules';
import type { Listeners } from './console-types';

/** 50 × 20 ms: dead air is told of after two seconds. */
const GLIMPSE_EVERY_TICKS = 50;

export class Audience {
  /** Of the console; those that were taken back are not counted. */
  ticks = 0;
  #listeners: Listeners = { monitor: true, levels: true, recording: false };
  #nextGlimpse = 0;
  readonly #glimpse = new LevelMeter();

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
    return this.ticks >= this.#nextGlimpse;
  }

  /**
   * What went out in this tick, where it was decoded. For whoever watches over dead air a glimpse of the sound is enough;
   * a silent one may be a pause between two words, so from then on every frame is looked at until one is heard.
   */
  noteSound(pcm: Int16Array): void {
    if (this.ticks < this.#nextGlimpse) return;
    this.#glimpse.addPcm16(pcm);
    if (isSounding(this.#glimpse.take().rmsDbfs)) this.#nextGlimpse = this.ticks + GLIMPSE_EVERY_TICKS;
  }
}
