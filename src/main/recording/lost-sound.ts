import type { JournalEntry } from './journal';
import { PEAK_BIN_BYTES, PEAK_BIN_SAMPLES } from './peaks';
import { commonSpans, joinSpans, lengthOfSpans, type Span, withoutSpans } from './spans';

/**
 * Waveform, journal and track are written side by side and are never apart for longer than this. What is known of more
 * sound than a track has was in its file once.
 */
const SLACK_SAMPLES = 2 * 48_000;
/** Where a `sound` line says that it begins is the time of the line. */
const SAME_TIME_MS = 1_000;

/** What of a track is in its file, samples of the session. */
export interface PresentSound {
  /** After the last packet that is more than filler. */
  soundEnd: number;
  /** After the last packet. */
  end: number;
}

/** Where the waveform has its last sound (louder than about −54 dBFS), samples; 0 when it is flat or there is none. */
export function waveformEnd(bins: Uint8Array | null): number {
  if (!bins) return 0;
  for (let bin = Math.floor(bins.length / PEAK_BIN_BYTES) - 1; bin >= 0; bin -= 1) {
    if ((bins[bin * PEAK_BIN_BYTES + 2] as number) > 0) return (bin + 1) * PEAK_BIN_SAMPLES;
  }
  return 0;
}

/** Where the journal saw sound of a track, samples, in order. Lines of a clock that jumped say nothing. */
export function soundLines(entries: readonly JournalEntry[], track: number, sessionEnd: number): Span[] {
  const spans: Span[] = [];
  for (const entry of entries) {
    if (entry.type !== 'sound' || entry.track !== track) continue;
    const { fromSamples, toSamples, atMs } = entry;
    if (fromSamples < 0 || toSamples > sessionEnd + SLACK_SAMPLES) continue;
    if (toSamples > fromSamples && Math.abs(fromSamples / 48 - atMs) < SAME_TIME_MS) {
      spans.push([fromSamples, toSamples]);
    }
  }
  return spans.sort((a, b) => a[0] - b[0]);
}

/**
 * The stretch that a track has lost at its end: from where its file stops, or else where its sound does, to the last
 * sound that `known` tells of. Null when the file has all that is known. What is `missing` already is no news.
 */
export function lostSound(
  present: PresentSound,
  known: { bins: Uint8Array | null; lines: readonly Span[] },
  missing: readonly Span[] = [],
): Span | null {
  const lines = withoutSpans(known.lines, missing);
  const to = lines.reduce((end, [, lineEnd]) => Math.max(end, lineEnd), waveformEnd(known.bins));
  if (present.end < to) return to - present.end > SLACK_SAMPLES ? [present.end, to] : null;
  // Filled with silence already, by a repair that was cut off itself: how much sound there was tells.
  const behind: Span[] = [[present.soundEnd, Number.POSITIVE_INFINITY]];
  const drawn = soundingSamples(known.bins, present.soundEnd);
  const told = lengthOfSpans(commonSpans(joinSpans(lines), behind));
  return Math.max(drawn, told) > SLACK_SAMPLES ? [present.soundEnd, to] : null;
}

/** How much sound a waveform has from a place on. */
function soundingSamples(bins: Uint8Array | null, from: number): number {
  let samples = 0;
  const first = Math.ceil(from / PEAK_BIN_SAMPLES);
  for (let at = first * PEAK_BIN_BYTES + 2; at < (bins?.length ?? 0); at += PEAK_BIN_BYTES) {
    if ((bins?.[at] as number) > 0) samples += PEAK_BIN_SAMPLES;
  }
  return samples;
}
