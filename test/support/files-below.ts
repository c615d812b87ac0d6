import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const MOST_ROUNDS = 50;

/**
 * Every file below a folder with its bytes, by path, also while somebody writes there: a file that is gone between listing and
 * reading was renamed (a file is written beside its place first), so everything is listed and read again. Throws when the
 * folder does not come to rest.
 */
export async function filesBelow(folder: string): Promise<Map<string, Buffer>> {
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const files = await readOnce(folder);
    if (files) return files;
  }
  throw new Error(`the files below ${folder} change all the time`);
}

/** Null when something went away meanwhile. */
async function readOnce(folder: string): Promise<Map<string, Buffer> | null> {
  const files = new Map<string, Buffer>();
  try {
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      // Node 18 has no `parentPath`.
      const path = join(entry.parentPath ?? entry.path, entry.name);
      files.set(path, await readFile(path));
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  return files;
}
