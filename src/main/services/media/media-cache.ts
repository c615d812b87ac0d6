import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface CachedMedia {
  type: string;
  bytes: Uint8Array;
}

/** Files seen lately, in memory and in a folder; in both the least recently used go first. */
export interface MediaCache {
  get(key: string): Promise<CachedMedia | null>;
  /** `lasting` false keeps it in memory alone. */
  put(key: string, media: CachedMedia, lasting: boolean): Promise<void>;
  /** Waits for what is being written. */
  close(): Promise<void>;
}

export interface MediaCacheOptions {
  folder: string;
  maxMemoryBytes: number;
  maxDiskBytes: number;
  onTrouble(what: string, error: unknown): void;
}

/** One file holds a line with the type and then the bytes. */
const HEADER_END = 0x0a;
const MAX_HEADER = 100;

export function createMediaCache(options: MediaCacheOptions): MediaCache {
  const { folder, onTrouble } = options;
  /** Least recently used first. */
  const memory = new Map<string, CachedMedia>();
  let memoryBytes = 0;
  let disk: Promise<Map<string, number>> | undefined;
  let work: Promise<void> = Promise.resolve();

  /** Sizes of the files in the folder, least recently used first; read when first needed. */
  const index = () => {
    disk ??= readFolder(folder);
    return disk;
  };
  const inTurn = (task: () => Promise<void>): Promise<void> => {
    work = work.then(task).catch((error) => onTrouble('the picture cache could not be written', error));
    return work;
  };
  const remember = (key: string, media: CachedMedia) => {
    const before = memory.get(key);
    memoryBytes += media.bytes.byteLength - (before?.bytes.byteLength ?? 0);
    memory.delete(key);
    memory.set(key, media);
    for (const [oldest, { bytes }] of memory) {
      if (memoryBytes <= options.maxMemoryBytes) break;
      memory.delete(oldest);
      memoryBytes -= bytes.byteLength;
    }
  };

  return {
    async get(key) {
      const held = memory.get(key);
      if (held) {
        memory.delete(key);
        memory.set(key, held);
        return held;
      }
      const name = nameOf(key);
      const files = await index();
      const size = files.get(name);
      if (size === undefined) return null;
      const media = await readMedia(join(folder, name));
      files.delete(name);
      if (!media) return null;
      files.set(name, size);
      remember(key, media);
      // The time is what the next start orders by; failing to set it costs only that.
      void inTurn(() => utimes(join(folder, name), new Date(), new Date()));
      return media;
    },
    put(key, media, lasting) {
      remember(key, media);
      if (!lasting) return Promise.resolve();
      return inTurn(async () => {
        const files = await index();
        const name = nameOf(key);
        const content = Buffer.concat([Buffer.from(`${media.type}\n`), media.bytes]);
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await writeFile(join(folder, `${name}.tmp`), content, { mode: 0o600 });
        await rename(join(folder, `${name}.tmp`), join(folder, name));
        files.delete(name);
        files.set(name, content.byteLength);
        let total = 0;
        for (const size of files.values()) total += size;
        for (const [oldest, size] of files) {
          if (total <= options.maxDiskBytes) break;
          await rm(join(folder, oldest), { force: true });
          files.delete(oldest);
          total -= size;
        }
      });
    },
    close: () => work,
  };
}

/** The address says where somebody has been: on disk its hash has to do. */
function nameOf(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

async function readFolder(folder: string): Promise<Map<string, number>> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch {
    // None yet, or none we may read: then nothing is cached.
    return new Map();
  }
  const found: { name: string; size: number; usedMs: number }[] = [];
  for (const name of names) {
    if (name.endsWith('.tmp')) await rm(join(folder, name), { force: true });
    if (!/^[0-9a-f]{64}$/.test(name)) continue;
    const info = await stat(join(folder, name)).catch(() => null);
    if (info) found.push({ name, size: info.size, usedMs: info.mtimeMs });
  }
  found.sort((a, b) => a.usedMs - b.usedMs);
  return new Map(found.map(({ name, size }) => [name, size]));
}

/** Null for a file that is gone or damaged. */
async function readMedia(path: string): Promise<CachedMedia | null> {
  const content = await readFile(path).catch(() => null);
  const end = content?.subarray(0, MAX_HEADER).indexOf(HEADER_END) ?? -1;
  if (!content || end < 0) return null;
  return { type: content.toString('latin1', 0, end), bytes: content.subarray(end + 1) };
}
