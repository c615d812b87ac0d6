/** Takes what plays down while somebody speaks: in the room, or at the own microphone. */
import { FRAME_MS } from '@shared/audio/constants';
import { gainDbToFactor } from '@shared/audio/levels';
import type { DuckingSettings } from '@shared/models/console';
import { DEFAULT_DUCKING } from '@shared/models/live-defaults';
import type { Speech } from './console-types';
import { Ducker } from './dsp/ducker';

export class Ducking {
  readonly #ducker = new Ducker();
  #settings: DuckingSettings = { ...DEFAULT_DUCKING, enabled: false };
  #excluded = new Set<string>();

  set(settings: DuckingSettings): void {
    this.#settings = settings;
    this.#excluded = new Set(settings.excludedUserIds);
  }

  get enabled(): boolean {
    return this.#settings.enabled;
  }

  /** Something is down, or on its way. */
  get active(): boolean {
    return this.#ducker.active;
  }

  get gainDb(): number {
    return this.#ducker.gainDb;
  }

  /** Linear. */
  get factor(): number {
    return gainDbToFactor(this.#ducker.gainDb);
  }

  /** One frame further. True when it has become active by that, or is no longer. */
  tick(speech: readonly Speech[], microphoneDbfs: number): boolean {
    const settings = this.#settings;
    if (!settings.enabled && !this.#ducker.active) return false;
    const { thresholdDbfs } = settings;
    const room = speech.some(({ userId, rmsDbfs }) => rmsDbfs > thresholdDbfs && !this.#excluded.has(userId));
    const own = settings.byMicrophone && microphoneDbfs > thresholdDbfs;
    const before = this.#ducker.active;
    this.#ducker.tick(settings.enabled && (room || own), settings, FRAME_MS);
    return before !== this.#ducker.active;
  }
}
