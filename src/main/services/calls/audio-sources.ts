import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { AppError } from '@shared/errors/app-error';
import type { PickedAudio } from '@shared/models/calls';

const KEPT = 200;

/** Files a person has picked, by an id that means nothing outside this run; paths stay in main. */
export class AudioSources {
  readonly #paths = new Map<string, { path: string; name: string }>();

  /**
   * Takes a path after checking that it can be read.
   * @throws AppError `media/unreadable` when it is missing, a folder, or not ours to read.
   */
  async add(path: string): Promise<PickedAudio> {
    const name = basename(path);
    try {
      const info = await stat(path);
      if (!info.isFile())
        throw new AppError('media/unreadable', `"${name}" is not a file`, { details: { name } });
      await access(path, constants.R_OK);
    } catch (error) {
      if (error instanceof AppError) throw error;
      throw new AppError('media/unreadable', `"${name}" cannot be read`, { cause: error, details: { name } });
    }
    const sourceId = randomUUID();
    this.#paths.set(sourceId, { path, name });
    const oldest = this.#paths.keys().next().value;
    if (this.#paths.size > KEPT && oldest !== undefined) this.#paths.delete(oldest);
    return { sourceId, name, durationMs: null };
  }

  /** @throws AppError `media/unreadable` for an id of another run. */
  get(sourceId: string): { path: string; name: string } {
    const source = this.#paths.get(sourceId);
    if (!source)
      throw new AppError('media/unreadable', 'This file was picked in an earlier run; pick it again');
    return source;
  }
}
