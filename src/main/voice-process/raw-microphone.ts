/** The own microphone as it came in, before gain, gate and mix: a track of its own for whoever edits afterwards. */
import { randomInt } from 'node:crypto';
import { FRAME_MS, FRAME_SAMPLES } from '@shared/audio/constants';
import { createOpusEncoder, type OpusFrameEncoder } from '../discord/voice/codec';
import { floatToInt16 } from '../discord/voice/pcm';
import type { Clock } from '../support/clock';
import type { Keeper } from './recording-tap';

/** Nothing is to be saved here: it never leaves the computer. */
const BITRATE_BPS = 128_000;
/** Ticks are uneven by less. */
const PAUSE_MS = 4 * FRAME_MS;

export class RawMicrophone {
  readonly #userId: string;
  readonly #clock: Clock;
  readonly #keeper: Pick<Keeper, 'onPacket' | 'onPcm'>;
  readonly #encoder: OpusFrameEncoder = createOpusEncoder(BITRATE_BPS);
  readonly #ssrc = randomInt(1, 2 ** 32);
  #sequence = randomInt(2 ** 16);
  #timestamp = randomInt(2 ** 32);
  #lastMs: number | undefined;

  constructor(userId: string, clock: Clock, keeper: Pick<Keeper, 'onPacket' | 'onPcm'>) {
    this.#userId = userId;
    this.#clock = clock;
    this.#keeper = keeper;
  }

  /** Takes 20 ms, interleaved stereo. Between two calls at most a device that was off or gone lies. */
  push(samples: Float32Array): void {
    const arrivalMs = this.#clock.monotonicMs();
    const sinceMs = arrivalMs - (this.#lastMs ?? arrivalMs);
    const frames = sinceMs > PAUSE_MS ? Math.round(sinceMs / FRAME_MS) : 1;
    this.#lastMs = arrivalMs;
    this.#timestamp = (this.#timestamp + frames * FRAME_SAMPLES) % 2 ** 32;
    this.#sequence = (this.#sequence + 1) & 0xffff;
    const pcm = floatToInt16(samples);
    const whose = { userId: this.#userId, source: 'microphone', ssrc: this.#ssrc } as const;
    const rtpTimestamp = this.#timestamp;
    const opus = this.#encoder.encode(pcm);
    this.#keeper.onPacket({ ...whose, sequence: this.#sequence, rtpTimestamp, arrivalMs, opus });
    this.#keeper.onPcm({ ...whose, rtpTimestamp, pcm });
  }
}
