import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Bytes an ordinary user may still write where this folder is, or will be; rejects when not even its root is there. */
export async function freeBytesAt(folder: string): Promise<number> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch (error) {
    const parent = dirname(folder);
    if (parent === folder) throw error;
    return freeBytesAt(parent);
  }
}
