/** Everything that the console measures for the window; nothing of it is done while nobody looks. */
import { amplitudeToDbfs } from '@shared/audio/levels';
import { LoudnessMeter, LUFS_FLOOR } from '@shared/audio/loudness';
import type { LevelsFrame } from '@shared/models/calls';
import type { DeckId } from '@shared/models/console';
import { LevelMeter } from '../pcm';

type ConsoleLevels = NonNullable<LevelsFrame['console']>;

const LIMITER_FLOOR_DB = -60;

export class ConsoleMeters {
  readonly #decks = { a: new LevelMeter(), b: new LevelMeter() };
  readonly #pads = new LevelMeter();
  readonly #loudness = new LoudnessMeter();

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
    this.#loudness.reset();
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
