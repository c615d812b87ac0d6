/**
 * A deck whose turn is over, opened at its start once more, so that it begins again at once when it is asked to: opening a
 * file takes up to half a second. Only one that was let be for a while is; most are loaded with something else.
 */
import type { PreparedSource } from '../sources/open-source';
import { Track } from './track';

/** 50 × 20 ms = 1 s. */
const AFTER_TICKS = 50;

export class Encore {
  #track: Track | undefined;
  #ticks = 0;
  /** Counts what is begun and given up: a track that comes after something newer is closed. */
  #generation = 0;

  get ready(): boolean {
    return this.#track !== undefined;
  }

  /** A tick in which the deck was at rest after its end. */
  tick(prepared: PreparedSource, loop: boolean): void {
    this.#ticks += 1;
    if (this.#ticks !== AFTER_TICKS) return;
    const generation = this.#generation;
    Track.open(prepared, 0, 'packets', loop).then(
      (track) => {
        if (generation === this.#generation) this.#track = track;
        else track.close();
      },
      // Whoever plays the deck opens the file then, and is told what is wrong with it.
      () => undefined,
    );
  }

  /** The track, once; undefined while there is none. */
  take(): Track | undefined {
    const track = this.#track;
    this.#track = undefined;
    this.drop();
    return track;
  }

  drop(): void {
    this.#generation += 1;
    this.#ticks = 0;
    this.#track?.close();
    this.#track = undefined;
  }
}
