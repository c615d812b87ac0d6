/** Which file it was: what is known of a file holds until its size or its time changes. */
import { stat } from 'node:fs/promises';
import { AppError } from '@shared/errors/app-error';

/** Throws `media/unreadable` when it cannot be looked at. */
export async function fileStamp(path: string): Promise<string> {
  try {
    const { size, mtimeMs } = await stat(path);
    return `${size}:${mtimeMs}:${path}`;
  } catch (cause) {
    throw new AppError('media/unreadable', 'The file cannot be opened', { cause });
  }
}

/** A map that forgets what was not used for longest once `limit` is exceeded; each entry has a size. */
export class RecentMap<V> {
  readonly #entries = new Map<string, { value: V; size: number }>();
  readonly #limit: number;
  #total = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get(key: string): V | undefined {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.value;
  }

  set(key: string, value: V, size = 1): void {
    this.delete(key);
    this.#entries.set(key, { value, size });
    this.#total += size;
    for (const [oldest] of this.#entries) {
      if (this.#total <= this.#limit || oldest === key) break;
      this.delete(oldest);
    }
  }

  delete(key: string): void {
    this.#total -= this.#entries.get(key)?.size ?? 0;
    this.#entries.delete(key);
  }
}
