/** The last steps before the air: limiter, 16 bits, Opus. And the change between that and packets passed on. */
import { FRAME_VALUES } from '@shared/audio/constants';
import { gainDbToFactor } from '@shared/audio/levels';
import { createOpusEncoder } from '../codec';
import { floatToInt16 } from '../pcm';
import { sampleKernels } from '../simd/sample-kernels';
import { Limiter } from './dsp/limiter';
import { FrameMemory, MOST_TAKEN_BACK } from './taken-back';

const NO_PCM = new Int16Array(0);
const CEILING = gainDbToFactor(-1);
/** 240 ms: three times what the limiter takes to let go. */
const LIMITER_FRAMES = 12;
/** After three frames an encoder's first own one is as good as any (measured). */
const ENCODER_FRAMES = 4;

/** The limiter's least gain before a frame, and how many times it had been asked for. */
interface LeastGain {
  least: number;
  reports: number;
}

export class AirStage {
  readonly #limiter = new Limiter(CEILING);
  readonly #encoder;
  /** Lent: what is in it goes into the encoder at once. */
  readonly #pcm = sampleKernels?.pcm ?? new Int16Array(FRAME_VALUES);
  readonly #scratch = new Float32Array(FRAME_VALUES);
  /** What went in. */
  readonly #memory = new FrameMemory<LeastGain>(MOST_TAKEN_BACK + LIMITER_FRAMES);
  #least = 1;
  #reports = 0;

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
    const least = this.#least;
    this.#least = 1;
    this.#reports += 1;
    return least;
  }

  /** What comes next follows silence. */
  reset(): void {
    this.#memory.clear();
    this.#limiter.reset();
  }

  /** After packets passed on: `before` is what they sounded like just now, whole frames. */
  warmUp(before: Float32Array): void {
    this.reset();
    this.#encoder.reset();
    for (let at = 0; at + FRAME_VALUES <= before.length; at += FRAME_VALUES) {
      const frame = before.slice(at, at + FRAME_VALUES);
      this.#memory.keep(frame, this.#mark);
      this.#limiter.process(frame);
      this.#encoder.encode(floatToInt16(frame, this.#pcm));
    }
    this.#limiter.takeLeastGain();
  }

  /** The last `frames` frames do not leave after all: what comes next follows those before. */
  takeBack(frames: number): void {
    const before = this.#memory.at(frames)?.note;
    this.#least = before?.reports === this.#reports ? before.least : 1;
    this.#memory.drop(frames);
    this.#limiter.reset();
    this.#encoder.reset();
    for (let back = Math.min(LIMITER_FRAMES, this.#memory.length); back > 0; back -= 1) {
      const kept = this.#memory.at(back);
      if (!kept) continue;
      this.#scratch.set(kept.samples);
      this.#limiter.process(this.#scratch);
      if (back <= ENCODER_FRAMES) this.#encoder.encode(floatToInt16(this.#scratch, this.#pcm));
    }
    // Those have been reported in their time.
    this.#limiter.takeLeastGain();
  }

  /** One frame of the mix, changed in place: what leaves, and what it sounds like; empty when nobody asks. */
  process(mix: Float32Array, wantPcm: boolean): { opus: Buffer; pcm: Int16Array } {
    this.#memory.keep(mix, this.#mark);
    this.#limiter.process(mix);
    this.#least = Math.min(this.#least, this.#limiter.takeLeastGain());
    const pcm = floatToInt16(mix, this.#pcm);
    return { opus: this.#encoder.encode(pcm), pcm: wantPcm ? pcm.slice() : NO_PCM };
  }

  get #mark(): LeastGain {
    return { least: this.#least, reports: this.#reports };
  }
}
