/**
 * Loudness as ITU-R BS.1770 defines it, for 48 kHz stereo: K-weighting (a shelf for the head, a high-pass for
 * the ear), mean square, and the windows of EBU Tech 3341: momentary 400 ms, short-term 3 s, integrated with
 * both gates. Pure: samples in, figures out; memory does not grow with time.
 */
import { CHANNELS, FRAME_SAMPLES } from './constants';

/** What "nothing" measures: the absolute gate of BS.1770. */
export const LUFS_FLOOR = -70;

/** The constant of BS.1770: a 997 Hz sine of full scale in one channel measures −3.01 LKFS. */
const OFFSET_LU = -0.691;
/** 20 × 20 ms = 400 ms. */
const MOMENTARY_HOPS = 20;
/** 150 × 20 ms = 3 s. */
const SHORT_TERM_HOPS = 150;
/** Gating blocks overlap by 75 %: a new one each 100 ms. */
const HOPS_PER_BLOCK = 5;
/** Blocks between the absolute gate and +10 LUFS, in bins of 0.1 LU. */
const BINS = 800;
const BINS_PER_LU = 10;
const RELATIVE_GATE_LU = -10;
/** States smaller than this are zero: denormal numbers would cost a hundred times more. */
const TINY = 1e-15;

// BS.1770 annex 1, tables 1 and 2, for 48 kHz.
const [S0, S1, S2] = [1.53512485958697, -2.69169618940638, 1.19839281085285];
const [SA1, SA2] = [-1.69065929318241, 0.73248077421585];
const [HA1, HA2] = [-1.99004745483398, 0.99007225036621];

/** Mean square after K-weighting, summed over channels, to LUFS; never below the floor. */
export function energyToLufs(energy: number): number {
  if (!(energy > 0)) return LUFS_FLOOR;
  return Math.max(LUFS_FLOOR, OFFSET_LU + 10 * Math.log10(energy));
}

export class LoudnessMeter {
  /** Per channel: two states of the shelf, two of the high-pass. */
  readonly #states = [new Float64Array(4), new Float64Array(4)] as const;
  readonly #hops = new Float64Array(SHORT_TERM_HOPS);
  readonly #blockCounts = new Float64Array(BINS);
  readonly #blockEnergies = new Float64Array(BINS);
  #hopIndex = 0;
  #hopsSeen = 0;
  /** Sum of squares of the hop that is being filled, and how much of it is there. */
  #sum = 0;
  #filled = 0;
  #maxMomentary = LUFS_FLOOR;

  /** Interleaved stereo, full scale ±1; any length. */
  addFloat(samples: Float32Array): void {
    this.#add(samples, 1);
  }

  /** Interleaved stereo of signed 16 bits; any length. */
  addPcm16(samples: Int16Array): void {
    this.#add(samples, 1 / 32_768);
  }

