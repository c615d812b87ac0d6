/**
 * A queue of byte records between two threads: one writes, one reads, neither ever waits. It lies in one block of
 * (shared) memory: two positions, then records of `length, tag, stamp, bytes`, padded to 8 bytes. A record that does
 * not fit before the end starts again at the front. A full ring refuses, it never overwrites.
 */
import { LentBytes } from './lent-bytes';

const WRITE = 0;
const READ = 1;
/** The two positions, on cache lines of their own. */
const POSITIONS_BYTES = 128;
const READ_INDEX = POSITIONS_BYTES / 2 / 4;
/** uint32 length, uint32 tag, float64 stamp. */
const RECORD_BYTES = 16;
const ALIGNMENT = 8;
/** In place of a length: nothing more before the end, go on at the front. */
const WRAP = 0xffff_ffff;

export interface RingRecord {
  /** uint32, the writer's own meaning. */
  tag: number;
  /** float64, the writer's own meaning. */
  stamp: number;
  /** A copy: the reader's to keep where it was taken, until the next one where it was borrowed. */
  bytes: Buffer;
}

export class ByteRing {
  readonly #positions: Int32Array;
  readonly #words: Uint32Array;
  readonly #stamps: Float64Array;
  readonly #bytes: Buffer;
  readonly #capacity: number;
  /** For `borrow`, made when it is first called: most rings are only written, or taken from. */
  #lent: { bytes: LentBytes; record: RingRecord } | undefined;

  /** Both ends give the same memory, made by `ByteRing.allocate`. */
  constructor(memory: SharedArrayBuffer | ArrayBuffer) {
    this.#capacity = memory.byteLength - POSITIONS_BYTES;
    this.#positions = new Int32Array(memory, 0, POSITIONS_BYTES / 4);
    this.#words = new Uint32Array(memory, POSITIONS_BYTES);
    this.#stamps = new Float64Array(memory, POSITIONS_BYTES);
    this.#bytes = Buffer.from(memory, POSITIONS_BYTES);
  }

  /** Memory for records of `capacityBytes` together, each with 16 bytes of its own around it. */
  static allocate(capacityBytes: number): SharedArrayBuffer {
    return new SharedArrayBuffer(POSITIONS_BYTES + padded(capacityBytes));
  }

  /** The writing end: false when there is no room. */
  push(tag: number, stamp: number, bytes: Uint8Array): boolean {
    const size = RECORD_BYTES + padded(bytes.length);
    const write = this.#load(WRITE);
    const read = this.#load(READ);
    const at = this.#place(size, write, read);
    if (at === undefined) return false;
    if (at !== write) this.#words[write / 4] = WRAP;
    this.#words[at / 4] = bytes.length;
    this.#words[at / 4 + 1] = tag;
    this.#stamps[at / 8 + 1] = stamp;
    this.#bytes.set(bytes, at + RECORD_BYTES);
    this.#store(WRITE, (at + size) % this.#capacity);
    return true;
  }

  /**
   * The writing end: takes back all records from the first on whose stamp is `from` or more. The reader must be kept from
   * taking those meanwhile; that it looks at their stamps does no harm.
   */
  withdraw(from: number): void {
    const write = this.#load(WRITE);
    for (let at = this.#load(READ); at !== write; ) {
      const record = this.#words[at / 4] === WRAP ? 0 : at;
      if ((this.#stamps[record / 8 + 1] ?? 0) >= from) {
        this.#store(WRITE, at);
        return;
      }
      at = (record + RECORD_BYTES + padded(this.#words[record / 4] ?? 0)) % this.#capacity;
    }
  }

  /** The reading end: takes the oldest record, unless its stamp is greater than `until`. */
  take(until = Number.POSITIVE_INFINITY): RingRecord | undefined {
    const at = this.#oldest();
    if (at === undefined || (this.#stamps[at / 8 + 1] ?? 0) > until) return undefined;
    const length = this.#words[at / 4] ?? 0;
    const start = at + RECORD_BYTES;
    const bytes = Buffer.allocUnsafe(length);
    // Without a view of the record: one for each of thousands a second would be most of what is thrown away.
    this.#bytes.copy(bytes, 0, start, start + length);
    const record = { tag: this.#words[at / 4 + 1] ?? 0, stamp: this.#stamps[at / 8 + 1] ?? 0, bytes };
    this.#store(READ, (start + padded(length)) % this.#capacity);
    return record;
  }

  /** The reading end: takes the oldest record for as long as it is the last one borrowed; nothing is allocated for it. */
  borrow(): RingRecord | undefined {
    const at = this.#oldest();
    if (at === undefined) return undefined;
    this.#lent ??= { bytes: new LentBytes(), record: { tag: 0, stamp: 0, bytes: Buffer.alloc(0) } };
    const { bytes, record } = this.#lent;
    const length = this.#words[at / 4] ?? 0;
    const start = at + RECORD_BYTES;
    record.tag = this.#words[at / 4 + 1] ?? 0;
    record.stamp = this.#stamps[at / 8 + 1] ?? 0;
    record.bytes = bytes.copy(this.#words, start / 4, length);
    this.#store(READ, (start + padded(length)) % this.#capacity);
    return record;
  }

  /** Where a record of `size` can be written; the write position must never catch up with the read position. */
  #place(size: number, write: number, read: number): number | undefined {
    if (write < read) return write + size < read ? write : undefined;
    const end = write + size;
    if (end < this.#capacity || (end === this.#capacity && read > 0)) return write;
    return size < read ? 0 : undefined;
  }

  #oldest(): number | undefined {
    const read = this.#load(READ);
    if (read === this.#load(WRITE)) return undefined;
    return this.#words[read / 4] === WRAP ? 0 : read;
  }

  #load(position: typeof WRITE | typeof READ): number {
    return Atomics.load(this.#positions, position === WRITE ? 0 : READ_INDEX);
  }

  #store(position: typeof WRITE | typeof READ, value: number): void {
    Atomics.store(this.#positions, position === WRITE ? 0 : READ_INDEX, value);
  }
}

function padded(length: number): number {
  return Math.ceil(length / ALIGNMENT) * ALIGNMENT;
}
