import { open } from 'node:fs/promises';

/**
 * Brings a folder's list of names to the disk: without it a power cut may take new and renamed files away, however well
 * their contents are kept (fsync(2), notes). Windows has no such call; NTFS keeps its names in a journal.
 */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
