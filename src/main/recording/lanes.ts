import type { LaneSpan, LaneState } from '@shared/models/review';
import type { JournalEntry } from './journal';
import { PEAK_BIN_BYTES, PEAK_BIN_MS, SOUND_RMS } from './peaks';
import { joinSpans, type Span, withoutSpans } from './spans';

/** Shorter silence belongs to the speech around it. */
const SPEECH_PAUSE_MS = 300;
const SAMPLES_PER_MS = 48;

/** Corrections of a clock that follow each other more closely than this are one thing to a reviewer. */
const DRIFT_NEAR_MS = 2_000;
/**
 * What is put in to follow a clock is 2.5 to 60 ms at a time (`track-clock.ts`), some of it every minute for a sender
 * that is a little off, and nobody hears it. From here on, all in all, a sender stalled or its clock ran away, and what
 * is heard there may be uneven: that is shown.
 */
const DRIFT_SHOWN_MS = 60;

/** When several are true at a time, the first one is shown. */
const PRECEDENCE: readonly LaneState[] = [
  'withheld',
  'unrecorded',
  'absent',
  'missing',
  'damaged',
  'reconnect',
  'undecryptable',
  'lost',
  'drift',
  'muted',
];

export interface LaneTrack {
  number: number;
  userId: string;
  /** What is not in its file any more, samples, in order. */
  missing?: readonly Span[] | undefined;
}

/** What a journal says of every track, sorted once: hours have tens of thousands of lines. */
export class LaneFacts {
  readonly #durationMs: number;
  readonly #sound = new Map<number, Span[]>();
  readonly #gaps = new Map<number, Map<LaneState, Span[]>>();
  readonly #stays = new Map<string, Toggle>();
  readonly #mutes = new Map<string, Toggle>();
  readonly #deafens = new Map<string, Toggle>();
  readonly #undecryptable = new Map<string, Toggle>();
  readonly #skipped = new Map<string, Toggle>();
  readonly #away = new Toggle(false);
  readonly #cuts: Span[] = [];

  constructor(entries: readonly JournalEntry[], durationMs: number) {
    this.#durationMs = durationMs;
    for (const entry of entries) this.#take(entry);
  }

