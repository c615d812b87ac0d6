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

/** `stopped`: silence was asked for, and what fades out may still be heard; `held`: it came, and lasts until something is. */
type Phase = 'waiting' | 'playing' | 'stopped' | 'held';

export class Bed {
  readonly strip = new Strip();
  readonly #logger: Logger;
  readonly #loudness: LoudnessQueue;
  readonly #levelling: () => LevellingSettings;
  #settings: BedSettings | null = null;
  /** What is open, or being opened; null after that went wrong. */
  #opened: SourceInput | null = null;
  #generation = 0;
  #silentMs = 0;
  #phase: Phase = 'waiting';

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

  get phase(): Phase {
    return this.#phase;
  }

  get playing(): boolean {
    return this.#phase === 'playing';
  }

  /** With another file it begins anew; when only the time is another one, what plays or waits goes on. */
  set(settings: BedSettings | null): void {
    this.#settings = settings;
    if (settings && this.#opened && isSameSound(settings.source, this.#opened)) return;
    this.#generation += 1;
    this.#phase = 'waiting';
    this.#silentMs = 0;
    this.strip.setTrack(undefined);
    // What comes next waits behind a shut gate.
    this.strip.shut(0);
    this.#opened = null;
    if (settings) this.#load(settings.source);
  }

  /** Silence was asked for: it goes, and comes again only after something else has been heard. */
  stop(fadeMs: number): void {
    if (this.#phase === 'playing') this.strip.shut(fadeMs);
    this.#phase = 'stopped';
  }

  /** The call is over: in the next one it waits anew. */
  endCall(): void {
    this.strip.shut(0);
    this.#phase = 'waiting';
    this.#silentMs = 0;
  }

  /** One frame in which something else was heard, or nothing was. True when it began or stopped by that. */
  notice(heard: boolean): boolean {
    const settings = this.#settings;
    if (!settings) return false;
    this.#silentMs = heard ? 0 : this.#silentMs + FRAME_MS;
    if (this.strip.track?.end) this.#reload(settings);
    switch (this.#phase) {
      case 'waiting':
        if (this.#silentMs < settings.afterMs || this.strip.track === undefined) return false;
        this.#phase = 'playing';
        this.strip.open();
        return true;
      case 'playing':
        if (!heard) return false;
        this.#phase = 'waiting';
        this.strip.shut(FADE_OUT_MS);
        return true;
      case 'stopped':
        if (!heard) this.#phase = 'held';
        return false;
      case 'held':
        if (heard) this.#phase = 'waiting';
        return false;
    }
  }

  close(): void {
    this.#generation += 1;
    this.#settings = null;
    this.strip.close();
  }

  #reload({ source }: BedSettings): void {
    this.strip.reset();
    if (this.#phase === 'playing') this.#phase = 'waiting';
    this.#load(source);
  }

  #load(source: SourceInput): void {
    this.#generation += 1;
    const generation = this.#generation;
    this.#opened = source;
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
      if (generation === this.#generation) this.#opened = null;
      this.#logger.warn('the bed cannot be played', { error: toAppError(error) });
    });
  }
}

function isSameSound(one: SourceInput, other: SourceInput): boolean {
  return one.kind === 'file' && other.kind === 'file' && one.path === other.path;
}