  /** 20 ms in which nothing came: cheaper than samples that are zero. */
  addSilence(): void {
    for (const state of this.#states) state.fill(0);
    this.#filled = 0;
    this.#endHop();
  }

  /** The last 400 ms; before so much was heard, what was missing counts as silence. */
  get momentaryLufs(): number {
    return energyToLufs(this.#mean(MOMENTARY_HOPS));
  }

  /** The last 3 s. */
  get shortTermLufs(): number {
    return energyToLufs(this.#mean(SHORT_TERM_HOPS));
  }

  /** The loudest momentary value since the start or the last reset. */
  get maxMomentaryLufs(): number {
    return this.#maxMomentary;
  }

  /** Everything since the start or the last reset, gated; null while nothing was above the absolute gate. */
  get integratedLufs(): number | null {
    const ungated = this.#meanOfBins(0);
    if (ungated === null) return null;
    const gate = energyToLufs(ungated) + RELATIVE_GATE_LU;
    const gated = this.#meanOfBins(binOf(gate));
    return gated === null ? null : energyToLufs(gated);
  }

  /** Forgets what was measured; the filters go on, so that no click is measured. */
  reset(): void {
    this.#hops.fill(0);
    this.#blockCounts.fill(0);
    this.#blockEnergies.fill(0);
    this.#hopIndex = 0;
    this.#hopsSeen = 0;
    this.#sum = 0;
    this.#filled = 0;
    this.#maxMomentary = LUFS_FLOOR;
  }

  #add(samples: Float32Array | Int16Array, scale: number): void {
    const total = Math.floor(samples.length / CHANNELS);
    for (let from = 0; from < total; ) {
      const count = Math.min(total - from, FRAME_SAMPLES - this.#filled);
      this.#sum += this.#weighBoth(samples, from, count, scale);
      this.#filled += count;
      from += count;
      if (this.#filled === FRAME_SAMPLES) this.#endHop();
    }
  }

  #weighBoth(samples: Float32Array | Int16Array, from: number, count: number, scale: number): number {
    const [left, right] = this.#states;
    if (!alike(left, right) || !twins(samples, from, count)) {
      return weigh(samples, 0, from, count, scale, left) + weigh(samples, 1, from, count, scale, right);
    }
    // A voice is the same on both sides: half the work.
    const sum = weigh(samples, 0, from, count, scale, left);
    right.set(left);
    return 2 * sum;
  }

  #endHop(): void {
    this.#hops[this.#hopIndex] = this.#sum / FRAME_SAMPLES;
    this.#hopIndex = (this.#hopIndex + 1) % SHORT_TERM_HOPS;
    this.#hopsSeen += 1;
    this.#sum = 0;
    this.#filled = 0;
    if (this.#hopsSeen < MOMENTARY_HOPS || this.#hopsSeen % HOPS_PER_BLOCK !== 0) return;
    const energy = this.#mean(MOMENTARY_HOPS);
    const lufs = energyToLufs(energy);
    if (lufs > this.#maxMomentary) this.#maxMomentary = lufs;
    if (lufs <= LUFS_FLOOR) return;
    const bin = binOf(lufs);
    this.#blockCounts[bin] = (this.#blockCounts[bin] ?? 0) + 1;
    this.#blockEnergies[bin] = (this.#blockEnergies[bin] ?? 0) + energy;
  }

  #mean(hops: number): number {
    let sum = 0;
    for (let back = 1; back <= hops; back += 1) {
      sum += this.#hops[(this.#hopIndex - back + SHORT_TERM_HOPS) % SHORT_TERM_HOPS] ?? 0;
    }
    return sum / hops;
  }

  #meanOfBins(first: number): number | null {
    let count = 0;
    let energy = 0;
    for (let bin = first; bin < BINS; bin += 1) {
      count += this.#blockCounts[bin] ?? 0;
      energy += this.#blockEnergies[bin] ?? 0;
    }
    return count === 0 ? null : energy / count;
  }
}

function binOf(lufs: number): number {
  return Math.max(0, Math.min(BINS - 1, Math.floor((lufs - LUFS_FLOOR) * BINS_PER_LU)));
}

function alike(a: Float64Array, b: Float64Array): boolean {
  return a[0] === b[0] && a[1] === b[1] && a[2] === b[2] && a[3] === b[3];
}

/** Both channels carry the same samples; music shows within a few that they do not. */
function twins(samples: Float32Array | Int16Array, from: number, count: number): boolean {
  for (let at = from * CHANNELS; at < (from + count) * CHANNELS; at += CHANNELS) {
    if (samples[at] !== samples[at + 1]) return false;
  }
  return true;
}

/** Sum of squares of one channel after both filters (transposed direct form II); `state` is carried on. */
function weigh(
  samples: Float32Array | Int16Array,
  channel: number,
  from: number,
  count: number,
  scale: number,
  state: Float64Array,
): number {
  let a = state[0] ?? 0;
  let b = state[1] ?? 0;
  let c = state[2] ?? 0;
  let d = state[3] ?? 0;
  let sum = 0;
  const end = (from + count) * CHANNELS;
  for (let at = from * CHANNELS + channel; at < end; at += CHANNELS) {
    const x = (samples[at] ?? 0) * scale;
    const shelved = S0 * x + a;
    a = S1 * x - SA1 * shelved + b;
    b = S2 * x - SA2 * shelved;
    const y = shelved + c;
    c = -2 * shelved - HA1 * y + d;
    d = shelved - HA2 * y;
    sum += y * y;
  }
  state[0] = settled(a);
  state[1] = settled(b);
  state[2] = settled(c);
  state[3] = settled(d);
  return sum;
}

function settled(value: number): number {
  return value < TINY && value > -TINY ? 0 : value;
}
