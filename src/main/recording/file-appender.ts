import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError } from '@shared/errors/app-error';
import { syncFolder } from './sync-folder';

/** More than this waiting means the disk has stopped taking data: over ten minutes of speech. */
const MAX_WAITING_BYTES = 8 * 1024 * 1024;
/** So much does not wait for `begin`: thirteen pages of speech. */
const ENOUGH_BYTES = 64 * 1024;
/**
 * With it a write is over when the data is on the disk itself, as after `fdatasync`, but half as many calls go to the pool of
 * threads and come back: of recording 25 people that saves a twentieth. Elsewhere than on Linux the flag is not there, or
 * leaves the data with the drive.
 */
const WRITE_THROUGH = process.platform === 'linux' ? constants.O_DSYNC : 0;

export interface FileAppenderOptions {
  /** Goes on in a file that holds so many bytes of whole chunks and nothing else; without it, the file must not exist. */
  bytes?: number | undefined;
  /** It will be flushed to the disk itself again and again, not only when it is closed. */
  durable?: boolean;
}

/**
 * A file that only grows. `append` takes whole chunks (an Ogg page, a journal line) and returns at once; `begin` writes
 * behind, in order, what has come until then: many files in one go, because each that goes by itself wakes two threads
 * for a few hundred bytes. When a write fails, the file is cut back to the last whole chunk, so that
 * what is there reads well, and every later append is ignored.
 */
export class FileAppender {
  readonly path: string;
  readonly #onFailure: (error: AppError) => void;
  readonly #goesOn: boolean;
  readonly #writesThrough: boolean;
  #handle: FileHandle | undefined;
  /** Its name is not on the disk yet. */
  #unnamed: boolean;
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #writing: Promise<void> | undefined;
  #written: number;
  #unsynced = false;
  #failed = false;

  /** Makes or opens the file on first use; failures reach `onFailure`, once. */
  constructor(path: string, onFailure: (error: AppError) => void, options: FileAppenderOptions = {}) {
    const { bytes, durable = false } = options;
    this.path = path;
    this.#onFailure = onFailure;
    this.#goesOn = bytes !== undefined;
    this.#unnamed = bytes === undefined;
    this.#written = bytes ?? 0;
    this.#writesThrough = durable && WRITE_THROUGH !== 0;
  }

  /** Whole chunks that are in the file. */
  get writtenBytes(): number {
    return this.#written;
  }

  append(chunk: Uint8Array): void {
    if (this.#failed || chunk.length === 0) return;
    this.#waiting.push(chunk);
    this.#waitingBytes += chunk.length;
    if (this.#waitingBytes > MAX_WAITING_BYTES) {
      this.#fail(new AppError('recording/write-failed', 'The disk does not take data fast enough.'));
    } else if (this.#waitingBytes > ENOUGH_BYTES) this.begin();
  }

  /** Begins to write what waits. To be called a few times a second. */
  begin(): void {
    if (this.#waiting.length > 0) this.#writing ??= this.#drain();
  }

  /** Resolves when everything appended so far is with the system, and on the disk itself when `toDisk`. */
  async flush(toDisk: boolean): Promise<void> {
    this.begin();
    while (this.#writing !== undefined) await this.#writing;
    if (!toDisk || !this.#handle || this.#failed || !(this.#unsynced || this.#unnamed)) return;
    try {
      if (this.#unsynced) {
        this.#unsynced = false;
        await this.#handle.datasync();
      }
      if (!this.#unnamed) return;
      await syncFolder(dirname(this.path));
      this.#unnamed = false;
    } catch (error) {
      this.#fail(asWriteFailure(error));
    }
  }

  /** Writes out what waits and closes. */
  async close(): Promise<void> {
    await this.flush(true);
    const handle = this.#handle;
    this.#handle = undefined;
    await handle?.close();
  }

  get #openFlags(): number {
    const { O_APPEND, O_CREAT, O_EXCL, O_WRONLY } = constants;
    const flags = O_APPEND | O_CREAT | O_WRONLY | (this.#goesOn ? 0 : O_EXCL);
    return this.#writesThrough ? flags | WRITE_THROUGH : flags;
  }

  async #drain(): Promise<void> {
    // Never over before its promise is known: what waits for that promise would wait for ever.
    await Promise.resolve();
    try {
      this.#handle ??= await open(this.path, this.#openFlags);
      while (this.#waiting.length > 0 && !this.#failed) {
        const chunks = this.#waiting;
        this.#waiting = [];
        this.#waitingBytes = 0;
        await this.#write(this.#handle, chunks);
      }
    } catch (error) {
      this.#fail(asWriteFailure(error));
      await this.#cutBack();
    } finally {
      this.#writing = undefined;
    }
  }

  async #write(handle: FileHandle, chunks: Uint8Array[]): Promise<void> {
    const all = chunks.length === 1 ? (chunks[0] as Uint8Array) : Buffer.concat(chunks);
    let done = 0;
    try {
      while (done < all.length) {
        const { bytesWritten } = await handle.write(all, done, all.length - done);
        if (bytesWritten === 0) throw Object.assign(new Error('nothing was written'), { code: 'ENOSPC' });
        done += bytesWritten;
        this.#unsynced = !this.#writesThrough;
      }
    } finally {
      for (const chunk of chunks) {
        if (done < chunk.length) break;
        done -= chunk.length;
        this.#written += chunk.length;
      }
    }
  }

  /** Takes a torn chunk away. Cutting needs no space, so it works on a full disk; if not, repair does it later. */
  async #cutBack(): Promise<void> {
    try {
      await this.#handle?.truncate(this.#written);
    } catch (error) {
      this.#fail(asWriteFailure(error));
    }
  }

  #fail(error: AppError): void {
    this.#waiting = [];
    this.#waitingBytes = 0;
    if (this.#failed) return;
    this.#failed = true;
    this.#onFailure(error);
  }
}

const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** What a failed write means: no room (disk, quota or file-size limit), or something else. */
export function asWriteFailure(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  const code = (thrown as NodeJS.ErrnoException | null)?.code ?? 'unknown';
  return FULL.has(code)
    ? new AppError('recording/disk-full', 'The disk is full. What was recorded until now is kept.', {
        cause: thrown,
        details: { systemCode: code },
      })
    : new AppError('recording/write-failed', 'The recording could not be written.', {
        cause: thrown,
        details: { systemCode: code },
      });
}
