import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../../../shared/errors/app-error';
import { readOpusFrames } from './ogg-opus';

/** One prerecorded voice: 20 ms Opus frames, played round and round. */
export interface Voice {
  name: string;
  frames: readonly Buffer[];
}

/** Reads every `.ogg` of `folder`, in the order of their names. Throws `practice/start-failed`. */
export async function loadVoices(folder: string): Promise<Voice[]> {
  try {
    const names = (await readdir(folder)).filter((name) => name.endsWith('.ogg')).sort();
    if (names.length === 0) throw new Error('no voices in the folder');
    return await Promise.all(
      names.map(async (name) => ({
        name: name.slice(0, -'.ogg'.length),
        frames: readOpusFrames(await readFile(join(folder, name))),
      })),
    );
  } catch (cause) {
    throw new AppError('practice/start-failed', 'The voices of the practice server could not be read', {
      cause,
    });
  }
}
