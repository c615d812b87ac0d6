/** Everything that the console measures for the window; nothing of it is done while nobody looks. */
import { amplitudeToDbfs } from '@shared/audio/levels';
import { type LoudnessMark, LoudnessMeter, LUFS_FLOOR } from '@shared/audio/loudness';
import type { LevelsFrame } from '@shared/models/calls';
import type { DeckId } from '@shared/models/console';
import { type LevelMark, LevelMeter } from '../pcm';
import { MOST_TAKEN_BACK } from './taken-back';

type ConsoleLevels = NonNullable<LevelsFrame['console']>;

const LIMITER_FLOOR_DB = -60;

/** How the meters stood before a frame. */
interface FrameMark {
  a: LevelMark;
  b: LevelMark;
  pads: LevelMark;
  loudness: LoudnessMark;
}

export class ConsoleMeters {
  readonly #decks = { a: new LevelMeter(), b: new LevelMeter() };
  readonly #pads = new LevelMeter();
  readonly #loudness = new LoudnessMeter();
  /** Before each of the last frames; null before one that nobody had measured. */
  readonly #marks: (FrameMark | null)[] = [];

  /** Before a frame that may be taken back. */
  begin(wanted: boolean): void {
    const { a, b } = this.#decks;
    if (this.#marks.length === MOST_TAKEN_BACK) this.#marks.shift();
    this.#marks.push(
      wanted ? { a: a.mark, b: b.mark, pads: this.#pads.mark, loudness: this.#loudness.mark } : null,
    );
  }

  /** The last `frames` frames do not go out. What was reported of their levels stays reported. */
  takeBack(frames: number): void {
    for (let i = 0; i < frames; i += 1) {
      const mark = this.#marks.pop();
      if (!mark) continue;
      this.#decks.a.takeBack(mark.a);
      this.#decks.b.takeBack(mark.b);
      this.#pads.takeBack(mark.pads);
      this.#loudness.takeBack(mark.loudness);
    }
  }

  /** Before any fader. */
  deck(deckId: DeckId, sound: Float32Array, wanted: boolean): void {
    if (wanted) this.#decks[deckId].addFloat(sound);
  }

  pads(sound: Float32Array, wanted: boolean): void {
    if (wanted) this.#pads.addFloat(sound);
  }

  /** What goes on air. */
  air(sound: Float32Array, wanted: boolean): void {
    if (wanted) this.#loudness.addFloat(sound);
  }

  /** 20 ms of nothing on air. */
  airSilence(wanted: boolean): void {
    if (wanted) this.#loudness.addSilence();
  }

  /** A new call is measured anew. */
  reset(): void {
    this.#marks.length = 0;
    this.#loudness.reset();
  }

  /** The integrated loudness is measured from now on. */
  resetLoudness(): void {
    this.#marks.length = 0;
    this.#loudness.resetIntegrated();
  }

  take(rest: {
    microphone: ConsoleLevels['microphone'];
    system: ConsoleLevels['system'];
    duckingDb: number;
    limiterGain: number;
  }): ConsoleLevels {
    const { microphone, system, duckingDb, limiterGain } = rest;
    return {
      decks: [this.#decks.a.take(), this.#decks.b.take()],
      pads: this.#pads.take(),
      microphone,
      system,
      momentaryLufs: aboveFloor(this.#loudness.momentaryLufs),
      shortTermLufs: aboveFloor(this.#loudness.shortTermLufs),
      integratedLufs: this.#loudness.integratedLufs,
      duckingDb,
      limiterDb: Math.min(0, amplitudeToDbfs(limiterGain, LIMITER_FLOOR_DB)),
    };
  }
}

function aboveFloor(lufs: number): number | null {
  return lufs > LUFS_FLOOR ? lufs : null;
}
