/**
 * The waveform of a track, made while recording: for each 20 ms the least and the greatest sample and the RMS,
 * one byte each. A file is a 16-byte header and bins from session time 0 on, nothing else, so that it can be
 * appended to, cut anywhere and read at any zoom. Layout: docs/notes/recording-format.md.
 */

import type { Span } from './spans';

export const PEAK_BIN_MS = 20;
export const PEAK_BIN_SAMPLES = 960;
export const PEAK_HEADER_BYTES = 16;
/** min (signed), max (signed), rms (unsigned). */
export const PEAK_BIN_BYTES = 3;
/** RMS of a bin that is sound: about −42 dBFS. */
export const SOUND_RMS = 2;
const MAGIC = 'RTPK';
const VERSION = 1;
/** Bins kept open for sound that comes a little out of order: 640 ms. */
const OPEN_BINS = 32;
/** Finished bins are handed out half a second at a time: a write of its own for each would cost more than all else. */
const BATCH_BINS = 25;
const ROOM_BINS = OPEN_BINS + BATCH_BINS;

/** The 16 bytes before the bins (docs/notes/recording-format.md). */
export function encodePeaksHeader(): Uint8Array {
  const header = new Uint8Array(PEAK_HEADER_BYTES);
  for (let i = 0; i < 4; i += 1) header[i] = MAGIC.charCodeAt(i);
  header[4] = VERSION;
  header[5] = PEAK_BIN_BYTES;
  new DataView(header.buffer).setUint16(6, PEAK_BIN_MS, true);
  return header;
}

/** The bins of a peaks file (whole ones), or why it is none. */
export function parsePeaks(file: Uint8Array): Uint8Array | 'truncated' | 'not-peaks' | 'unknown-version' {
  if (file.length < PEAK_HEADER_BYTES) return 'truncated';
  for (let i = 0; i < 4; i += 1) if (file[i] !== MAGIC.charCodeAt(i)) return 'not-peaks';
  const binMs = new DataView(file.buffer, file.byteOffset).getUint16(6, true);
  if (file[4] !== VERSION || file[5] !== PEAK_BIN_BYTES || binMs !== PEAK_BIN_MS) return 'unknown-version';
  const bins = Math.floor((file.length - PEAK_HEADER_BYTES) / PEAK_BIN_BYTES);
  return file.subarray(PEAK_HEADER_BYTES, PEAK_HEADER_BYTES + bins * PEAK_BIN_BYTES);
}

/** A peaks file in which `spans` (ms) are silent: every bin that touches one. Bytes after whole bins are left as they are. */
export function silencePeaks(file: Uint8Array, spans: readonly Span[]): Uint8Array {
  const out = file.slice();
  silenceBins(out.subarray(PEAK_HEADER_BYTES), spans);
  return out;
}

/** Makes `spans` (ms) silent in bins that have no header, in place. */
export function silenceBins(bins: Uint8Array, spans: readonly Span[]): void {
  const count = Math.floor(bins.length / PEAK_BIN_BYTES);
  for (const [from, to] of spans) {
    const first = Math.min(count, Math.max(0, Math.floor(from / PEAK_BIN_MS)));
    const end = Math.min(count, Math.ceil(to / PEAK_BIN_MS));
    bins.fill(0, first * PEAK_BIN_BYTES, Math.max(first, end) * PEAK_BIN_BYTES);
  }
}

/**
 * Min/max pairs for buckets of `bucketMs` from bins of 20 ms, as signed bytes. Buckets finer than a bin repeat
 * it; the last one may cover less.
 */
export function reducePeaks(bins: Uint8Array, bucketMs: number): Int8Array<ArrayBuffer> {
  const count = Math.floor(bins.length / PEAK_BIN_BYTES);
  const buckets = Math.ceil((count * PEAK_BIN_MS) / bucketMs);
  const out = new Int8Array(buckets * 2);
  const signed = new Int8Array(bins.buffer, bins.byteOffset, bins.length);
  for (let bucket = 0; bucket < buckets; bucket += 1) {
    const from = Math.floor((bucket * bucketMs) / PEAK_BIN_MS);
    const to = Math.min(count, Math.max(from + 1, Math.ceil(((bucket + 1) * bucketMs) / PEAK_BIN_MS)));
    let min = 127;
    let max = -128;
    for (let bin = from; bin < to; bin += 1) {
      min = Math.min(min, signed[bin * PEAK_BIN_BYTES] as number);
      max = Math.max(max, signed[bin * PEAK_BIN_BYTES + 1] as number);
    }
    out[bucket * 2] = min;
    out[bucket * 2 + 1] = max;
  }
  return out;
}

/** For `parts` equal parts of `durationMs`: how much of each is louder than about −42 dBFS RMS, 0..255. */
export function soundShares(bins: Uint8Array, durationMs: number, parts: number): Uint8Array<ArrayBuffer> {
  const count = Math.floor(bins.length / PEAK_BIN_BYTES);
  const perPart = durationMs / PEAK_BIN_MS / parts;
  const shares = new Uint8Array(parts);
  if (!(perPart > 0)) return shares;
  for (let part = 0; part < parts; part += 1) {
    const from = Math.min(count, Math.floor(part * perPart));
    const to = Math.min(count, Math.max(from + 1, Math.floor((part + 1) * perPart)));
    let loud = 0;
    for (let bin = from; bin < to; bin += 1) {
      if ((bins[bin * PEAK_BIN_BYTES + 2] as number) >= SOUND_RMS) loud += 1;
    }
    // A single word in two minutes is to be seen.
    if (loud > 0) shares[part] = Math.max(1, Math.round((255 * loud) / (to - from)));
  }
  return shares;
}

