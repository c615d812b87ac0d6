import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import { AppError } from '@shared/errors/app-error';
import type { PickedAudio } from '@shared/models/calls';
import { findFfmpeg, probeAudio } from '../../support/ffmpeg';

const KEPT = 200;

/** Files a person has picked, by an id that means nothing outside this run; paths stay in main. */
export class AudioSources {
  readonly #paths = new Map<string, { path: string; name: string }>();

  /**
   * Takes a path after a look into the file, so that what cannot be played is told before it is on the deck.
   * @throws AppError `media/unreadable` when it is missing, a folder, or not ours to read; `media/not-audio`;
   * `media/ffmpeg-missing`.
   */
  async add(path: string): Promise<PickedAudio> {
    const name = basename(path);
    const { durationMs } = await probeAudio(await findFfmpeg(), path);
    const sourceId = randomUUID();
    this.#paths.set(sourceId, { path, name });
    const oldest = this.#paths.keys().next().value;
    if (this.#paths.size > KEPT && oldest !== undefined) this.#paths.delete(oldest);
    return { sourceId, name, durationMs };
  }

  /** @throws AppError `media/unreadable` for an id of another run. */
  get(sourceId: string): { path: string; name: string } {
    const source = this.#paths.get(sourceId);
    if (!source)
      throw new AppError('media/unreadable', 'This file was picked in an earlier run; pick it again');
    return source;
  }
}