  /**
   * Where the recorder saw sound that is still there; null when it wrote nothing about this track (an import, say).
   */
  speech(track: LaneTrack): Span[] | null {
    const sound = this.#sound.get(track.number);
    return sound ? withoutSpans(joinSpans(this.#within(sound), SPEECH_PAUSE_MS), missingSpans(track)) : null;
  }

  /** When the person was in the room; all the time when the journal does not say otherwise. */
  present(userId: string): Span[] {
    return this.#within(this.#stays.get(userId)?.spans(this.#durationMs) ?? [[0, this.#durationMs]]);
  }

  /** Who was left out of the recording at some time. */
  skippedPeople(): string[] {
    return [...this.#skipped.keys()].filter((userId) => this.skipped(userId).length > 0);
  }

  /** When nothing of a person was recorded because they were not to be. */
  skipped(userId: string): Span[] {
    return this.#within(this.#skipped.get(userId)?.spans(this.#durationMs) ?? []);
  }

  /** Why the lane is as it is, in order, not overlapping. `damaged`: what of its file cannot be read, ms. */
  spans(track: LaneTrack, withheld: readonly Span[], damaged: readonly Span[] = []): LaneSpan[] {
    const found = new Map<LaneState, readonly Span[]>(this.#gaps.get(track.number) ?? []);
    const corrections = joinSpans(found.get('drift') ?? []);
    found.set('drift', notableDrift(corrections));
    const whole: Span[] = [[0, this.#durationMs]];
    const toggled = (toggles: Map<string, Toggle>) =>
      toggles.get(track.userId)?.spans(this.#durationMs) ?? [];
    found.set('withheld', withheld);
    found.set('unrecorded', joinSpans([...this.#cuts, ...toggled(this.#skipped)]));
    found.set('missing', missingSpans(track));
    found.set('damaged', damaged);
    found.set('absent', withoutSpans(whole, this.present(track.userId)));
    found.set('reconnect', [...(found.get('reconnect') ?? []), ...this.#away.spans(this.#durationMs)]);
    found.set('undecryptable', toggled(this.#undecryptable));
    found.set('muted', [...toggled(this.#mutes), ...toggled(this.#deafens)]);
    const lane: LaneSpan[] = [];
    let taken: Span[] = [];
    for (const state of PRECEDENCE) {
      const spans = this.#within(found.get(state) ?? []);
      if (spans.length === 0) continue;
      for (const [fromMs, toMs] of withoutSpans(spans, taken)) {
        const shift = state === 'drift' ? { shiftMs: lengthWithin(corrections, fromMs, toMs) } : {};
        lane.push({ state, fromMs, toMs, ...shift });
      }
      taken = joinSpans([...taken, ...spans]);
    }
    return lane.sort((a, b) => a.fromMs - b.fromMs);
  }

  #within(spans: readonly Span[]): Span[] {
    const end = this.#durationMs;
    return joinSpans(spans.map(([from, to]): Span => [Math.max(0, from), Math.min(end, to)]));
  }

  #take(entry: JournalEntry): void {
    switch (entry.type) {
      case 'sound':
        listOf(this.#sound, entry.track).push(inMs(entry));
        return;
      case 'gap': {
        const gaps = this.#gaps.get(entry.track) ?? new Map<LaneState, Span[]>();
        this.#gaps.set(entry.track, gaps);
        listOf(gaps, entry.cause).push(inMs(entry));
        return;
      }
      case 'join':
      case 'leave':
        // Who leaves first had been there from the beginning.
        toggleOf(this.#stays, entry.userId, entry.type === 'leave').set(entry.atMs, entry.type === 'join');
        return;
      case 'mute':
        toggleOf(this.#mutes, entry.userId, false).set(entry.atMs, entry.on);
        return;
      case 'deafen':
        toggleOf(this.#deafens, entry.userId, false).set(entry.atMs, entry.on);
        return;
      case 'skipped':
        toggleOf(this.#skipped, entry.userId, false).set(entry.atMs, entry.on);
        return;
      case 'connection':
        this.#away.set(entry.atMs, entry.state === 'lost');
        return;
      case 'alarm':
        if (entry.kind === 'undecryptable' && entry.userId !== undefined)
          toggleOf(this.#undecryptable, entry.userId, false).set(entry.atMs, entry.raised);
        return;
      case 'cut':
        this.#cuts.push([entry.fromMs, entry.atMs]);
        return;
      default:
        return;
    }
  }
}

/** Where a clock had to be followed so much within a short time that a reviewer wants to know; `corrections` in order. */
export function notableDrift(corrections: readonly Span[]): Span[] {
  return joinSpans(corrections, DRIFT_NEAR_MS).filter(
    ([from, to]) => lengthWithin(corrections, from, to) >= DRIFT_SHOWN_MS,
  );
}

/** How much of a stretch is in spans that are in order and do not overlap. */
function lengthWithin(spans: readonly Span[], fromMs: number, toMs: number): number {
  let low = 0;
  for (let high = spans.length; low < high; ) {
    const middle = (low + high) >> 1;
    if ((spans[middle] as Span)[1] <= fromMs) low = middle + 1;
    else high = middle;
  }
  let sum = 0;
  for (let at = low; at < spans.length; at += 1) {
    const [from, to] = spans[at] as Span;
    if (from >= toMs) break;
    sum += Math.min(to, toMs) - Math.max(from, fromMs);
  }
  return sum;
}

/** Where a waveform (bins of `peaks.ts`) has sound, for tracks of which the journal says nothing. */
export function speechFromPeaks(bins: Uint8Array): Span[] {
  const spans: Span[] = [];
  for (let at = 2, bin = 0; at < bins.length; at += PEAK_BIN_BYTES, bin += 1) {
    if ((bins[at] as number) < SOUND_RMS) continue;
    spans.push([bin * PEAK_BIN_MS, (bin + 1) * PEAK_BIN_MS]);
  }
  return joinSpans(spans, SPEECH_PAUSE_MS);
}

/** The same; null when there is no waveform that could tell. */
export function speechFromWaveform(bins: Uint8Array | null): Span[] | null {
  return bins && speechFromPeaks(bins);
}

/** Something that is so or not, told when it changes. */
class Toggle {
  readonly #spans: Span[] = [];
  #since: number | null;

  constructor(atFirst: boolean) {
    this.#since = atFirst ? 0 : null;
  }

  set(atMs: number, on: boolean): void {
    if (on) this.#since ??= atMs;
    else if (this.#since !== null) {
      this.#spans.push([this.#since, atMs]);
      this.#since = null;
    }
  }

  spans(endMs: number): Span[] {
    return this.#since === null ? this.#spans : [...this.#spans, [this.#since, endMs]];
  }
}

function toggleOf(toggles: Map<string, Toggle>, key: string, atFirst: boolean): Toggle {
  const toggle = toggles.get(key) ?? new Toggle(atFirst);
  toggles.set(key, toggle);
  return toggle;
}

function listOf<K>(lists: Map<K, Span[]>, key: K): Span[] {
  const list = lists.get(key) ?? [];
  lists.set(key, list);
  return list;
}

function missingSpans({ missing = [] }: LaneTrack): Span[] {
  return missing.map(([from, to]): Span => [from / SAMPLES_PER_MS, to / SAMPLES_PER_MS]);
}

function inMs({ fromSamples, toSamples }: { fromSamples: number; toSamples: number }): Span {
  return [fromSamples / SAMPLES_PER_MS, toSamples / SAMPLES_PER_MS];
}
