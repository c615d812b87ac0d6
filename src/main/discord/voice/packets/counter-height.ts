/**
 * How far the counters of a stream have come. Each is sent as its owner counts, so that the byte order is not known: both
 * are kept. What has come is above the height in neither, what is new is above it in the right one; so it need not be
 * known which that is.
 */
export class CounterHeight {
  #value = -1;
  #swapped = -1;

  /** Whether `counter` (uint32) is higher than all before. */
  isBelow(counter: number): boolean {
    return counter > this.#value || swapBytes(counter) > this.#swapped;
  }

  raise(counter: number): void {
    if (counter > this.#value) this.#value = counter;
    const swapped = swapBytes(counter);
    if (swapped > this.#swapped) this.#swapped = swapped;
  }

  set(to: CounterHeight): void {
    this.#value = to.#value;
    this.#swapped = to.#swapped;
  }
}

function swapBytes(value: number): number {
  return (((value & 0xff) << 24) | ((value & 0xff00) << 8) | ((value >>> 8) & 0xff00) | (value >>> 24)) >>> 0;
}
