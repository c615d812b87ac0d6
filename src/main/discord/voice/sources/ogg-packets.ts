/**
 * Opus packets out of an Ogg stream (RFC 3533, RFC 7845), for passing a file's own frames on. The demuxer of
 * prism-media stops for good at a packet that spans pages (cover art in the tags does), hence this one.
 */
import { Transform, type TransformCallback } from 'node:stream';

const PAGE_HEADER_BYTES = 27;
const CAPTURE = Buffer.from('OggS', 'ascii');
const OPUS_HEAD = Buffer.from('OpusHead', 'ascii');
const OPUS_TAGS = Buffer.from('OpusTags', 'ascii');
/** Tags with pictures are large; anything beyond this is no music file. */
const MAX_PACKET_BYTES = 16_777_216;

/** Reads bytes, gives Opus audio packets as Buffers. Fails on what is no Ogg Opus in mono or stereo at unity gain. */
export class OggPackets extends Transform {
  #rest: Buffer = Buffer.alloc(0);
  #partial: Buffer[] = [];
  #partialBytes = 0;
  #serial: number | undefined;
  #packetsSeen = 0;

  constructor() {
    super({ readableObjectMode: true, readableHighWaterMark: 128 });
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    try {
      while (this.#readPage());
      done();
    } catch (error) {
      done(error as Error);
    }
  }

  /** Handles one whole page from the front; false when more bytes are needed. */
  #readPage(): boolean {
    const bytes = this.#rest;
    if (bytes.length < PAGE_HEADER_BYTES) return false;
    if (!bytes.subarray(0, 4).equals(CAPTURE)) throw new Error('an Ogg page was expected');
    const segments = bytes.readUInt8(26);
    const bodyStart = PAGE_HEADER_BYTES + segments;
    if (bytes.length < bodyStart) return false;
    const table = bytes.subarray(PAGE_HEADER_BYTES, bodyStart);
    const bodyBytes = table.reduce((sum, lacing) => sum + lacing, 0);
    if (bytes.length < bodyStart + bodyBytes) return false;
    this.#rest = bytes.subarray(bodyStart + bodyBytes);

    const serial = bytes.readUInt32LE(14);
    if (this.#serial === undefined) {
      if (!bytes.subarray(bodyStart, bodyStart + 8).equals(OPUS_HEAD)) return true;
      this.#serial = serial;
    }
    if (serial === this.#serial) this.#readPackets(table, bytes.subarray(bodyStart, bodyStart + bodyBytes));
    return true;
  }

  #readPackets(table: Buffer, body: Buffer): void {
    let start = 0;
    let end = 0;
    for (const lacing of table) {
      end += lacing;
      if (lacing === 255) continue;
      this.#keep(body.subarray(start, end));
      this.#onPacket(Buffer.concat(this.#partial));
      this.#partial = [];
      this.#partialBytes = 0;
      start = end;
    }
    if (start < end) this.#keep(body.subarray(start, end));
  }

  #keep(part: Buffer): void {
    this.#partialBytes += part.length;
    if (this.#partialBytes > MAX_PACKET_BYTES) throw new Error('an Ogg packet is too large');
    this.#partial.push(part);
  }

  #onPacket(packet: Buffer): void {
    this.#packetsSeen += 1;
    if (this.#packetsSeen === 1) {
      // RFC 7845 section 5.1: channels at 9, output gain at 16, mapping family at 18.
      const plain = packet.length >= 19 && packet.readUInt8(9) <= 2 && packet.readUInt8(18) === 0;
      if (!plain || packet.readInt16LE(16) !== 0) throw new Error('not plain stereo Opus at unity gain');
      return;
    }
    if (this.#packetsSeen === 2 && packet.subarray(0, 8).equals(OPUS_TAGS)) return;
    if (packet.length > 0) this.push(packet);
  }
}
