import { DriftMeter, NO_TREND, sumOfTrends } from './drift-meter';
import { GRID_SAMPLES } from './ogg/opus-packets';

/**
 * Puts one speaker's packets on the session clock. Within a stretch of talk RTP time rules, because arrival
 * jitters; across stretches arrival rules, because many senders stop their RTP clock while silent. The first
 * packet anchors RTP time to arrival; a new SSRC, an impossible jump and a paused RTP clock anchor again;
 * slow drift is corrected in small steps, in silence where there is some. Positions are samples at 48 kHz on
 * the 2.5 ms grid that Opus silence can fill.
 */

const ms = (value: number) => value * 48;
/** Delay after which silence is taken for a sender that stops its RTP clock in pauses. */
const PAUSED_CLOCK = ms(100);
/** A stall of the network is borne this long; what is later is placed by arrival. */
const MAX_STALL = ms(2_000);
/** RTP gaps from here on are pauses in which a correction is not heard. */
const PAUSE = ms(60);
const LONG_PAUSE = ms(10_000);
const CORRECT_IN_SILENCE = ms(5);
/** Under the promised 20 ms. */
const CORRECT_ANYWHERE = ms(17.5);

export type PlacementCause = 'first' | 'continuous' | 'pause' | 'reconnect';

export interface PlacedPacket {
  positionSamples: number;
  cause: PlacementCause;
  /** True when RTP time was tied to arrival anew. */
  anchored: boolean;
}

export interface ArrivingPacket {
  rtpTimestamp: number;
  /** On the session clock, samples. */
  arrivalSamples: number;
  samples: number;
  silence: boolean;
  restart: boolean;
}

export class TrackClock {
  #meter = new DriftMeter();
  /** Of the stretches before: each has an anchor of its own, the slope is the same in all. */
  #before = NO_TREND;
  #started = false;
  /** Session position of RTP time zero of this epoch. */
  #anchor = 0;
  /** RTP time unwrapped: samples since the epoch began. */
  #rtp = 0;
  #lastTimestamp = 0;
  #lastSamples = 0;
  #lastArrival = 0;
  #lastWasSilence = false;
  /** Sum of all corrections for drift, samples. */
  correctedSamples = 0;

  /** `floorSamples` is where the track ends now: a new anchor never lies before it. */
  place(packet: ArrivingPacket, floorSamples: number): PlacedPacket {
    const first = !this.#started;
    const delta = first ? 0 : (packet.rtpTimestamp - this.#lastTimestamp) | 0;
    const placed =
      first || packet.restart || delta <= 0
        ? this.#anchorAt(packet, floorSamples, first ? 'first' : 'reconnect')
        : this.#follow(packet, delta, floorSamples);
    this.#started = true;
    this.#lastTimestamp = packet.rtpTimestamp;
    this.#lastSamples = packet.samples;
    this.#lastArrival = packet.arrivalSamples;
    this.#lastWasSilence = packet.silence;
    return placed;
  }

  /** Where a packet that was placed lately stands; null when its time is too far off to be one of those. */
  positionOf(rtpTimestamp: number): number | null {
    if (!this.#started) return null;
    const delta = (rtpTimestamp - this.#lastTimestamp) | 0;
    if (delta > 0 || delta < -ms(10_000)) return null;
    return grid(this.#anchor + this.#rtp + delta);
  }

  /** Parts per million by which the sender is slow (positive) or fast; null before a minute of it was seen. */
  ppm(): number | null {
    const { readings, seconds, timeSquares, timeTimesDelay } = sumOfTrends(this.#before, this.#meter.trend());
    if (readings < 10 || seconds < 60 || timeSquares <= 0) return null;
    return (timeTimesDelay / timeSquares) * 1e6;
  }

  #follow(packet: ArrivingPacket, delta: number, floor: number): PlacedPacket {
    const predicted = this.#anchor + this.#rtp + delta;
    const delay = packet.arrivalSamples - predicted;
    if (Math.abs(delay) > MAX_STALL) {
      return this.#anchorAt(packet, floor, delay > 0 ? 'pause' : 'reconnect');
    }
    const sinceLast = packet.arrivalSamples - this.#lastArrival;
    if (this.#lastWasSilence && delay > PAUSED_CLOCK && sinceLast - delta > PAUSED_CLOCK) {
      return this.#anchorAt(packet, floor, 'pause');
    }
    const pause = delta - this.#lastSamples;
    this.#rtp += delta;
    if (pause > LONG_PAUSE) this.#meter.forgetReadings();
    this.#meter.add(packet.arrivalSamples, delay);
    this.#correct(packet.silence || pause >= PAUSE);
    return {
      positionSamples: grid(this.#anchor + this.#rtp),
      cause: pause >= PAUSE ? 'pause' : 'continuous',
      anchored: false,
    };
  }

  #correct(unheard: boolean): void {
    const error = this.#meter.error();
    if (error === null || Math.abs(error) < (unheard ? CORRECT_IN_SILENCE : CORRECT_ANYWHERE)) return;
    const step = grid(error);
    this.#anchor += step;
    this.correctedSamples += step;
    this.#meter.corrected(step);
  }

  #anchorAt(packet: ArrivingPacket, floor: number, cause: PlacementCause): PlacedPacket {
    this.#before = sumOfTrends(this.#before, this.#meter.trend());
    this.#meter = new DriftMeter();
    this.#anchor = Math.max(0, grid(packet.arrivalSamples), floor);
    this.#rtp = 0;
    return { positionSamples: this.#anchor, cause, anchored: true };
  }
}

function grid(samples: number): number {
  return Math.round(samples / GRID_SAMPLES) * GRID_SAMPLES;
}
