/**
 * Opus packets out of WebM or Matroska (RFC 8794, RFC 9559), for passing a file's own frames on. Elements are read
 * one after the other without regard to nesting: what counts are tracks and blocks, and both may be of unknown size.
 */
import type { TransformCallback } from 'node:stream';
import { FRAME_SAMPLES, SAMPLE_RATE_HZ } from '@shared/audio/constants';
import { preSkipOf } from './opus-head';
import { PacketStream } from './packet-stream';

const EBML = 0x1a45dfa3;
/** Opened, not skipped: their children are read as they come. */
const SEGMENT = 0x18538067;
const CLUSTER = 0x1f43b675;
const TRACKS = 0x1654ae6b;
const TRACK_ENTRY = 0xae;
const BLOCK_GROUP = 0xa0;
const CONTAINERS = new Set([SEGMENT, CLUSTER, TRACKS, TRACK_ENTRY, BLOCK_GROUP]);
const TRACK_NUMBER = 0xd7;
const CODEC_ID = 0x86;
const CODEC_PRIVATE = 0x63a2;
const CONTENT_ENCODINGS = 0x6d80;
const SIMPLE_BLOCK = 0xa3;
const BLOCK = 0xa1;
const DISCARD_PADDING = 0x75a2;
const READ = new Set([
  TRACK_NUMBER,
  CODEC_ID,
  CODEC_PRIVATE,
  CONTENT_ENCODINGS,
  SIMPLE_BLOCK,
  BLOCK,
  DISCARD_PADDING,
]);
/** Larger than any picture of a video track beside the sound; anything beyond is no file to play. */
const MAX_ELEMENT_BYTES = 16_777_216;
const NS_PER_SECOND = 1_000_000_000;

interface Element {
  id: number;
  /** Null when it is as long as what it holds. */
  size: number | null;
  headerBytes: number;
}

export class WebmPackets extends PacketStream {
  #skip = 0;
  #first = true;
  /** The entry that is being read, and the track that was chosen. */
  #entry = { number: 0, opus: false };
  #track: number | undefined;

  override _flush(done: TransformCallback): void {
    this.truncated = this.damaged || this.rest.length > 0 || this.#skip > 0;
    if (this.truncated) this.endTrimSamples = 0;
    done();
  }

  /** Handles one element from the front; false when more bytes are needed. */
  protected override readNext(): boolean {
    if (this.#skip > 0) {
      const skipped = Math.min(this.#skip, this.rest.length);
      this.#skip -= skipped;
      this.rest = this.rest.subarray(skipped);
      if (this.#skip > 0) return false;
    }
    const element = readElementHeader(this.rest);
    if (!element) return false;
    const { id, size, headerBytes } = element;
    if (this.#first && id !== EBML) throw new Error('an EBML header was expected');
    this.#first = false;
    if (CONTAINERS.has(id)) {
      if (id === TRACK_ENTRY) this.#entry = { number: 0, opus: false };
      this.rest = this.rest.subarray(headerBytes);
      return true;
    }
    if (size === null) throw new Error('an element of unknown size');
    if (!READ.has(id)) {
      this.rest = this.rest.subarray(headerBytes);
      this.#skip = size;
      return true;
    }
    if (size > MAX_ELEMENT_BYTES) throw new Error('an element is too large');
    if (this.rest.length < headerBytes + size) return false;
    this.#onElement(id, this.rest.subarray(headerBytes, headerBytes + size));
    this.rest = this.rest.subarray(headerBytes + size);
    return true;
  }

  #onElement(id: number, body: Buffer): void {
    switch (id) {
      case TRACK_NUMBER:
        this.#entry.number = unsigned(body);
        this.#choose();
        break;
      case CODEC_ID:
        this.#entry.opus = body.toString('ascii').startsWith('A_OPUS');
        this.#choose();
        break;
      case CODEC_PRIVATE:
        if (this.#entry.opus) this.preSkipSamples = preSkipOf(body);
        break;
      case CONTENT_ENCODINGS:
        throw new Error('packets are compressed or encrypted');
      case DISCARD_PADDING:
        this.endTrimSamples = paddingSamples(body);
        break;
      default:
        this.#onBlock(body);
    }
  }

  #choose(): void {
    if (this.#entry.opus && this.#entry.number > 0) this.#track ??= this.#entry.number;
  }

  /** Track number, relative time (2 bytes), flags, then the packet. */
  #onBlock(body: Buffer): void {
    const number = readVint(body, 0, true);
    if (number === null || body.length < number.bytes + 3) throw new Error('a block is too short');
    if (number.value !== this.#track) return;
    const flags = body.readUInt8(number.bytes + 2);
    if ((flags & 0x06) !== 0) throw new Error('several packets in one block');
    const packet = body.subarray(number.bytes + 3);
    this.endTrimSamples = 0;
    if (packet.length > 0) this.give(packet);
  }
}

/** Id and size from the front; null when more bytes are needed. Throws on what is no EBML. */
export function readElementHeader(bytes: Buffer): Element | null {
  const id = readVint(bytes, 0, false);
  if (id === null) return null;
  if (id.bytes > 4) throw new Error('not an EBML id');
  const size = readVint(bytes, id.bytes, true);
  if (size === null) return null;
  return {
    id: id.value,
    size: size.allOnes ? null : size.value,
    headerBytes: id.bytes + size.bytes,
  };
}

/** RFC 8794 section 4: the first set bit tells the length, 1 to 8 bytes. */
function readVint(
  bytes: Buffer,
  at: number,
  dropMarker: boolean,
): { value: number; bytes: number; allOnes: boolean } | null {
  const first = bytes[at];
  if (first === undefined) return null;
  if (first === 0) throw new Error('not an EBML number');
  const count = Math.clz32(first) - 23;
  if (bytes.length < at + count) return null;
  const mask = 0xff >> count;
  let value = dropMarker ? first & mask : first;
  let allOnes = (first & mask) === mask;
  for (let i = 1; i < count; i += 1) {
    const byte = bytes[at + i] ?? 0;
    value = value * 256 + byte;
    if (byte !== 0xff) allOnes = false;
  }
  return { value, bytes: count, allOnes };
}

function unsigned(body: Buffer): number {
  return body.length > 0 && body.length <= 6 ? body.readUIntBE(0, body.length) : 0;
}

/** Nanoseconds, signed; only padding at the end (positive) is of use. */
function paddingSamples(body: Buffer): number {
  const ns = body.length > 0 && body.length <= 6 ? body.readIntBE(0, body.length) : 0;
  return Math.max(0, Math.min(FRAME_SAMPLES, Math.round((ns * SAMPLE_RATE_HZ) / NS_PER_SECOND)));
}
