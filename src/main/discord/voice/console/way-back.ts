/**
 * How far the console can go back: frames that were made for slots to come, with nothing between them but time passing.
 * What a hand has changed, a file that began or ended, a fade that arrived: each is the end of the way back.
 */
import type { GlideState } from './dsp/ramp';
import type { ProgrammePlace } from './programme';
import { MOST_TAKEN_BACK } from './taken-back';

/** How the console stood before a frame. */
export interface ConsoleNote {
  crossfader: GlideState;
  master: GlideState;
  programme: ProgrammePlace;
  bedSilentMs: number;
}

export class WayBack {
  readonly #notes: ConsoleNote[] = [];
  #line: readonly unknown[] = [];

  /** Frames that can be taken back. */
  get length(): number {
    return this.#notes.length;
  }

  /** Before a frame: `line` is what must stay the same for there to be a way back over it; it is not kept. */
  begin(line: readonly unknown[], note: ConsoleNote): void {
    if (!isSame(line, this.#line)) this.#begin(line);
    if (this.#notes.length === MOST_TAKEN_BACK) this.#notes.shift();
    this.#notes.push(note);
  }

  /** After it. */
  end(line: readonly unknown[]): void {
    if (!isSame(line, this.#line)) this.#begin(line);
  }

  /** Takes the last `frames` away; answers how it stood before them. */
  takeBack(frames: number): ConsoleNote | undefined {
    const at = this.#notes.length - frames;
    const note = this.#notes[at];
    this.#notes.length = Math.max(0, at);
    return note;
  }

  close(): void {
    this.#notes.length = 0;
  }

  #begin(line: readonly unknown[]): void {
    this.#line = [...line];
    this.#notes.length = 0;
  }
}

function isSame(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i += 1) if (a[i] !== b[i]) return false;
  return true;
}
