/**
 * Makes sound a little shorter or longer without a click or a change of pitch: one period of the voice is left
 * out or repeated, with a crossfade from where it was to where it is alike. Pure; interleaved 16-bit stereo.
 */
import { CHANNELS } from '@shared/audio/constants';

/** 2.5 to 15 ms at 48 kHz: the periods of voices from 400 down to 67 Hz. */
const MIN_PERIOD = 120;
const MAX_PERIOD = 720;
/** The search works on every fourth sample; 12 kHz tell periods well enough, and the end is refined. */
const STEP = 4;
/** 10 ms are compared. */
const WINDOW = 480;
/** What has to be there to look for a period. */
export const STRETCH_SAMPLES = WINDOW + MAX_PERIOD;
/** Less alike than this, a cut would be heard. */
const ALIKE = 0.75;
/** Mean square of 16-bit samples below which nobody hears a cut: about −55 dBFS. */
const QUIET = 3_400;

export interface Stretched {
  pcm: Int16Array;
  /** Samples of one channel that are gone (positive) or were added (negative). */
  removed: number;
}

/**
 * Leaves out at most `wanted` samples (positive) or adds about so many (negative) at the beginning of `pcm`.
 * Null when this sound has no place for it, or is too short.
 */
export function stretch(pcm: Int16Array, wanted: number): Stretched | null {
  const total = Math.floor(pcm.length / CHANNELS);
  const most = Math.min(MAX_PERIOD, Math.floor(Math.abs(wanted)));
  if (total < STRETCH_SAMPLES || most < MIN_PERIOD) return null;
  const period = findPeriod(pcm, most);
  if (period === null) return null;
  return wanted > 0
    ? { pcm: leaveOut(pcm, period), removed: period }
    : { pcm: repeat(pcm, period), removed: -period };
}

/** The shift by which the sound is most like itself, or null. */
function findPeriod(pcm: Int16Array, most: number): number | null {
  const mono = new Float64Array(Math.floor((WINDOW + most) / STEP));
  let loudness = 0;
  for (let i = 0; i < mono.length; i += 1) {
    const at = i * STEP * CHANNELS;
    const value = ((pcm[at] ?? 0) + (pcm[at + 1] ?? 0)) / 2;
    mono[i] = value;
    loudness += value * value;
  }
  if (loudness / mono.length < QUIET) return most;
  const window = WINDOW / STEP;
  let best = 0;
  let bestLag = 0;
  for (let lag = MIN_PERIOD / STEP; lag <= most / STEP; lag += 1) {
    const likeness = correlate(mono, lag, window);
    if (likeness > best) {
      best = likeness;
      bestLag = lag;
    }
  }
  return best >= ALIKE ? refine(pcm, bestLag * STEP, most) : null;
}

function correlate(x: Float64Array, lag: number, window: number): number {
  let product = 0;
  let here = 0;
  let there = 0;
  for (let i = 0; i < window; i += 1) {
    const a = x[i] ?? 0;
    const b = x[i + lag] ?? 0;
    product += a * b;
    here += a * a;
    there += b * b;
  }
  return here > 0 && there > 0 ? product / Math.sqrt(here * there) : 0;
}

/** The exact sample near a coarse period: the smallest difference over the first channel. */
function refine(pcm: Int16Array, coarse: number, most: number): number {
  let best = coarse;
  let least = Number.POSITIVE_INFINITY;
  for (let lag = Math.max(MIN_PERIOD, coarse - STEP); lag <= Math.min(most, coarse + STEP); lag += 1) {
    let difference = 0;
    for (let i = 0; i < WINDOW; i += 2) {
      const step = (pcm[i * CHANNELS] ?? 0) - (pcm[(i + lag) * CHANNELS] ?? 0);
      difference += step * step;
    }
    if (difference < least) {
      least = difference;
      best = lag;
    }
  }
  return best;
}

function leaveOut(pcm: Int16Array, period: number): Int16Array {
  const out = pcm.slice(period * CHANNELS);
  // Begins as before, ends up one period later.
  blend(out, pcm, 0, period, Math.min(period, WINDOW));
  return out;
}

function repeat(pcm: Int16Array, period: number): Int16Array {
  const out = new Int16Array(pcm.length + period * CHANNELS);
  out.set(pcm.subarray(0, period * CHANNELS));
  out.set(pcm, period * CHANNELS);
  const overlap = Math.min(period, WINDOW);
  for (let i = 0; i < overlap; i += 1) {
    const share = (i + 1) / (overlap + 1);
    for (let c = 0; c < CHANNELS; c += 1) {
      const at = (period + i) * CHANNELS + c;
      out[at] = Math.round((pcm[at] ?? 0) * (1 - share) + (pcm[i * CHANNELS + c] ?? 0) * share);
    }
  }
  return out;
}

/** Writes into `out` the passage from `pcm` at `from` to `pcm` at `to`, both in samples of one channel. */
function blend(out: Int16Array, pcm: Int16Array, from: number, to: number, samples: number): void {
  for (let i = 0; i < samples; i += 1) {
    const share = (i + 1) / (samples + 1);
    for (let c = 0; c < CHANNELS; c += 1) {
      const a = pcm[(from + i) * CHANNELS + c] ?? 0;
      const b = pcm[(to + i) * CHANNELS + c] ?? 0;
      out[i * CHANNELS + c] = Math.round(a * (1 - share) + b * share);
    }
  }
}
