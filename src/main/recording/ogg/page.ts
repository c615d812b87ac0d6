import { oggCrc } from './crc';

/** Ogg pages (RFC 3533 section 6). Pure: bytes to values and back. */

export const PAGE_HEADER_BYTES = 27;
export const MAX_SEGMENTS = 255;
/** 65,307 = 27 + 255 + 255 × 255: no page is longer. */
export const MAX_PAGE_BYTES = PAGE_HEADER_BYTES + MAX_SEGMENTS + MAX_SEGMENTS * 255;

/** A page of 600 ms at 64 kbit/s is 4.8 kB; a draft grows where more is needed. */
const DRAFT_BYTES = 5_120;
const FLAG_CONTINUED = 1;
const FLAG_BOS = 2;
const FLAG_EOS = 4;

export interface OggPage {
  continued: boolean;
  bos: boolean;
  eos: boolean;
  /** Position after the last packet that ends here; null (−1 on the wire) when none ends here. */
  granule: bigint | null;
  serial: number;
  sequence: number;
  /** Whole packets that end on this page; the first one is a rest when `continued`. */
  packets: Uint8Array[];
  /** Bytes of a packet that goes on in the next page. */
  open: Uint8Array | null;
  /** Length of the page in bytes. */
  bytes: number;
}

export type PageProblem =
  | 'need-more'
  | 'no-capture-pattern'
  | 'unknown-version'
  | 'bad-checksum'
  | 'bad-granule';

export interface PageFields {
  bos?: boolean;
  eos?: boolean;
  granule: number;
  serial: number;
  sequence: number;
}

/** Lacing values a packet takes: one for each full 255 bytes and a last one below 255. */
export function segmentsFor(packetBytes: number): number {
  return Math.floor(packetBytes / 255) + 1;
}

/** A page of whole packets. Throws when they do not fit one page, which is the caller's bug. */
export function encodePage(fields: PageFields, packets: readonly Uint8Array[]): Uint8Array {
  const draft = new PageDraft();
  for (const packet of packets) draft.add(packet);
  return draft.encode(fields);
}

/** The packets of a page to come, copied as they are added. Makes one page after the other. */
export class PageDraft {
  readonly #lacing = new Uint8Array(MAX_SEGMENTS);
  #segments = 0;
  #body = new Uint8Array(DRAFT_BYTES);
  #bodyBytes = 0;

  /** Nothing was added since the last page. */
  get empty(): boolean {
    return this.#segments === 0;
  }

  /** Whether a packet of that length has room on this page. */
  fits(packetBytes: number): boolean {
    return this.#segments + segmentsFor(packetBytes) <= MAX_SEGMENTS;
  }

