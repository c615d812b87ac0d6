/** The two buses of a tick: what goes on air, and what is heard by the own ears alone. Decks and pads play into them. */
import { FRAME_VALUES } from '@shared/audio/constants';
import type { Audience } from './audience';
import type { ConsoleMeters } from './console-meters';
import type { Deck } from './deck';
import type { Rack } from './rack';

export class Buses {
  readonly air = new Float32Array(FRAME_VALUES);
  readonly cue = new Float32Array(FRAME_VALUES);
  readonly #rack: Rack;
  readonly #audience: Audience;
  readonly #meters: ConsoleMeters;

  constructor(rack: Rack, audience: Audience, meters: ConsoleMeters) {
    this.#rack = rack;
    this.#audience = audience;
    this.#meters = meters;
  }

  clear(): void {
    this.air.fill(0);
    this.cue.fill(0);
  }

  /**
   * Decks and pads into the buses; true when something of them is to be heard. `stalled`: a deck that is left out.
   * `ducked`: linear.
   */
  mixFiles(stalled: Deck | null, ducked: number): boolean {
    const { fader, deckList, pads } = this.#rack;
    const { gains } = fader;
    let heard = false;
    for (const deck of deckList) {
      if (deck !== stalled && this.advance(deck, gains[deck.deckId] * ducked)) heard = true;
    }
    for (const strip of pads.sounding) {
      if (strip.advance()) heard = true;
      this.#meters.pads(strip.sound, this.#audience.levels);
      strip.mix(this.air, null, ducked, 0);
    }
    return heard;
  }

  /** The bed beneath all else; true when it has something. */
  mixBed(ducked: number): boolean {
    const { strip } = this.#rack.bed;
    if (!strip.sounding) return false;
    const heard = strip.advance();
    strip.mix(this.air, null, ducked, 0);
    return heard;
  }

  /** Reads a deck's next 20 ms into the buses; true when something of it goes on air. `air`: its gain, linear. */
  advance(deck: Deck, air: number): boolean {
    const { strip } = deck;
    if (!strip.sounding) return false;
    const has = strip.advance();
    if (has) this.#meters.deck(deck.deckId, strip.sound, this.#audience.levels);
    // A frame in which it fades out is heard too.
    const wasSilent = strip.silent;
    strip.mix(this.air, this.cue, deck.cue ? 0 : air, deck.cue ? 1 : 0);
    return has && !(wasSilent && strip.silent);
  }
}
