import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { AppError } from '@shared/errors/app-error';
import type { LiveId } from '@shared/models/console';
import type { AudioItem } from '@shared/models/live';
import { findFfmpeg, probeAudio } from '../../support/ffmpeg';
import type { StoredItem } from './stored';

/** Kept although nothing refers to them any more: picked and not used yet. Twice what can be dropped in one go. */
const LOOSE_KEPT = 1_000;
/** Known until the app ends, so that what was taken away can be brought back: two of the longest playlists. */
const LOOSE_KNOWN = 10_000;

/**
 * The files of the Live desk by ids that stay the same from run to run; their paths are known here alone. What is
 * no longer where it was, or is another file now, is noticed by `verify`.
 */
export class Items {
  readonly #items = new Map<string, StoredItem>();
  readonly #missing = new Set<string>();

  constructor(stored: readonly StoredItem[]) {
    for (const item of stored) this.#items.set(item.itemId, item);
  }

  /**
   * Takes a file after a look into it, so that what cannot be played is told before it is queued. The same file gets
   * the id it had.
   * @throws AppError `media/unreadable` when it is missing, a folder, or not ours to read; `media/not-audio`;
   * `media/ffmpeg-missing`.
   */
  async add(path: string): Promise<AudioItem> {
    const known = [...this.#items.values()].find((item) => item.path === path);
    const probed = await probe(path);
    if (known && sameFile(known, probed)) {
      this.#missing.delete(known.itemId);
      return this.#view(known);
    }
    const item: StoredItem = { itemId: known?.itemId ?? randomUUID(), loudnessLufs: null, ...probed };
    this.#items.set(item.itemId, item);
    this.#missing.delete(item.itemId);
    return this.#view(item);
  }

  /** Another id for the same file, so that it can stand in a list twice. @throws AppError as `require`. */
  copy(itemId: LiveId): LiveId {
    const item = this.require(itemId);
    const copied = { ...item, itemId: randomUUID() };
    this.#items.set(copied.itemId, copied);
    return copied.itemId;
  }

  has(itemId: string): boolean {
    return this.#items.has(itemId);
  }

  /** @throws AppError `media/unreadable` for an id nobody gave out or that was forgotten. */
  require(itemId: string): StoredItem {
    const item = this.#items.get(itemId);
    if (!item) throw new AppError('media/unreadable', 'This file is no longer known; pick it again');
    return item;
  }

  /** As the window sees it; null when it is not known. */
  find(itemId: string): AudioItem | null {
    const item = this.#items.get(itemId);
    return item ? this.#view(item) : null;
  }

  isMissing(itemId: string): boolean {
    return this.#missing.has(itemId) || !this.#items.has(itemId);
  }

  /**
   * Looks whether these files are still what they were; a changed one is probed anew. Answers whether anything is
   * different from before.
   */
  async verify(itemIds: Iterable<string>): Promise<boolean> {
    let changed = false;
    for (const itemId of new Set(itemIds)) {
      const item = this.#items.get(itemId);
      if (!item) continue;
      const missing = this.#missing.has(itemId);
      const seen = await lookAt(item.path);
      if (!seen) this.#missing.add(itemId);
      else this.#missing.delete(itemId);
      changed ||= missing !== !seen;
      if (!seen || (seen.sizeBytes === item.sizeBytes && seen.modifiedMs === item.modifiedMs)) continue;
      changed = true;
      try {
        this.#items.set(itemId, { itemId, loudnessLufs: null, ...(await probe(item.path)) });
      } catch (error) {
        // It is there and can no longer be played: the same to whoever wants to hear it.
        if (!(error instanceof AppError)) throw error;
        this.#missing.add(itemId);
      }
    }
    return changed;
  }

  /** The loudness of a file has been measured. Answers whether that is news. */
  learnLoudness(path: string, loudnessLufs: number | null): boolean {
    let news = false;
    for (const item of this.#items.values()) {
      if (item.path !== path || item.loudnessLufs === loudnessLufs) continue;
      this.#items.set(item.itemId, { ...item, loudnessLufs });
      news = true;
    }
    return news;
  }

  /** What is to be kept: everything that is referred to, and of the rest what was picked or taken away last. */
  toStore(referred: ReadonlySet<string>): StoredItem[] {
    const kept: StoredItem[] = [];
    const loose: StoredItem[] = [];
    for (const item of this.#items.values()) (referred.has(item.itemId) ? kept : loose).push(item);
    for (const { itemId } of loose.slice(0, -LOOSE_KNOWN)) {
      this.#items.delete(itemId);
      this.#missing.delete(itemId);
    }
    // Taken away next, it is newer than everything that lies about already.
    for (const item of kept) {
      this.#items.delete(item.itemId);
      this.#items.set(item.itemId, item);
    }
    return [...loose.slice(-LOOSE_KEPT), ...kept];
  }

  #view(item: StoredItem): AudioItem {
    const { itemId, name, durationMs, loudnessLufs } = item;
    return { itemId, name, durationMs, loudnessLufs, missing: this.#missing.has(itemId) };
  }
}

type Probed = Omit<StoredItem, 'itemId' | 'loudnessLufs'>;

async function probe(path: string): Promise<Probed> {
  const { durationMs } = await probeAudio(await findFfmpeg(), path);
  const seen = await lookAt(path);
  if (!seen) throw new AppError('media/unreadable', 'The file cannot be opened');
  return { path, name: basename(path), durationMs, ...seen };
}

function sameFile(a: StoredItem, b: Probed): boolean {
  return a.sizeBytes === b.sizeBytes && a.modifiedMs === b.modifiedMs;
}

/** Null when it is not there or no file. */
async function lookAt(path: string): Promise<{ sizeBytes: number; modifiedMs: number } | null> {
  try {
    const found = await stat(path);
    return found.isFile() ? { sizeBytes: found.size, modifiedMs: found.mtimeMs } : null;
  } catch {
    // Moved, unplugged or not ours to read: missing, whichever it is.
    return null;
  }
}
