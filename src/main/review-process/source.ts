import { CHANNELS, FRAME_SAMPLES } from '@shared/audio/constants';
import { TimeStretch } from '@shared/audio/time-stretch';
import type { Program, Stretch } from './program';
import type { TrackStream } from './track-stream';

/** 240 = 5 ms: what was far apart is faded into each other's silence, so that joins do not click. */
const FADE_SAMPLES = 240;
/** How much of the joins is remembered, samples of the source: more than any frame looks back. */
const REMEMBERED_SAMPLES = 48_000;

const SILENCE = new Float32Array(FRAME_SAMPLES * CHANNELS);

export interface SourceFrame {
  /** Where it stands on the session clock. */
  positionSamples: number;
  samples: Float32Array;
}

/** The mix of all tracks in the order and at the speed that was chosen, 20 ms at a time. */
export class ProgramSource {
  readonly #streams: readonly TrackStream[];
  readonly #program: Program;
  readonly #gainOf: (trackId: string) => number;
  readonly #stretch: TimeStretch | null;
  #run: Stretch | null;
  /** What was before the run was left out. */
  #cameByJump = false;
  #at: number;
  /** Source samples mixed so far, and which place of the session each run of them came from. */
  #mixed = 0;
  #runs: { source: number; session: number }[] = [];
  #ended = false;

  constructor(parts: {
    streams: readonly TrackStream[];
    program: Program;
    gainOf: (trackId: string) => number;
    speed: number;
    startSamples: number;
  }) {
    this.#streams = parts.streams;
    this.#program = parts.program;
    this.#gainOf = parts.gainOf;
    this.#stretch = parts.speed === 1 ? null : new TimeStretch(parts.speed);
    this.#run = parts.program.from(parts.startSamples);
    this.#at = this.#run?.from ?? parts.startSamples;
    this.#ended = this.#run === null;
  }

  /** The first place that will be heard. */
  get position(): number {
    return this.#at;
  }

  /** Goes to the first place. */
  async start(): Promise<void> {
    await Promise.all(
      this.#streams.map(async (stream) => {
        await stream.seek(this.#at);
        await stream.load(this.#at + FRAME_SAMPLES);
      }),
    );
  }

  /** The next frame; null at the end. */
  async frame(): Promise<SourceFrame | null> {
    const stretch = this.#stretch;
    if (!stretch) {
      if (this.#ended) return null;
      const positionSamples = this.#at;
      return { positionSamples, samples: await this.#mix(FRAME_SAMPLES) };
    }
    while (stretch.missing > 0) {
      stretch.push(this.#ended ? SILENCE : await this.#mix(FRAME_SAMPLES));
    }
    const source = stretch.position;
    if (this.#ended && source >= this.#mixed) return null;
    return { positionSamples: this.#sessionPlace(source), samples: stretch.frame() };
  }

  /** Exactly `count` samples, or what is left of the program and silence after it. */
  async #mix(count: number): Promise<Float32Array> {
    const out = new Float32Array(count * CHANNELS);
    let done = 0;
    while (done < count) {
      const run = this.#run;
      if (!run) {
        this.#ended = true;
        break;
      }
      const take = Math.min(count - done, run.to - this.#at);
      const part = out.subarray(done * CHANNELS, (done + take) * CHANNELS);
      await this.#mixRun(part, run);
      this.#note(this.#mixed, this.#at);
      this.#mixed += take;
      this.#at += take;
      done += take;
      if (this.#at === run.to) await this.#goOn(run);
    }
    return out;
  }

  async #mixRun(part: Float32Array, run: Stretch): Promise<void> {
    const samples = part.length / CHANNELS;
    const until = this.#at + samples;
    const hungry = this.#streams.filter((stream) => stream.needs(until));
    if (hungry.length > 0) await Promise.all(hungry.map((stream) => stream.load(until)));
    for (const stream of this.#streams) stream.mixInto(part, this.#at, this.#gainOf(stream.trackId));
    const next = this.#program.after(run.to);
    if (next && next.from > run.to) fadeOut(part, run.to - this.#at);
    if (this.#cameByJump) fadeIn(part, this.#at - run.from);
    for (let i = 0; i < part.length; i += 1) part[i] = Math.max(-1, Math.min(1, part[i] as number));
  }

  async #goOn(run: Stretch): Promise<void> {
    const next = this.#program.after(run.to);
    this.#run = next;
    if (!next) {
      this.#ended = true;
      return;
    }
    this.#cameByJump = next.from > run.to;
    this.#at = next.from;
    if (next.from !== run.to) await Promise.all(this.#streams.map((stream) => stream.skipTo(next.from)));
  }

  #note(source: number, session: number): void {
    const last = this.#runs.at(-1);
    if (last && session - last.session === source - last.source) return;
    this.#runs.push({ source, session });
    while ((this.#runs[1]?.source ?? Number.POSITIVE_INFINITY) < source - REMEMBERED_SAMPLES)
      this.#runs.shift();
  }

  #sessionPlace(source: number): number {
    let place = this.#at;
    for (const run of this.#runs) {
      if (run.source > source) break;
      place = run.session + source - run.source;
    }
    return place;
  }
}

/** `left` samples from the start of `part` on, nothing may be heard any more. */
function fadeOut(part: Float32Array, left: number): void {
  for (let i = Math.max(0, left - FADE_SAMPLES); i < part.length / CHANNELS; i += 1) {
    scale(part, i, Math.max(0, left - i) / FADE_SAMPLES);
  }
}

/** `done` samples lie between the join and `part`. */
function fadeIn(part: Float32Array, done: number): void {
  for (let i = 0; i < Math.min(part.length / CHANNELS, FADE_SAMPLES - done); i += 1) {
    scale(part, i, (done + i) / FADE_SAMPLES);
  }
}

function scale(part: Float32Array, sample: number, factor: number): void {
  const at = sample * CHANNELS;
  part[at] = (part[at] as number) * factor;
  part[at + 1] = (part[at + 1] as number) * factor;
}
