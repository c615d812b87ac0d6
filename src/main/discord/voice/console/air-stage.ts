/** The last steps before the air: limiter, 16 bits, Opus. And the change between that and packets passed on. */
import { CHANNELS, FRAME_SAMPLES } from '@shared/audio/constants';
import { gainDbToFactor } from '@shared/audio/levels';
import { createOpusEncoder } from '../codec';
import { floatToInt16 } from '../pcm';
import { Limiter } from './dsp/limiter';

const FRAME_VALUES = FRAME_SAMPLES * CHANNELS;
const NO_PCM = new Int16Array(0);
const CEILING = gainDbToFactor(-1);

export class AirStage {
  readonly #limiter = new Limiter(CEILING);
  readonly #encoder;
  readonly #pcm = new Int16Array(FRAME_VALUES);

  constructor(bitrateBps: number) {
    this.#encoder = createOpusEncoder(bitrateBps);
  }

  /** Nothing is being held down. */
  get idle(): boolean {
    return this.#limiter.idle;
  }

  setBitrate(bitrateBps: number): void {
    this.#encoder.setBitrate(bitrateBps);
  }

  setLoss(percent: number, speechOnly: boolean): void {
    this.#encoder.setLoss(percent, speechOnly);
  }

  /** The least gain of the limiter since the last call, linear. */
  takeLimiterGain(): number {
    return this.#limiter.takeLeastGain();
  }

  /** What comes next follows silence. */
  reset(): void {
    this.#limiter.reset();
  }

  /** After packets passed on: `before` is what they sounded like just now, whole frames. */
  warmUp(before: Float32Array): void {
    this.reset();
    this.#encoder.reset();
    for (let at = 0; at + FRAME_VALUES <= before.length; at += FRAME_VALUES) {
      const frame = before.slice(at, at + FRAME_VALUES);
      this.#limiter.process(frame);
      this.#encoder.encode(floatToInt16(frame, this.#pcm));
    }
  }

  /** One frame of the mix, changed in place: what leaves, and what it sounds like; empty when nobody asks. */
  process(mix: Float32Array, wantPcm: boolean): { opus: Buffer; pcm: Int16Array } {
    this.#limiter.process(mix);
    const pcm = floatToInt16(mix, this.#pcm);
    return { opus: this.#encoder.encode(pcm), pcm: wantPcm ? pcm.slice() : NO_PCM };
  }
}
