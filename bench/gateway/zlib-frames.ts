import { constants, createDeflate, type Deflate } from 'node:zlib';

/** One connection's compressed stream, as the gateway writes it: flushed after each payload. */
export class ZlibFrames {
  readonly #deflate: Deflate = createDeflate({ level: 6 });
  #chunks: Buffer[] = [];
  #turn: Promise<unknown> = Promise.resolve();

  constructor() {
    this.#deflate.on('data', (chunk: Buffer) => this.#chunks.push(chunk));
  }

  /** The frame of a payload; frames come in the order of the calls. */
  frame(text: string): Promise<Buffer> {
    const frame = this.#turn.then(() => this.#compress(text));
    this.#turn = frame;
    return frame;
  }

  close(): void {
    void this.#turn.then(() => this.#deflate.destroy());
  }

  #compress(text: string): Promise<Buffer> {
    return new Promise((done) => {
      this.#deflate.write(text);
      this.#deflate.flush(constants.Z_SYNC_FLUSH, () => {
        const whole = Buffer.concat(this.#chunks);
        this.#chunks = [];
        done(whole);
      });
    });
  }
}