  /** Adds a whole packet. Throws when it does not fit. */
  add(packet: Uint8Array): void {
    const { length } = packet;
    if (!this.fits(length)) throw new RangeError(`${length} more bytes do not fit one Ogg page`);
    let left = length;
    for (; left >= 255; left -= 255) this.#lace(255);
    this.#lace(left);
    const end = this.#bodyBytes + length;
    if (end > this.#body.length) this.#grow(end);
    this.#body.set(packet, this.#bodyBytes);
    this.#bodyBytes = end;
  }

  /** The page; the draft is empty afterwards. */
  encode(fields: PageFields): Uint8Array {
    const lacing = this.#lacing.subarray(0, this.#segments);
    const page = assemble(fields, lacing, this.#body.subarray(0, this.#bodyBytes));
    this.#segments = 0;
    this.#bodyBytes = 0;
    return page;
  }

  #lace(value: number): void {
    this.#lacing[this.#segments] = value;
    this.#segments += 1;
  }

  #grow(bytes: number): void {
    const larger = new Uint8Array(Math.max(bytes, 2 * this.#body.length));
    larger.set(this.#body.subarray(0, this.#bodyBytes));
    this.#body = larger;
  }
}

function assemble(fields: PageFields, lacing: Uint8Array, body: Uint8Array): Uint8Array {
  const page = new Uint8Array(PAGE_HEADER_BYTES + lacing.length + body.length);
  const view = new DataView(page.buffer);
  page.set([0x4f, 0x67, 0x67, 0x53], 0);
  page[5] = (fields.bos ? FLAG_BOS : 0) | (fields.eos ? FLAG_EOS : 0);
  view.setBigInt64(6, BigInt(fields.granule), true);
  view.setUint32(14, fields.serial, true);
  view.setUint32(18, fields.sequence, true);
  page[26] = lacing.length;
  page.set(lacing, PAGE_HEADER_BYTES);
  page.set(body, PAGE_HEADER_BYTES + lacing.length);
  view.setUint32(22, oggCrc(page), true);
  return page;
}

/** Reads the page that begins at `offset`, or says why there is none. Never reads past the end. */
export function parsePage(bytes: Uint8Array, offset = 0): OggPage | PageProblem {
  if (!hasCapture(bytes, offset)) {
    return bytes.length - offset < 4 ? 'need-more' : 'no-capture-pattern';
  }
  if (bytes.length - offset < PAGE_HEADER_BYTES) return 'need-more';
  if (bytes[offset + 4] !== 0) return 'unknown-version';
  const segments = bytes[offset + 26] as number;
  const bodyStart = offset + PAGE_HEADER_BYTES + segments;
  if (bytes.length < bodyStart) return 'need-more';
  let body = 0;
  for (let i = 0; i < segments; i += 1) body += bytes[offset + PAGE_HEADER_BYTES + i] as number;
  const end = bodyStart + body;
  if (bytes.length < end) return 'need-more';
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(offset + 22, true) !== pageCrc(bytes, offset, end)) return 'bad-checksum';
  const granule = view.getBigInt64(offset + 6, true);
  if (granule < -1n || granule > BigInt(Number.MAX_SAFE_INTEGER)) return 'bad-granule';
  const flags = bytes[offset + 5] as number;
  const { packets, open } = splitPackets(bytes, offset + PAGE_HEADER_BYTES, segments, bodyStart);
  return {
    continued: (flags & FLAG_CONTINUED) !== 0,
    bos: (flags & FLAG_BOS) !== 0,
    eos: (flags & FLAG_EOS) !== 0,
    granule: granule === -1n ? null : granule,
    serial: view.getUint32(offset + 14, true),
    sequence: view.getUint32(offset + 18, true),
    packets,
    open,
    bytes: end - offset,
  };
}

/** Next place at or after `from` where a page may begin, −1 when there is none. */
export function findCapture(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(0x4f, from); at !== -1; at = bytes.indexOf(0x4f, at + 1)) {
    if (hasCapture(bytes, at)) return at;
  }
  return -1;
}

/** Gives a page another position and number, in place, with the checksum to match. */
export function renumberPage(page: Uint8Array, change: { granule: number; sequence: number }): void {
  const view = new DataView(page.buffer, page.byteOffset, page.byteLength);
  view.setUint32(6, change.granule % 0x1_0000_0000, true);
  view.setUint32(10, Math.floor(change.granule / 0x1_0000_0000), true);
  view.setUint32(18, change.sequence, true);
  view.setUint32(22, 0, true);
  view.setUint32(22, oggCrc(page), true);
}

function hasCapture(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 0x4f && bytes[at + 1] === 0x67 && bytes[at + 2] === 0x67 && bytes[at + 3] === 0x53;
}

const FOUR_ZEROS = new Uint8Array(4);

/** The checksum is taken with its own field as zeros. */
function pageCrc(bytes: Uint8Array, start: number, end: number): number {
  const head = oggCrc(bytes, start, start + 22);
  return oggCrc(bytes, start + 26, end, oggCrc(FOUR_ZEROS, 0, 4, head));
}

function splitPackets(bytes: Uint8Array, lacingStart: number, segments: number, bodyStart: number) {
  const packets: Uint8Array[] = [];
  let at = bodyStart;
  let length = 0;
  for (let i = 0; i < segments; i += 1) {
    const lacing = bytes[lacingStart + i] as number;
    length += lacing;
    if (lacing < 255) {
      packets.push(bytes.subarray(at, at + length));
      at += length;
      length = 0;
    }
  }
  return { packets, open: length > 0 ? bytes.subarray(at, at + length) : null };
}
