/** A demuxer: bytes in, Opus audio packets out, both bounded. */
import { Transform, type TransformCallback } from 'node:stream';

/** 250 × 20 ms: a disk may think for five seconds. */
const PACKETS_AHEAD = 250;

export abstract class PacketStream extends Transform {
  /** Samples at the start of the first packet that are no sound yet (RFC 7845 section 4.2). */
  preSkipSamples = 0;
  /** Samples at the end of the last packet that are padding; known once the stream has ended. */
  endTrimSamples = 0;
  /** The file breaks off in the middle of something. */
  truncated = false;

  /** What came and was not read yet. */
  protected rest: Buffer = Buffer.alloc(0);
  /** What follows cannot be read; what came before still can. */
  protected damaged = false;
  #given = false;

  constructor() {
    super({ readableObjectMode: true, readableHighWaterMark: PACKETS_AHEAD });
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    if (this.damaged) {
      done();
      return;
    }
    this.rest = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    try {
      while (this.readNext());
      done();
    } catch (error) {
      this.#spoil(error as Error, done);
    }
  }

  /** Takes one whole unit of the format from the front of `rest`; false when more bytes are needed. Throws on what is none. */
  protected abstract readNext(): boolean;

  protected give(packet: Buffer): void {
    this.#given = true;
    this.push(packet);
  }

  /** Before the first packet it is no such file; after it, a damaged one that ends here. */
  #spoil(error: Error, done: TransformCallback): void {
    this.damaged = this.#given;
    done(this.#given ? null : error);
  }
}
