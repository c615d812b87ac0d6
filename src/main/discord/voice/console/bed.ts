/** What plays when nothing else does: a looped file that comes in after dead air and goes when something is heard. */
import { FRAME_MS } from '@shared/audio/constants';
import { toAppError } from '@shared/errors/app-error';
import type { LevellingSettings } from '@shared/models/console';
import type { Logger } from '../../../support/logger';
import { prepareSource, type SourceInput } from '../sources/open-source';
import { knownLoudness, type LoudnessQueue } from './file-loudness';
import { Strip } from './strip';
import { Track } from './track';

const FADE_OUT_MS = 800;

export interface BedSettings {
  source: SourceInput;
  afterMs: number;
}

export class Bed {
  readonly strip = new Strip();
  readonly #logger: Logger;
  readonly #loudness: LoudnessQueue;
  readonly #levelling: () => LevellingSettings;
  #settings: BedSettings | null = null;
  #generation = 0;
  #silentMs = 0;
  #playing = false;

  constructor(logger: Logger, loudness: LoudnessQueue, levelling: () => LevellingSettings) {
    this.#logger = logger;
    this.#loudness = loudness;
    this.#levelling = levelling;
  }

  get isSet(): boolean {
    return this.#settings !== null;
  }

  /** How long nothing else has been heard, to be put back there. */
  get silentMs(): number {
    return this.#silentMs;
  }

  set silentMs(silentMs: number) {
    this.#silentMs = silentMs;
  }

  get playing(): boolean {
    return this.#playing;
  }

  set(settings: BedSettings | null): void {
    this.#generation += 1;
    this.#settings = settings;
    this.#playing = false;
    this.#silentMs = 0;
    this.strip.setTrack(undefined);
    if (settings) this.#load(settings.source);
  }

  /** One frame in which something else was heard, or nothing was. True when it began or stopped by that. */
  notice(heard: boolean): boolean {
    const settings = this.#settings;
    if (!settings) return false;
    this.#silentMs = heard ? 0 : this.#silentMs + FRAME_MS;
    if (this.strip.track?.end) this.#reload(settings);
    const wanted = this.#silentMs >= settings.afterMs && this.strip.track !== undefined;
    if (wanted === this.#playing) return false;
    this.#playing = wanted;
    if (wanted) this.strip.open();
    else this.strip.shut(FADE_OUT_MS);
    return true;
  }

  close(): void {
    this.#generation += 1;
    this.#settings = null;
    this.strip.close();
  }

  #reload({ source }: BedSettings): void {
    this.strip.reset();
    this.#playing = false;
    this.#load(source);
  }

  #load(source: SourceInput): void {
    this.#generation += 1;
    const generation = this.#generation;
    const open = async () => {
      const prepared = await prepareSource(source);
      const track = await Track.open(prepared, 0, 'clip', true);
      if (generation !== this.#generation) {
        track.close();
        return;
      }
      this.strip.setTrack(track);
      if (prepared.kind !== 'file') return;
      const level = () => this.strip.level(knownLoudness(prepared) ?? null, this.#levelling());
      level();
      this.#loudness.measure(prepared, level);
    };
    open().catch((error: unknown) => {
      this.#logger.warn('the bed cannot be played', { error: toAppError(error) });
    });
  }
}
