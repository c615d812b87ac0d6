import { CHANNELS, FRAME_SAMPLES } from '@shared/audio/constants';
import type { PcmFromSink, PcmToSink } from '@shared/audio/pcm-stream';

/**
 * The buffer between a PCM port and the sound card, with no Web Audio in it: messages go in, render quanta come
 * out, and it says what to answer. `pull` asks the source for what is missing; `push` takes what comes and
 * throws the oldest away when it falls behind.
 */
export type SinkMode = 'pull' | 'push';

/** 200 ms: enough to sit out a busy moment, little enough that solo and seek feel immediate. */
export const CAPACITY_FRAMES = 10;
/** 60 ms must be there before sound begins, also after it ran dry. */
export const START_FRAMES = 3;

export interface HeardState {
  epoch: number;
  /** Position of the sample that is played next. */
  positionSamples: number;
  /** Sound is coming out now. */
  sounding: boolean;
  /** How often it ran dry while it should have played. */
  underruns: number;
  /** Frames thrown away because the sink was behind (push) or got what it had not asked for (pull). */
  droppedFrames: number;
}

interface QueuedFrame {
  positionSamples: number;
  samples: Float32Array;
}

export class PcmQueue {
  readonly #mode: SinkMode;
  #epoch = 0;
  #frames: QueuedFrame[] = [];
  /** Samples of the first frame that were played already. */
  #played = 0;
  /** Frames asked for that have not come. */
  #asked = 0;
  #ended = false;
  #drainedSaid = false;
  #sounding = false;
  #position = 0;
  #underruns = 0;
  #dropped = 0;

  constructor(mode: SinkMode) {
    this.#mode = mode;
  }

  get heard(): HeardState {
    return {
      epoch: this.#epoch,
      positionSamples: this.#position,
      sounding: this.#sounding,
      underruns: this.#underruns,
      droppedFrames: this.#dropped,
    };
  }

  /** Takes a message of the source; what is none is left alone. */
  receive(message: unknown): void {
    if (!isToSink(message)) return;
    switch (message.type) {
      case 'flush':
        this.#flush(message.epoch, message.positionSamples ?? 0);
        return;
      case 'end':
        if (message.epoch === this.#epoch) this.#ended = true;
        return;
      case 'frame':
        this.#take(message);
        return;
    }
  }

  /** What the source is to be told now: credit for the room there is, and that everything was heard. */
  answers(): PcmFromSink[] {
    const answers: PcmFromSink[] = [];
    if (this.#ended && this.#frames.length === 0 && !this.#drainedSaid) {
      this.#drainedSaid = true;
      this.#sounding = false;
      answers.push({ type: 'drained', epoch: this.#epoch });
    }
    const room = CAPACITY_FRAMES - this.#frames.length - this.#asked;
    if (this.#mode === 'pull' && !this.#ended && room > 0) {
      this.#asked += room;
      answers.push({ type: 'credit', epoch: this.#epoch, frames: room });
    }
    return answers;
  }

  /** Fills one render quantum, with silence where there is nothing. */
  render(left: Float32Array, right: Float32Array): void {
    if (!this.#sounding) {
      this.#sounding = this.#frames.length >= START_FRAMES || (this.#ended && this.#frames.length > 0);
    }
    let at = 0;
    while (this.#sounding && at < left.length) {
      const frame = this.#frames[0];
      if (!frame) {
        this.#sounding = false;
        if (!this.#ended) this.#underruns += 1;
        break;
      }
      at = this.#copy(frame, left, right, at);
    }
    left.fill(0, at);
    right.fill(0, at);
  }

  #copy(frame: QueuedFrame, left: Float32Array, right: Float32Array, from: number): number {
    const count = Math.min(left.length - from, FRAME_SAMPLES - this.#played);
    for (let i = 0; i < count; i += 1) {
      const source = (this.#played + i) * CHANNELS;
      left[from + i] = frame.samples[source] as number;
      right[from + i] = frame.samples[source + 1] as number;
    }
    this.#played += count;
    this.#position = frame.positionSamples + this.#played;
    if (this.#played === FRAME_SAMPLES) {
      this.#frames.shift();
      this.#played = 0;
    }
    return from + count;
  }

  #flush(epoch: number, positionSamples: number): void {
    this.#epoch = epoch;
    this.#position = positionSamples;
    this.#clear();
    this.#asked = 0;
    this.#ended = false;
    this.#drainedSaid = false;
    this.#sounding = false;
  }

  #clear(): void {
    this.#frames = [];
    this.#played = 0;
  }

  #take(message: Extract<PcmToSink, { type: 'frame' }>): void {
    // A pushing source need not begin with a flush; its epoch is whatever it says.
    if (this.#mode === 'push' && message.epoch !== this.#epoch) {
      this.#flush(message.epoch, message.positionSamples);
    }
    if (message.epoch !== this.#epoch || message.samples.length !== FRAME_SAMPLES * CHANNELS) return;
    if (this.#mode === 'pull') {
      if (this.#asked === 0) {
        this.#dropped += 1;
        return;
      }
      this.#asked -= 1;
    }
    if (this.#frames.length === 0 && !this.#sounding) this.#position = message.positionSamples;
    this.#frames.push({ positionSamples: message.positionSamples, samples: message.samples });
    if (this.#frames.length <= CAPACITY_FRAMES) return;
    // Behind: go back to the shortest safe delay at once instead of staying late for good.
    const surplus = this.#frames.length - START_FRAMES;
    this.#frames.splice(0, surplus);
    this.#played = 0;
    this.#dropped += surplus;
  }
}

function isToSink(message: unknown): message is PcmToSink {
  if (typeof message !== 'object' || message === null) return false;
  const value = message as { type?: unknown; epoch?: unknown; positionSamples?: unknown; samples?: unknown };
  if (typeof value.epoch !== 'number') return false;
  if (value.type === 'end') return true;
  const placed = typeof value.positionSamples === 'number';
  if (value.type === 'flush') return placed || value.positionSamples === undefined;
  return value.type === 'frame' && placed && value.samples instanceof Float32Array;
}
