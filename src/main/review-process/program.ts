import { SAMPLE_RATE_HZ } from '@shared/audio/constants';
import { joinSpans, type Span } from '../recording';

const SAMPLES_PER_MS = SAMPLE_RATE_HZ / 1_000;

/** What is played without a jump: session samples, `[from, to)`. */
export interface Stretch {
  from: number;
  to: number;
}

export interface ProgramOptions {
  durationSamples: number;
  /** What is played when silence is left out, samples, in order; null plays everything. */
  kept: readonly Span[] | null;
  /** Played over and over once playing has come into it; null plays on. */
  loop: Span | null;
}

/** Which parts of a session are played one after the other. Pure; samples of the session. */
export class Program {
  readonly #kept: readonly Span[] | null;
  readonly #end: number;
  readonly #loop: Span | null;

  constructor({ durationSamples, kept, loop }: ProgramOptions) {
    this.#kept = kept;
    this.#end = durationSamples;
    const [from, to] = loop ?? [0, 0];
    const end = Math.min(to, durationSamples);
    this.#loop = end > from ? [from, end] : null;
  }

  /** What is played from `at` on, or null at the end. Silence that is left out is stepped over. */
  from(at: number): Stretch | null {
    const loop = this.#loop;
    if (!loop || at < loop[0] || at >= loop[1]) {
      // What leads up to the loop ends where it begins, so that it is not passed by.
      const until = loop && at < loop[0] ? loop[0] : this.#end;
      return this.#keptIn(at, until) ?? (until < this.#end ? this.from(until) : null);
    }
    // A loop of nothing but silence is played as it is: the listener asked for this very place.
    return this.#keptIn(at, loop[1]) ?? this.#keptIn(loop[0], loop[1]) ?? { from: at, to: loop[1] };
  }

  /** What follows after playing up to `at`: the loop begins again at its end. */
  after(at: number): Stretch | null {
    return this.from(this.#loop && at === this.#loop[1] ? this.#loop[0] : at);
  }

  #keptIn(from: number, to: number): Stretch | null {
    if (from >= to) return null;
    if (this.#kept === null) return { from, to };
    for (const [start, end] of this.#kept) {
      if (end <= from) continue;
      return start >= to ? null : { from: Math.max(from, start), to: Math.min(end, to) };
    }
    return null;
  }
}

/** Ms of the session to whole samples. */
export function toSampleSpans(spans: readonly Span[]): Span[] {
  return joinSpans(
    spans.map(([from, to]) => [
      Math.max(0, Math.round(from * SAMPLES_PER_MS)),
      Math.round(to * SAMPLES_PER_MS),
    ]),
  );
}
