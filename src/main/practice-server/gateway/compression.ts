import { constants, createDeflate } from 'node:zlib';

/**
 * Discord's `zlib-stream`: one deflate context for the life of a connection, each message flushed so that
 * it ends with 00 00 ff ff. Messages are compressed in the order of the calls.
 */
export class ZlibStream {
  readonly #deflate = createDeflate();
  #chunks: Buffer[] = [];
  #last: Promise<unknown> = Promise.resolve();

  constructor() {
    this.#deflate.on('data', (chunk: Buffer) => this.#chunks.push(chunk));
  }

  compress(text: string): Promise<Buffer> {
    const result = this.#last.then(
      () =>
        new Promise<Buffer>((resolve, reject) => {
          this.#deflate.once('error', reject);
          this.#deflate.write(text);
          this.#deflate.flush(constants.Z_SYNC_FLUSH, () => {
            this.#deflate.off('error', reject);
            const whole = Buffer.concat(this.#chunks);
            this.#chunks = [];
            resolve(whole);
          });
        }),
    );
    // The caller hears of a failure; this is only the order of turns.
    this.#last = result.catch(() => undefined);
    return result;
  }

  close(): void {
    this.#deflate.close();
  }
}
