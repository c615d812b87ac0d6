/**
 * The main room as a source for the further rooms: what people say there is heard in those too, added to the programme.
 * Never in the main room itself, which would hear itself. It is encoded once for all of them.
 */
import { CHANNELS, FRAME_SAMPLES } from '@shared/audio/constants';
import { gainDbToFactor } from '@shared/audio/levels';
import type { RelaySettings } from '@shared/models/live';
import { AirStage } from './console/air-stage';
import { applyRamp } from './console/dsp/ramp';
import { mixInto } from './pcm';
import type { SoundFrame } from './send/sender';

/** Heard and not given on yet. More than one frame is delay that never goes away again. */
const MOST_WAITING = 1;
/** 5 × 20 ms after the last sound, for what limiter and encoder still hold and so that a breath is no end. */
const TAIL_FRAMES = 5;
/** 75 × 20 ms = 1.5 s: between two words somebody is still being heard. */
const BREATH_FRAMES = 75;

export class RoomRelay {
  readonly #air: AirStage;
  readonly #wanted: () => boolean;
  readonly #mix = new Float32Array(FRAME_SAMPLES * CHANNELS);
  #waiting: Float32Array[] = [];
  #enabled = false;
  /** What is wanted, and what was reached with the last frame: a change of it is no click. */
  #factor = 1;
  #reached = 0;
  #tail = 0;
  #framesSinceSpeech = BREATH_FRAMES;

  /** `wanted`: there is a room to be heard, and a further one that could be given something. */
  constructor(bitrateBps: number, wanted: () => boolean) {
    this.#air = new AirStage(bitrateBps);
    this.#wanted = wanted;
  }

  /** What further rooms get is made by this now: the main room is to be decoded, and cannot be pulled ahead. */
  get active(): boolean {
    return this.#enabled && this.#wanted();
  }

  /** What people say in the main room is being heard in the further ones. */
  get sounding(): boolean {
    return this.active && this.#framesSinceSpeech < BREATH_FRAMES;
  }

  set({ enabled, gainDb }: RelaySettings): void {
    this.#factor = gainDbToFactor(gainDb);
    if (enabled === this.#enabled) return;
    this.#enabled = enabled;
    this.#waiting = [];
    this.#reached = 0;
    this.#tail = 0;
    this.#framesSinceSpeech = BREATH_FRAMES;
    this.#air.reset();
  }

  setBitrate(bitrateBps: number): void {
    this.#air.setBitrate(bitrateBps);
  }

  /** What people say in this slot, as the own ears are given it: 20 ms, interleaved, full scale ±1. */
  hear(room: Float32Array): void {
    if (this.active) this.#waiting.push(room.slice());
    if (!this.active || this.#waiting.length > MOST_WAITING) this.#waiting.shift();
  }

  /** The next frame for the further rooms: the programme's, or silence, with what people say. */
  frame(programme: SoundFrame | null): SoundFrame | null {
    const voices = this.#waiting.shift();
    const spoken = voices?.some((sample) => sample !== 0) ?? false;
    this.#framesSinceSpeech = spoken ? 0 : this.#framesSinceSpeech + 1;
    if (programme || spoken) this.#tail = TAIL_FRAMES;
    else if (this.#tail === 0) return null;
    else {
      this.#tail -= 1;
      if (this.#tail === 0) {
        this.#air.reset();
        return null;
      }
    }
    const mix = this.#mix;
    if (voices) {
      mix.set(voices);
      applyRamp(mix, this.#reached, this.#factor);
      this.#reached = this.#factor;
    } else mix.fill(0);
    if (programme) mixInto(mix, programme.pcm, 1);
    return this.#air.process(mix, false);
  }
}