/** Share of bins that are louder than about −42 dBFS RMS, 0..1. */
export function activityOf(bins: Uint8Array): number {
  const count = Math.floor(bins.length / PEAK_BIN_BYTES);
  let loud = 0;
  for (let bin = 0; bin < count; bin += 1)
    if ((bins[bin * PEAK_BIN_BYTES + 2] as number) >= SOUND_RMS) loud += 1;
  return count === 0 ? 0 : loud / count;
}

/**
 * Adds the sound of `pcm` from index `from` to `to` to the bin that stands at byte `at`. `bins` and `signed` are two
 * views of the same bytes. Beside decoding, most of what a long import takes is this loop: two samples at a time, and
 * which of them is the lesser without a branch, which sound would have guessed wrongly every other time.
 */
export function mergeBin(
  bins: Uint8Array,
  signed: Int8Array,
  at: number,
  pcm: Int16Array,
  from: number,
  to: number,
): void {
  let min = 0;
  let max = 0;
  let sum = 0;
  const pairs = to - ((to - from) & 1);
  for (let i = from; i < pairs; i += 2) {
    const a = pcm[i] as number;
    const b = pcm[i + 1] as number;
    const difference = a - b;
    const ifNegative = difference & (difference >> 31);
    if (b + ifNegative < min) min = b + ifNegative;
    if (a - ifNegative > max) max = a - ifNegative;
    // At most 2 to the 31st: as an unsigned number it is exact.
    sum += (Math.imul(a, a) + Math.imul(b, b)) >>> 0;
  }
  if (pairs < to) {
    const last = pcm[pairs] as number;
    min = Math.min(min, last);
    max = Math.max(max, last);
    sum += last * last;
  }
  const rms = Math.sqrt(sum / (to - from));
  signed[at] = Math.min(signed[at] as number, Math.floor(min / 256));
  signed[at + 1] = Math.max(signed[at + 1] as number, Math.min(127, Math.ceil(max / 256)));
  bins[at + 2] = Math.max(bins[at + 2] as number, Math.min(255, Math.round((rms / 32_768) * 255)));
}

/** Collects bins and hands out finished ones in order. Positions are session samples. */
export class PeaksBuilder {
  readonly #sink: (bins: Uint8Array) => void;
  /** Number of the first open bin. */
  #first = 0;
  readonly #open = new Uint8Array(ROOM_BINS * PEAK_BIN_BYTES);
  readonly #signed = new Int8Array(this.#open.buffer);
  #used = 0;

  /** With `goesOnAt`, after so many bins of a file that is there already. */
  constructor(sink: (bins: Uint8Array) => void, goesOnAt?: number) {
    this.#sink = sink;
    if (goesOnAt === undefined) this.#sink(encodePeaksHeader());
    else this.#first = goesOnAt;
  }

  get bins(): number {
    return this.#first + this.#used;
  }

  /** Adds interleaved 16-bit PCM that starts at `positionSamples`; what is older than the bins still here is left out. */
  add(positionSamples: number, pcm: Int16Array, channels = 2): void {
    const perBin = PEAK_BIN_SAMPLES * channels;
    const first = Math.round(positionSamples / PEAK_BIN_SAMPLES);
    for (let at = 0; at < pcm.length; at += perBin) {
      this.#merge(first + at / perBin, pcm, at, Math.min(at + perBin, pcm.length));
    }
  }

  /** Closes every bin before `positionSamples`; where nothing was added there is silence. */
  finish(positionSamples: number): void {
    this.#reach(Math.ceil(positionSamples / PEAK_BIN_SAMPLES));
    this.#emit(this.#used);
  }

  #merge(bin: number, pcm: Int16Array, from: number, to: number): void {
    if (bin < this.#first) return;
    this.#reach(bin + 1);
    mergeBin(this.#open, this.#signed, (bin - this.#first) * PEAK_BIN_BYTES, pcm, from, to);
  }

  /** Makes room so that bins below `bins` exist. */
  #reach(bins: number): void {
    const extra = bins - this.bins;
    if (extra <= 0) return;
    if (this.#used + extra > ROOM_BINS) {
      this.#emit(Math.min(this.#used + extra - OPEN_BINS, this.#used));
    }
    const still = bins - this.bins - (ROOM_BINS - this.#used);
    if (still > 0) {
      this.#sink(new Uint8Array(still * PEAK_BIN_BYTES));
      this.#first += still;
    }
    this.#used = bins - this.#first;
  }

  #emit(count: number): void {
    if (count === 0) return;
    const bytes = count * PEAK_BIN_BYTES;
    this.#sink(this.#open.slice(0, bytes));
    this.#open.copyWithin(0, bytes);
    this.#open.fill(0, this.#open.length - bytes);
    this.#first += count;
    this.#used -= count;
  }
}
