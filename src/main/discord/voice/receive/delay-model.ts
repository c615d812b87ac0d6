/**
 * How late one sender's packets are, and so how long to hold them. The time line is the sender's RTP time; a
 * packet's delay is how much longer it took than the fastest one of the last seconds, which also follows the
 * drift between the two clocks. All in samples at 48 kHz.
 */
import { SAMPLE_RATE_HZ } from '@shared/audio/constants';

const SAMPLES_PER_MS = SAMPLE_RATE_HZ / 1_000;
/** 5 ms. */
const BIN_SAMPLES = 240;
/** 80 × 5 ms = 400 ms: whoever is later than that is not waited for. */
const BINS = 80;
/** This share of packets is to be there in time. */
const QUANTILE = 0.97;
/** About 10 s of speech are remembered. */
const FORGET = 1 / 500;
/** A packet later than the target weighs as much as three: up fast, down slowly. */
const LATE_WEIGHT = 3;
/** Before anything is known: as if a few packets had come 30 ms late. */
const PRIOR_BIN = 6;
const PRIOR_WEIGHT = 5;
/** Half a tick: packets come at any time between two. */
const MARGIN_SAMPLES = 480;
const MIN_TARGET_SAMPLES = 960;
const MAX_TARGET_SAMPLES = 400 * SAMPLES_PER_MS;
/** Two spans of this length are looked at for the fastest packet. */
const SPAN_SAMPLES = 5 * SAMPLE_RATE_HZ;
/** A packet this far off is on another time line: its sender paused its count, or began anew. */
const OTHER_TIME_LINE_SAMPLES = SAMPLE_RATE_HZ;
/** RFC 3550 section 6.4.1. */
const JITTER_GAIN = 1 / 16;
/** Weights are scaled back before they lose digits. */
const RESCALE_AT = 1e12;

export class DelayModel {
  readonly #bins = new Float64Array(BINS);
  #total = PRIOR_WEIGHT;
  #weight = 1;
  #targetSamples: number;
  /** Smallest transit (arrival − RTP time) of the running span and of the one before. */
  #fastest = Number.POSITIVE_INFINITY;
  #fastestBefore = Number.POSITIVE_INFINITY;
  #spanEnds = Number.NEGATIVE_INFINITY;
  #lastTransit: number | undefined;
  #jitter = 0;

  constructor() {
    this.#bins[PRIOR_BIN] = PRIOR_WEIGHT;
    this.#targetSamples = this.#measure();
  }

  /** Transit of an undelayed packet; undefined before the first one. */
  get base(): number | undefined {
    const base = Math.min(this.#fastest, this.#fastestBefore);
    return Number.isFinite(base) ? base : undefined;
  }

  /** How long after its undelayed arrival a packet is to be heard. */
  get targetSamples(): number {
    return this.#targetSamples;
  }

  /** Mean difference of neighbouring packets' transit, RFC 3550. */
  get jitterMs(): number {
    return this.#jitter / SAMPLES_PER_MS;
  }

  /** One packet came: `position` is its RTP time without wraps, `arrival` the local time. */
  observe(position: number, arrival: number): void {
    const transit = arrival - position;
    const base = this.base;
    if (base !== undefined && transit - base > OTHER_TIME_LINE_SAMPLES) this.rebase();
    this.#follow(transit, arrival);
    const delay = transit - Math.min(this.#fastest, this.#fastestBefore);
    const bin = Math.min(BINS - 1, Math.floor(delay / BIN_SAMPLES));
    const weight = this.#weight * (delay > this.#targetSamples ? LATE_WEIGHT : 1);
    this.#bins[bin] = (this.#bins[bin] ?? 0) + weight;
    this.#total += weight;
    this.#weight *= 1 + FORGET;
    if (this.#weight > RESCALE_AT) this.#rescale();
    this.#targetSamples = this.#measure();
    if (this.#lastTransit !== undefined) {
      const difference = Math.abs(transit - this.#lastTransit);
      this.#jitter += (Math.min(difference, OTHER_TIME_LINE_SAMPLES) - this.#jitter) * JITTER_GAIN;
    }
    this.#lastTransit = transit;
  }

  /** The next packet begins another time line; what is known of the network stays. */
  rebase(): void {
    this.#fastest = Number.POSITIVE_INFINITY;
    this.#fastestBefore = Number.POSITIVE_INFINITY;
    this.#spanEnds = Number.NEGATIVE_INFINITY;
    this.#lastTransit = undefined;
  }

  #follow(transit: number, arrival: number): void {
    if (arrival >= this.#spanEnds) {
      // After a pause longer than a span both are old, but a clock does not run away in a pause.
      this.#fastestBefore = Math.min(this.#fastest, transit + BIN_SAMPLES * BINS);
      this.#fastest = Number.POSITIVE_INFINITY;
      this.#spanEnds = arrival + SPAN_SAMPLES;
    }
    if (transit < this.#fastest) this.#fastest = transit;
  }

  #measure(): number {
    const wanted = this.#total * QUANTILE;
    let sum = 0;
    let bin = 0;
    for (; bin < BINS - 1; bin += 1) {
      sum += this.#bins[bin] ?? 0;
      if (sum >= wanted) break;
    }
    const target = (bin + 1) * BIN_SAMPLES + MARGIN_SAMPLES;
    return Math.max(MIN_TARGET_SAMPLES, Math.min(MAX_TARGET_SAMPLES, target));
  }

  #rescale(): void {
    for (let bin = 0; bin < BINS; bin += 1) this.#bins[bin] = (this.#bins[bin] ?? 0) / this.#weight;
    this.#total /= this.#weight;
    this.#weight = 1;
  }
}
