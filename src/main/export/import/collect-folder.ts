import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '@shared/errors/app-error';
import { IMPORT_LIMITS, type ImportLimits } from './limits';
import { isSound } from './name-tracks';
import type { Unpacked } from './unpack-zip';

/** The sound files that lie directly in a folder, and its `info.txt`. Links are left out: they may lead anywhere. */
export async function collectFolder(folder: string, limits: ImportLimits = IMPORT_LIMITS): Promise<Unpacked> {
  let names: string[];
  try {
    names = (await readdir(folder)).sort();
  } catch (error) {
    throw new AppError('import/refused', 'This folder cannot be opened.', { cause: error });
  }
  if (names.length > limits.entries) {
    throw new AppError('import/refused', `This folder has ${names.length} files in it.`);
  }
  const found: Unpacked = { files: [], info: null, skipped: [] };
  for (const name of names) {
    const path = join(folder, name);
    const facts = await lstat(path);
    if (facts.isDirectory()) continue;
    const isInfo = name.toLowerCase() === 'info.txt' && facts.size <= limits.infoBytes;
    if (!facts.isFile()) found.skipped.push({ name, reason: 'A link or a device, not a file.' });
    else if (isInfo) found.info = { name, path };
    else if (!isSound(name)) found.skipped.push({ name, reason: 'Not a file of sound.' });
    else if (found.files.length >= limits.tracks)
      throw new AppError('import/refused', 'This folder has too many tracks.');
    else found.files.push({ name, path });
  }
  return found;
}
