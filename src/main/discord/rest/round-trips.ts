/**
 * How much of a round trip may be taken off a wait. A window's end is known at the latest as "answer received +
 * reset-after": on the way home that moment grew late by the way down, and a request sent now will not arrive
 * before the way up has passed. So a request may leave earlier than that by the shortest way up and down there
 * is. The shortest is only ever guessed from what was seen, hence: nothing is taken off before enough has been
 * seen, and less than the shortest by twice what the middle lies above it, so that a line that jitters gets no credit.
 */
const SAMPLES = 64;
const ENOUGH = 32;
const RECKON_EVERY = 8;

export class RoundTrips {
  readonly #samples = new Float64Array(SAMPLES);
  #count = 0;
  #creditMs = 0;
  #distrustedUntilMs = 0;

  /** Takes in one round trip, from the request's first byte on the socket to its answer; uploads do not belong here. */
  add(roundTripMs: number): void {
    this.#samples[this.#count % SAMPLES] = roundTripMs;
    this.#count += 1;
    if (this.#count === ENOUGH || (this.#count > ENOUGH && this.#count % RECKON_EVERY === 0)) this.#reckon();
    // One fast answer proves the way to be shorter than thought.
    else if (roundTripMs < this.#creditMs) this.#creditMs = roundTripMs;
  }

  /** What may be taken off a wait now, ms. */
  creditMs(nowMs: number): number {
    return nowMs < this.#distrustedUntilMs ? 0 : this.#creditMs;
  }

  /** The server's window was longer than we thought: no credit until then. */
  distrust(untilMs: number): void {
    this.#distrustedUntilMs = Math.max(this.#distrustedUntilMs, untilMs);
  }

  #reckon(): void {
    const seen = this.#samples.slice(0, Math.min(this.#count, SAMPLES)).sort();
    const shortest = seen[0] ?? 0;
    const middle = seen[seen.length >> 1] ?? 0;
    this.#creditMs = Math.max(0, shortest - 2 * (middle - shortest));
  }
}
