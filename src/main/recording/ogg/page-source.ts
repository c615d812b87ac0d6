import type { FileHandle } from 'node:fs/promises';
import { findCapture, MAX_PAGE_BYTES, type OggPage, parsePage } from './page';

const CHUNK_BYTES = 128 * 1024;
/** A stretch this long without one good page is no recording of ours any more. */
const MAX_GARBAGE_BYTES = 8 * 1024 * 1024;

export interface FoundPage {
  page: OggPage;
  offset: number;
}

/**
 * Finds pages of one logical stream in a file, from any offset, stepping over what is damaged. Keeps one chunk
 * of the file in memory; pages point into it and are valid until the next call.
 */
export class PageSource {
  readonly #handle: FileHandle;
  /** Length of the file when it was opened. */
  readonly bytes: number;
  /** Only pages of this stream are answered; null takes any. */
  serial: number | null = null;
  #chunk = new Uint8Array(0);
  #chunkStart = 0;

  constructor(handle: FileHandle, bytes: number) {
    this.#handle = handle;
    this.bytes = bytes;
  }

  /** The first good page that begins at or after `offset` and before `before`; null when there is none. */
  async next(offset: number, before = this.bytes): Promise<FoundPage | null> {
    let at = offset;
    let garbage = 0;
    while (at < before && garbage < MAX_GARBAGE_BYTES) {
      await this.#load(at);
      const local = at - this.#chunkStart;
      const result = parsePage(this.#chunk, local);
      if (typeof result === 'object') {
        if (this.serial === null || result.serial === this.serial) return { page: result, offset: at };
        at += result.bytes;
        continue;
      }
      const found = findCapture(this.#chunk, local + 1);
      // The last three bytes may be the beginning of a capture pattern.
      const step = (found === -1 ? Math.max(this.#chunk.length - 3, local + 1) : found) - local;
      at += step;
      garbage += step;
    }
    return null;
  }

  /** The last good page with a position; null when no page has one. */
  async last(): Promise<FoundPage | null> {
    for (let end = this.bytes; end > 0; ) {
      const start = Math.max(0, end - CHUNK_BYTES);
      let best: FoundPage | null = null;
      for (let found = await this.next(start, end); found; ) {
        if (found.page.granule !== null) best = found;
        found = await this.next(found.offset + found.page.bytes, end);
      }
      if (best) return best;
      if (this.bytes - start > MAX_GARBAGE_BYTES) return null;
      end = start;
    }
    return null;
  }

  /** Makes sure that a whole page at `offset` would be in memory. */
  async #load(offset: number): Promise<void> {
    const have = this.#chunkStart + this.#chunk.length;
    const need = Math.min(offset + MAX_PAGE_BYTES, this.bytes);
    if (offset >= this.#chunkStart && need <= have) return;
    const length = Math.min(CHUNK_BYTES, this.bytes - offset);
    const chunk = new Uint8Array(length);
    let done = 0;
    while (done < length) {
      const { bytesRead } = await this.#handle.read(chunk, done, length - done, offset + done);
      if (bytesRead === 0) break;
      done += bytesRead;
    }
    this.#chunk = chunk.subarray(0, done);
    this.#chunkStart = offset;
  }
}
