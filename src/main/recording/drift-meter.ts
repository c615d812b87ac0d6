/** Packets that make one reading: a second of speech. */
const READING_PACKETS = 50;
const KEPT_READINGS = 5;
/** 20 ms beside its neighbours a reading tells of a stall, not of a clock. */
const STALL_SAMPLES = 960;

/** How readings spread around their means: what a straight line through several stretches is made of. */
export interface Trend {
  readings: number;
  seconds: number;
  timeSquares: number;
  timeTimesDelay: number;
}

export const NO_TREND: Trend = { readings: 0, seconds: 0, timeSquares: 0, timeTimesDelay: 0 };

/** Stretches with anchors of their own and the same slope. */
export function sumOfTrends(a: Trend, b: Trend): Trend {
  return {
    readings: a.readings + b.readings,
    seconds: a.seconds + b.seconds,
    timeSquares: a.timeSquares + b.timeSquares,
    timeTimesDelay: a.timeTimesDelay + b.timeTimesDelay,
  };
}

/**
 * How a sender's clock runs against ours. Arrival jitter only ever adds delay, so the least delay among many
 * packets is a steady reading; the trend of such readings is the drift. Lengths are samples at 48 kHz.
 */
export class DriftMeter {
  #readings: number[] = [];
  /** The middle one of the readings: asked for with each packet, changed once a second. */
  #middle: number | null = null;
  #count = 0;
  #least = Number.POSITIVE_INFINITY;
  #corrected = 0;
  #level = 0;
  #before = NO_TREND;
  /** The last readings as if nothing had been corrected. */
  #recent: { time: number; delay: number }[] = [];
  // Sums for a straight line through (time, least delay), and where it began.
  #n = 0;
  #firstTime = 0;
  #lastTime = 0;
  #sumT = 0;
  #sumD = 0;
  #sumTT = 0;
  #sumTD = 0;

  /** Notes one packet: it came `delay` after the place its RTP time gave it. */
  add(timeSamples: number, delay: number): void {
    this.#count += 1;
    this.#least = Math.min(this.#least, delay);
    if (this.#count < READING_PACKETS) return;
    this.#readings.push(this.#least);
    if (this.#readings.length > KEPT_READINGS) this.#readings.shift();
    this.#findMiddle();
    this.#consider(timeSamples, this.#least + this.#corrected);
    this.#count = 0;
    this.#least = Number.POSITIVE_INFINITY;
  }

  /** How far the mapping is off now (positive: sound stands too early); null while too little is known. */
  error(): number | null {
    return this.#middle;
  }

  /** The mapping was moved by `by`. */
  corrected(by: number): void {
    this.#corrected += by;
    this.#readings = this.#readings.map((reading) => reading - by);
    this.#findMiddle();
    this.#least -= by;
  }

  /** After a long pause old readings say little about now; the trend stays. */
  forgetReadings(): void {
    this.#readings = [];
    this.#recent = [];
    this.#findMiddle();
    this.#count = 0;
    this.#least = Number.POSITIVE_INFINITY;
  }

  /** What the readings since the beginning say of the sender's clock. */
  trend(): Trend {
    const n = this.#n;
    return sumOfTrends(this.#before, {
      readings: n,
      seconds: (this.#lastTime - this.#firstTime) / 48_000,
      timeSquares: n === 0 ? 0 : this.#sumTT - (this.#sumT * this.#sumT) / n,
      timeTimesDelay: n === 0 ? 0 : this.#sumTD - (this.#sumT * this.#sumD) / n,
    });
  }

  /** Of the least delays: one reading full of congestion, or one lucky packet, changes nothing. */
  #findMiddle(): void {
    const sorted = [...this.#readings].sort((a, b) => a - b);
    this.#middle = sorted[sorted.length >> 1] ?? null;
  }

  /** A reading counts when it is like the two before and the two after it. */
  #consider(time: number, delay: number): void {
    this.#recent.push({ time, delay });
    if (this.#recent.length < KEPT_READINGS) return;
    const sorted = this.#recent.map((reading) => reading.delay).sort((a, b) => a - b);
    const inner = this.#recent[KEPT_READINGS >> 1];
    const middle = sorted[KEPT_READINGS >> 1] ?? 0;
    this.#recent.shift();
    if (!inner || Math.abs(inner.delay - middle) > STALL_SAMPLES) return;
    // Another way through the network, or a pause too short to be seen as one: no clock runs off so fast.
    if (this.#n > 0 && Math.abs(inner.delay - this.#level) > STALL_SAMPLES) this.#beginStretch();
    this.#level = inner.delay;
    this.#fit(inner.time, inner.delay);
  }

  #beginStretch(): void {
    this.#before = this.trend();
    this.#n = 0;
    this.#firstTime = 0;
    this.#lastTime = 0;
    this.#sumT = 0;
    this.#sumD = 0;
    this.#sumTT = 0;
    this.#sumTD = 0;
  }

  #fit(time: number, delay: number): void {
    if (this.#n === 0) this.#firstTime = time;
    const t = time - this.#firstTime;
    this.#lastTime = time;
    this.#n += 1;
    this.#sumT += t;
    this.#sumD += delay;
    this.#sumTT += t * t;
    this.#sumTD += t * delay;
  }
}
