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
const S0 = 1.53512485958697;
const S1 = -2.69169618940638;
const S2 = 1.19839281085285;
const SA1 = -1.69065929318241;
const SA2 = 0.73248077421585;
const HA1 = -1.99004745483398;
const HA2 = 0.99007225036621;

/** Mean square after K-weighting, summed over channels, to LUFS; never below the floor. */
export function energyToLufs(energy: number): number {
  if (!(energy > 0)) return LUFS_FLOOR;
  return Math.max(LUFS_FLOOR, OFFSET_LU + 10 * Math.log10(energy));
}

/** How a meter stood before 20 ms. */
export interface LoudnessMark {
  state: Float64Array;
  hopsSeen: number;
  /** What the next 20 ms push out of the last 3 s. */
  oldest: number;
  maxMomentary: number;
}

export class LoudnessMeter {
  /** Per channel: two states of the shelf, two of the high-pass. */
  readonly #state = new Float64Array(8);
  readonly #hops = new Float64Array(SHORT_TERM_HOPS);
  readonly #blockCounts = new Float64Array(BINS);
  readonly #blockEnergies = new Float64Array(BINS);
  #hopIndex = 0;
  #hopsSeen = 0;
  /** Sum of squares of the hop that is being filled, and how much of it is there. */
  #sum = 0;
  #filled = 0;
  /** The hop with which the integrated figure began. */
  #integratedFrom = 0;
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
    this.#state.fill(0);
    this.#filled = 0;
    this.#endHop();
  }

  /** How it stands between two hops of 20 ms, to be put back there by `takeBack`. */
  get mark(): LoudnessMark {
    return {
      state: this.#state.slice(),
      hopsSeen: this.#hopsSeen,
      oldest: this.#hops[this.#hopIndex] ?? 0,
      maxMomentary: this.#maxMomentary,
    };
  }

  /** The one hop that was added after `mark` was not. Several are taken back from the last to the first. */
  takeBack({ state, hopsSeen, oldest, maxMomentary }: LoudnessMark): void {
    if (this.#hopsSeen !== hopsSeen + 1) return;
    const energy = this.#blockEndingHere();
    if (energy !== null) {
      const bin = binOf(energyToLufs(energy));
      const count = (this.#blockCounts[bin] ?? 0) - 1;
      this.#blockCounts[bin] = count;
      this.#blockEnergies[bin] = count === 0 ? 0 : (this.#blockEnergies[bin] ?? 0) - energy;
    }
    this.#hopIndex = (this.#hopIndex - 1 + SHORT_TERM_HOPS) % SHORT_TERM_HOPS;
    this.#hops[this.#hopIndex] = oldest;
    this.#hopsSeen = hopsSeen;
    this.#state.set(state);
    this.#maxMomentary = maxMomentary;
  }

  /** The last 400 ms; before so much was heard, what was missing counts as silence. */
  get momentaryLufs(): number {
    return energyToLufs(this.#mean(MOMENTARY_HOPS));
  }

  /** The last 3 s. */
  get shortTermLufs(): number {
    return energyToLufs(this.#mean(SHORT_TERM_HOPS));
  }

  /** The loudest momentary value since the start or the last reset of either kind. */
  get maxMomentaryLufs(): number {
    return this.#maxMomentary;
  }

  /** Everything since the start or the last reset of either kind, gated; null while nothing was above the absolute gate. */
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
    this.#integratedFrom = 0;
    this.#maxMomentary = LUFS_FLOOR;
  }

  /** The integrated figure begins anew; the others go on. Nothing from before can be taken back after it. */
  resetIntegrated(): void {
    this.#blockCounts.fill(0);
    this.#blockEnergies.fill(0);
    this.#integratedFrom = this.#hopsSeen;
    this.#maxMomentary = LUFS_FLOOR;
  }

  #add(samples: Float32Array | Int16Array, scale: number): void {
    const total = Math.floor(samples.length / CHANNELS);
    for (let from = 0; from < total; ) {
      const count = Math.min(total - from, FRAME_SAMPLES - this.#filled);
      this.#sum += weigh(samples, from, count, scale, this.#state);
      this.#filled += count;
      from += count;
      if (this.#filled === FRAME_SAMPLES) this.#endHop();
    }
  }

  #endHop(): void {
    this.#hops[this.#hopIndex] = this.#sum / FRAME_SAMPLES;
    this.#hopIndex = (this.#hopIndex + 1) % SHORT_TERM_HOPS;
    this.#hopsSeen += 1;
    this.#sum = 0;
    this.#filled = 0;
    const energy = this.#blockEndingHere();
    if (energy === null) return;
    const lufs = energyToLufs(energy);
    if (lufs > this.#maxMomentary) this.#maxMomentary = lufs;
    const bin = binOf(lufs);
    this.#blockCounts[bin] = (this.#blockCounts[bin] ?? 0) + 1;
    this.#blockEnergies[bin] = (this.#blockEnergies[bin] ?? 0) + energy;
  }

  /** Energy of the gating block that ends with the last hop; null when none does, or it is below the absolute gate. */
  #blockEndingHere(): number | null {
    const hops = this.#hopsSeen - this.#integratedFrom;
    if (hops < MOMENTARY_HOPS || this.#hopsSeen % HOPS_PER_BLOCK !== 0) return null;
    const energy = this.#mean(MOMENTARY_HOPS);
    return energyToLufs(energy) > LUFS_FLOOR ? energy : null;
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

/**
 * Sum of squares of both channels after both filters (transposed direct form II); `state` is carried on. The channels
 * share a loop: each filter waits for its own last step, and the other one is worked on meanwhile.
 */
function weigh(
  samples: Float32Array | Int16Array,
  from: number,
  count: number,
  scale: number,
  state: Float64Array,
): number {
  let la = state[0] as number;
  let lb = state[1] as number;
  let lc = state[2] as number;
  let ld = state[3] as number;
  let ra = state[4] as number;
  let rb = state[5] as number;
  let rc = state[6] as number;
  let rd = state[7] as number;
  let sum = 0;
  const end = (from + count) * CHANNELS;
  for (let at = from * CHANNELS; at < end; at += CHANNELS) {
    const left = (samples[at] as number) * scale;
    const right = (samples[at + 1] as number) * scale;
    const leftShelved = S0 * left + la;
    const rightShelved = S0 * right + ra;
    la = S1 * left - SA1 * leftShelved + lb;
    ra = S1 * right - SA1 * rightShelved + rb;
    lb = S2 * left - SA2 * leftShelved;
    rb = S2 * right - SA2 * rightShelved;
    const leftOut = leftShelved + lc;
    const rightOut = rightShelved + rc;
    lc = -2 * leftShelved - HA1 * leftOut + ld;
    rc = -2 * rightShelved - HA1 * rightOut + rd;
    ld = leftShelved - HA2 * leftOut;
    rd = rightShelved - HA2 * rightOut;
    sum += leftOut * leftOut + rightOut * rightOut;
  }
  state[0] = settled(la);
  state[1] = settled(lb);
  state[2] = settled(lc);
  state[3] = settled(ld);
  state[4] = settled(ra);
  state[5] = settled(rb);
  state[6] = settled(rc);
  state[7] = settled(rd);
  return sum;
}

function settled(value: number): number {
  return value < TINY && value > -TINY ? 0 : value;
}
