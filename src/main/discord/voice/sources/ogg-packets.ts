/**
 * Opus packets out of an Ogg stream (RFC 3533, RFC 7845), for passing a file's own frames on. The demuxer of
 * prism-media stops for good at a packet that spans pages (cover art in the tags does), hence this one.
 */
import type { TransformCallback } from 'node:stream';
import { FRAME_SAMPLES } from '@shared/audio/constants';
import { preSkipOf } from './opus-head';
import { PacketStream } from './packet-stream';

const PAGE_HEADER_BYTES = 27;
const CAPTURE = Buffer.from('OggS', 'ascii');
const OPUS_HEAD = Buffer.from('OpusHead', 'ascii');
const OPUS_TAGS = Buffer.from('OpusTags', 'ascii');
/** Tags with pictures are large; anything beyond this is no music file. */
const MAX_PACKET_BYTES = 16_777_216;

/** Reads bytes, gives Opus audio packets as Buffers. Fails on what is no Ogg Opus in mono or stereo at unity gain. */
export class OggPackets extends PacketStream {
  #partial: Buffer[] = [];
  #partialBytes = 0;
  #serial: number | undefined;
  #packetsSeen = 0;
  /** Samples of the audio packets so far, all of them taken for 20 ms. */
  #samples = 0;
  /** Granule position before the first audio packet. */
  #granuleStart: number | undefined;
  #lastGranule = 0;
  #endOfStream = false;

  override _flush(done: TransformCallback): void {
    // Streams that were captured live may lack the last page's mark; only a page or packet in halves is damage.
    this.truncated = this.damaged || this.rest.length > 0 || this.#partialBytes > 0;
    // A file that breaks off has no padding to cut.
    const padding =
      this.truncated || !this.#endOfStream
        ? 0
        : (this.#granuleStart ?? 0) + this.#samples - this.#lastGranule;
    this.endTrimSamples = Math.max(0, Math.min(FRAME_SAMPLES, padding));
    done();
  }

  /** Handles one whole page from the front; false when more bytes are needed. */
  protected override readNext(): boolean {
    const bytes = this.rest;
    if (bytes.length < PAGE_HEADER_BYTES) return false;
    if (!bytes.subarray(0, 4).equals(CAPTURE)) throw new Error('an Ogg page was expected');
    const segments = bytes.readUInt8(26);
    const bodyStart = PAGE_HEADER_BYTES + segments;
    if (bytes.length < bodyStart) return false;
    const table = bytes.subarray(PAGE_HEADER_BYTES, bodyStart);
    const bodyBytes = table.reduce((sum, lacing) => sum + lacing, 0);
    if (bytes.length < bodyStart + bodyBytes) return false;
    this.rest = bytes.subarray(bodyStart + bodyBytes);

    const serial = bytes.readUInt32LE(14);
    if (this.#serial === undefined) {
      if (!bytes.subarray(bodyStart, bodyStart + 8).equals(OPUS_HEAD)) return true;
      this.#serial = serial;
    }
    if (serial === this.#serial) {
      this.#readPackets(table, bytes.subarray(bodyStart, bodyStart + bodyBytes));
      this.#endPage((bytes.readUInt8(5) & 4) !== 0, bytes.readBigInt64LE(6));
    }
    return true;
  }

  /** Granule positions count samples up to the last packet that ends on the page; −1 when none does. */
  #endPage(last: boolean, granule: bigint): void {
    this.#endOfStream = last;
    if (this.#samples === 0 || granule < 0n) return;
    this.#lastGranule = Number(granule);
    // On a last page the position may be cut short, so it says nothing about where the first one began.
    this.#granuleStart ??= last ? 0 : this.#lastGranule - this.#samples;
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
      this.preSkipSamples = preSkipOf(packet);
      return;
    }
    if (this.#packetsSeen === 2 && packet.subarray(0, 8).equals(OPUS_TAGS)) return;
    if (packet.length === 0) return;
    this.#samples += FRAME_SAMPLES;
    this.give(packet);
  }
}
