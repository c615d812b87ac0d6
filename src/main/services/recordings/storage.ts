import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** What a folder takes on the disk with all that is in it; what vanishes meanwhile counts nothing. */
async function bytesOf(folder: string): Promise<number> {
  let bytes = 0;
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) bytes += await bytesOf(path);
    else if (entry.isFile())
      bytes += await stat(path).then(
        ({ size }) => size,
        () => 0,
      );
  }
  return bytes;
}

/** How many sessions wait in the trash, and what they take. */
export async function readTrash(trashDir: string): Promise<{ trashBytes: number; trashCount: number }> {
  const names = await readdir(trashDir).catch((): string[] => []);
  return { trashBytes: await bytesOf(trashDir), trashCount: names.length };
}

/** Removes for good what waits in the trash. The first that cannot be removed is told when the others are gone. */
export async function emptyTrash(trashDir: string): Promise<void> {
  const names = await readdir(trashDir).catch((): string[] => []);
  const failures: unknown[] = [];
  for (const name of names) {
    await rm(join(trashDir, name), { recursive: true, force: true }).catch((error: unknown) =>
      failures.push(error),
    );
  }
  if (failures.length > 0) throw failures[0];
}
