/**
 * How far one sound is from another: the log-spectral distance. Both are cut into Hann windows of 1,024 samples, 10 ms
 * apart; in each the levels of all bins from 94 Hz to 8 kHz are compared in dB, and the root mean square of the
 * differences is the distance. Windows in which the original is quieter than −50 dBFS say nothing and are left out.
 */
const WINDOW = 1_024;
const HOP = 480;
/** Bins of 46.9 Hz. */
const FIRST_BIN = 2;
const LAST_BIN = 170;
const QUIET_POWER = 1e-5;
/** A bin below −68 dBFS is silence for both: nobody hears what a codec leaves there. */
const FLOOR = 1e-2;
/** Pieces of half a second are laid over each other where they match best, up to 90 ms from the piece before. */
const PIECE = 24_000;
const SHIFT = 4_320;

/** Mean distance in dB; 0 is the same sound. Mono, ±1; `heard` may be late and may drift against `original`. */
export function logSpectralDistance(original: Float64Array, heard: Float64Array, maxDelay: number): number {
  let sum = 0;
  let windows = 0;
  let lag = bestLag(original, heard, PIECE, 4 * PIECE, 0, maxDelay);
  for (let at = 0; at + PIECE + WINDOW <= original.length; at += PIECE) {
    lag = bestLag(original, heard, at, PIECE, lag - SHIFT, lag + SHIFT) ?? lag;
    for (let hop = at; hop < at + PIECE; hop += HOP) {
      if (power(original, hop) < QUIET_POWER) continue;
      sum += distance(spectrum(original, hop), spectrum(heard, hop + lag));
      windows += 1;
    }
  }
  return sum / windows;
}

/** The delay at which `heard` is most like `original[from, from + length)`, first coarsely, then to the sample. */
function bestLag(
  original: Float64Array,
  heard: Float64Array,
  from: number,
  length: number,
  least: number,
  most: number,
): number {
  const search = (low: number, high: number, step: number): number => {
    let best = Number.NEGATIVE_INFINITY;
    let found = low;
    for (let lag = low; lag <= high; lag += step) {
      let product = 0;
      for (let i = from; i < from + length; i += step) product += (original[i] ?? 0) * (heard[i + lag] ?? 0);
      if (product > best) {
        best = product;
        found = lag;
      }
    }
    return found;
  };
  const coarse = search(least, most, 6);
  return search(coarse - 8, coarse + 8, 1);
}

function power(samples: Float64Array, at: number): number {
  let sum = 0;
  for (let i = at; i < at + WINDOW; i += 1) sum += (samples[i] ?? 0) ** 2;
  return sum / WINDOW;
}

function distance(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let bin = FIRST_BIN; bin <= LAST_BIN; bin += 1) sum += ((a[bin] ?? 0) - (b[bin] ?? 0)) ** 2;
  return Math.sqrt(sum / (LAST_BIN - FIRST_BIN + 1));
}

/** Levels in dB. */
function spectrum(samples: Float64Array, at: number): Float64Array {
  const re = new Float64Array(WINDOW);
  const im = new Float64Array(WINDOW);
  for (let i = 0; i < WINDOW; i += 1) {
    re[reversed(i)] = (samples[at + i] ?? 0) * (0.5 - 0.5 * Math.cos((2 * Math.PI * i) / (WINDOW - 1)));
  }
  for (let size = 2; size <= WINDOW; size *= 2) {
    for (let start = 0; start < WINDOW; start += size) butterflies(re, im, start, size);
  }
  return Float64Array.from(
    re,
    (value, bin) => 10 * Math.log10(Math.max(FLOOR, value ** 2 + (im[bin] ?? 0) ** 2)),
  );
}

function butterflies(re: Float64Array, im: Float64Array, start: number, size: number): void {
  const half = size / 2;
  for (let k = 0; k < half; k += 1) {
    const cos = Math.cos((-2 * Math.PI * k) / size);
    const sin = Math.sin((-2 * Math.PI * k) / size);
    const [a, b] = [start + k, start + k + half];
    const real = (re[b] ?? 0) * cos - (im[b] ?? 0) * sin;
    const imaginary = (re[b] ?? 0) * sin + (im[b] ?? 0) * cos;
    re[b] = (re[a] ?? 0) - real;
    im[b] = (im[a] ?? 0) - imaginary;
    re[a] = (re[a] ?? 0) + real;
    im[a] = (im[a] ?? 0) + imaginary;
  }
}

/** The index with its ten bits the other way round. */
function reversed(index: number): number {
  let out = 0;
  for (let bit = 0; bit < 10; bit += 1) out |= ((index >> bit) & 1) << (9 - bit);
  return out;
}
