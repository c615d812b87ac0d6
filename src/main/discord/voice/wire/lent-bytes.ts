/**
 * Bytes of one record after the other, in one piece of memory and seen through one Buffer for each length: making a Buffer
 * for each of thousands of datagrams a second takes longer than copying it, and then it has to be collected.
 */

/** Longer ones are rare: networks on the way let no more through in one piece. */
const COMMON_BYTES = 1_500;

export class LentBytes {
  readonly #words = new Uint32Array(COMMON_BYTES / 4);
  readonly #byLength: (Buffer | undefined)[] = [];

  /** A copy of the `length` bytes that begin at word `at` of `from`; theirs who asked until the next call. */
  copy(from: Uint32Array, at: number, length: number): Buffer {
    const count = (length + 3) >>> 2;
    if (count > this.#words.length) return Buffer.from(from.slice(at, at + count).buffer, 0, length);
    for (let i = 0; i < count; i += 1) this.#words[i] = from[at + i] as number;
    return this.#view(length);
  }

  #view(length: number): Buffer {
    let view = this.#byLength[length];
    if (!view) {
      view = Buffer.from(this.#words.buffer, 0, length);
      this.#byLength[length] = view;
    }
    return view;
  }
}
