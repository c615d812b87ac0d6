import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileStore, StoredFile } from './files';

/** What the snapshot says of a file; its bytes lie beside the snapshot, in a folder of their own. */
export interface FileEntry {
  path: string;
  content_type: string;
}

const folderOf = (snapshotPath: string): string => `${snapshotPath}.files`;
const nameOf = (path: string): string => createHash('sha1').update(path).digest('hex');

/** What the snapshot has to list; the bytes of it are taken at the same moment. */
export function listFiles(files: FileStore): { entries: FileEntry[]; contents: [string, StoredFile][] } {
  const contents = [...files.entries()];
  return {
    entries: contents.map(([path, file]) => ({ path, content_type: file.contentType })),
    contents,
  };
}

/** Writes what is not there yet, whole or not at all, and takes away what is gone. A file never changes under its path. */
export async function saveFiles(
  contents: readonly [string, StoredFile][],
  snapshotPath: string,
): Promise<void> {
  const folder = folderOf(snapshotPath);
  const present = new Set(await readdir(folder).catch(noFolder));
  if (contents.length > 0) await mkdir(folder, { recursive: true, mode: 0o700 });
  const wanted = new Set(contents.map(([path]) => nameOf(path)));
  for (const [path, file] of contents) {
    const name = nameOf(path);
    if (present.has(name)) continue;
    const temporary = join(folder, `${randomBytes(6).toString('hex')}.tmp`);
    try {
      await writeFile(temporary, file.bytes, { mode: 0o600 });
      await rename(temporary, join(folder, name));
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  }
  for (const name of present) if (!wanted.has(name)) await rm(join(folder, name), { force: true });
}

/**
 * Brings back what a snapshot lists. A file that is missing stays missing: its address answers 404. Throws when one is
 * there and cannot be read: the next snapshot would take it away for good.
 */
export async function loadFiles(
  files: FileStore,
  entries: readonly FileEntry[],
  snapshotPath: string,
): Promise<void> {
  for (const { path, content_type } of entries) {
    const bytes = await readFile(join(folderOf(snapshotPath), nameOf(path))).catch(noFile);
    if (bytes) files.put(path, { bytes, contentType: content_type });
  }
}

function noFile(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}

function noFolder(error: NodeJS.ErrnoException): string[] {
  if (error.code === 'ENOENT') return [];
  throw error;
}
