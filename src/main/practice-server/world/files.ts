/** A file as it is served: its bytes and what they are. */
export interface StoredFile {
  bytes: Buffer;
  contentType: string;
}

/** Roomy enough for a day of rehearsals, small enough for a laptop. */
const MAX_TOTAL_BYTES = 256 * 1024 * 1024;

/**
 * The contents behind attachment, emoji and avatar addresses, by path without a leading slash. Beyond the
 * total the oldest are dropped, and their addresses answer 404 as those of expired files do.
 */
export class FileStore {
  readonly #files = new Map<string, StoredFile>();
  readonly #maxTotalBytes: number;
  #totalBytes = 0;

  constructor(maxTotalBytes = MAX_TOTAL_BYTES) {
    this.#maxTotalBytes = maxTotalBytes;
  }

  get totalBytes(): number {
    return this.#totalBytes;
  }

  get(path: string): StoredFile | undefined {
    return this.#files.get(path);
  }

  put(path: string, file: StoredFile): void {
    this.delete(path);
    this.#files.set(path, file);
    this.#totalBytes += file.bytes.length;
    for (const oldest of this.#files.keys()) {
      if (this.#totalBytes <= this.#maxTotalBytes) break;
      this.delete(oldest);
    }
  }

  delete(path: string): void {
    const file = this.#files.get(path);
    if (!file) return;
    this.#files.delete(path);
    this.#totalBytes -= file.bytes.length;
  }

  /** Drops everything below a folder: the files of a channel that is gone. */
  deleteUnder(folder: string): void {
    for (const path of [...this.#files.keys()]) if (path.startsWith(`${folder}/`)) this.delete(path);
  }

  entries(): IterableIterator<[string, StoredFile]> {
    return this.#files.entries();
  }
}

/** Where an attachment's bytes are found. */
export function attachmentPath(channelId: string, attachmentId: string, filename: string): string {
  return `attachments/${channelId}/${attachmentId}/${filename}`;
}
