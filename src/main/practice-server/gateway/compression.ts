import type { Transform } from 'node:stream';
import * as zlib from 'node:zlib';

/** One compression context for the life of a connection: each message is flushed, the stream never ends. */
export interface TransportCompression {
  /** Messages are compressed in the order of the calls. */
  compress(text: string): Promise<Buffer>;
  close(): void;
}

export type CompressionName = 'zlib-stream' | 'zstd-stream';

/** zstd came to Node with 22.15; types and older runtimes do not know it. */
interface ZstdOfNode {
  createZstdCompress?: () => Transform & { flush(kind: number, done: () => void): void; close(): void };
  constants: { ZSTD_e_flush?: number };
}
const zstd = zlib as unknown as ZstdOfNode;

export function hasZstd(): boolean {
  return typeof zstd.createZstdCompress === 'function';
}

/** A fresh context, or null when this runtime cannot do it. */
export function startCompression(name: CompressionName): TransportCompression | null {
  if (name === 'zlib-stream') return new FlushedStream(zlib.createDeflate(), zlib.constants.Z_SYNC_FLUSH);
  const stream = zstd.createZstdCompress?.();
  return stream ? new FlushedStream(stream, zstd.constants.ZSTD_e_flush ?? 1) : null;
}

/**
 * A stream whose output is cut at each flush: with zlib a message ends with 00 00 ff ff; with zstd it is the bytes of
 * one flush.
 */
class FlushedStream implements TransportCompression {
  readonly #stream: Transform & { flush(kind: number, done: () => void): void; close(): void };
  readonly #flushKind: number;
  #chunks: Buffer[] = [];
  #failure: unknown = null;
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    stream: Transform & { flush(kind: number, done: () => void): void; close(): void },
    flushKind: number,
  ) {
    this.#stream = stream;
    this.#flushKind = flushKind;
    stream.on('data', (chunk: Buffer) => this.#chunks.push(chunk));
    stream.on('error', (error) => {
      this.#failure = error;
    });
  }

  compress(text: string): Promise<Buffer> {
    const result = this.#last.then(
      () =>
        new Promise<Buffer>((resolve, reject) => {
          this.#stream.write(text);
          this.#stream.flush(this.#flushKind, () => {
            if (this.#failure !== null) {
              reject(this.#failure);
              return;
            }
            const whole = this.#chunks.length === 1 ? this.#chunks[0] : Buffer.concat(this.#chunks);
            this.#chunks = [];
            resolve(whole ?? Buffer.alloc(0));
          });
        }),
    );
    // The caller hears of a failure; this is only the order of turns.
    this.#last = result.catch(() => undefined);
    return result;
  }

  close(): void {
    this.#stream.close();
  }
}
