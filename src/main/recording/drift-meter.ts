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
    if (Math.abs(this.#least - (this.error() ?? 0)) <= STALL_SAMPLES)
      this.#fit(timeSamples, this.#least + this.#corrected);
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
    this.#findMiddle();
    this.#count = 0;
    this.#least = Number.POSITIVE_INFINITY;
  }

  /** What the readings since the beginning say of the sender's clock. */
  trend(): Trend {
    const n = this.#n;
    return {
      readings: n,
      seconds: (this.#lastTime - this.#firstTime) / 48_000,
      timeSquares: n === 0 ? 0 : this.#sumTT - (this.#sumT * this.#sumT) / n,
      timeTimesDelay: n === 0 ? 0 : this.#sumTD - (this.#sumT * this.#sumD) / n,
    };
  }

  /** Of the least delays: one reading full of congestion, or one lucky packet, changes nothing. */
  #findMiddle(): void {
    const sorted = [...this.#readings].sort((a, b) => a - b);
    this.#middle = sorted[sorted.length >> 1] ?? null;
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
