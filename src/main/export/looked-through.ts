import { join } from 'node:path';
import { damagedSpans, type Manifest } from '../recording';

/**
 * Which tracks of a session may be handed on as files: those of a session that was finished in order and has not been
 * hurt since. Each is read through once, when it is asked for.
 */
export class LookedThrough {
  readonly #manifest: Manifest;
  readonly #run: { sessionDir: string; signal: AbortSignal };
  readonly #known = new Map<string, Promise<boolean>>();
  /** What is to be known of what was exported. */
  readonly notes: string[] = [];

  constructor(manifest: Manifest, run: { sessionDir: string; signal: AbortSignal }) {
    this.#manifest = manifest;
    this.#run = run;
  }

  isUndamaged(file: string): Promise<boolean> {
    const before = this.#known.get(file);
    if (before !== undefined) return before;
    const looking = this.#look(file);
    this.#known.set(file, looking);
    return looking;
  }

  async #look(file: string): Promise<boolean> {
    const { state, tracks, durationSamples } = this.#manifest;
    const track = tracks.find((one) => one.file === file);
    const length = track?.durationSamples ?? durationSamples ?? 0;
    const { sessionDir, signal } = this.#run;
    const places = (await damagedSpans(join(sessionDir, file), length, signal)).length;
    if (places > 0 && track) {
      const where = places === 1 ? 'one place' : `${places} places`;
      this.notes.push(`The track of ${track.displayName} is damaged in ${where}: silence there.`);
    }
    return places === 0 && state === 'complete';
  }
}
