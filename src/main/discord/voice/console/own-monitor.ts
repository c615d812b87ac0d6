/** What the own monitor hears of the console: what goes on air, cued decks, the echo test. */
import { FRAME_VALUES } from '@shared/audio/constants';
import type { Audience } from './audience';
import type { Buses } from './buses';
import type { Rack } from './rack';

export class OwnMonitor {
  readonly #rack: Rack;
  readonly #audience: Audience;
  readonly #buses: Buses;
  #sound: Float32Array | null = null;

  constructor(rack: Rack, audience: Audience, buses: Buses) {
    this.#rack = rack;
    this.#audience = audience;
    this.#buses = buses;
  }

  /** Of the last tick; null when there is nothing to be heard, or nobody who would. */
  get sound(): Float32Array | null {
    return this.#sound;
  }

  /** One tick further. `own`: what is heard of what goes on air, null for nothing. */
  tick(own: Float32Array | null): void {
    const { deckList, echo } = this.#rack;
    const playing = echo.phase === 'playing';
    this.#sound = null;
    if (!this.#audience.monitor && !playing) return;
    const cued = deckList.some((deck) => deck.cue && deck.strip.sounding);
    if (!own && !cued && !playing) return;
    const sound = new Float32Array(FRAME_VALUES);
    // While the echo test is heard, the programme would cover it.
    if (own && !playing) sound.set(own);
    const { cue } = this.#buses;
    for (let i = 0; i < FRAME_VALUES; i += 1) sound[i] = (sound[i] as number) + (cue[i] as number);
    echo.play(sound);
    this.#sound = sound;
  }
}
