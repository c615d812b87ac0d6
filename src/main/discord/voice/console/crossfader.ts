/** Where the crossfader stands, and its automatic movement from one deck to the other. */
import { FRAME_MS } from '@shared/audio/constants';
import type { CrossfadeState, DeckId } from '@shared/models/console';
import { DEFAULT_CROSSFADE_MS } from '@shared/models/live-defaults';
import { crossfadeGains, type DeckGains } from './dsp/crossfade-law';
import { Glide, type GlideState } from './dsp/ramp';

export class Crossfader {
  readonly #position = new Glide(0);
  /** Of this place: asked for several times a frame, and it seldom moves. */
  #gainsAt = 0;
  #gains: DeckGains = crossfadeGains(0);
  #fadingTo: DeckId | null = null;
  #auto = false;
  #durationMs = DEFAULT_CROSSFADE_MS;

  get state(): CrossfadeState {
    return {
      position: this.#position.value,
      fadingTo: this.#fadingTo,
      auto: this.#auto,
      durationMs: this.#durationMs,
    };
  }

  /** Where it stands and goes, to be put back there. */
  get place(): GlideState {
    return this.#position.state;
  }

  set place(place: GlideState) {
    this.#position.state = place;
  }

  get auto(): boolean {
    return this.#auto;
  }

  get durationMs(): number {
    return this.#durationMs;
  }

  get fadingTo(): DeckId | null {
    return this.#fadingTo;
  }

  /** The side it stands on or goes to: the deck on air. */
  get side(): DeckId {
    return this.#fadingTo ?? (this.#position.target < 0.5 ? 'a' : 'b');
  }

  /** Linear, by deck. */
  get gains(): DeckGains {
    const { value } = this.#position;
    if (value !== this.#gainsAt) {
      this.#gainsAt = value;
      this.#gains = crossfadeGains(value);
    }
    return this.#gains;
  }

  /** By hand; ends an automatic fade. */
  set(position: number): void {
    this.#fadingTo = null;
    this.#position.moveTo(position, 1);
  }

  setAuto(enabled: boolean, durationMs: number): void {
    this.#auto = enabled;
    this.#durationMs = durationMs;
  }

  /** Goes over within `durationMs`, however much of the way is left. */
  fade(to: DeckId, durationMs: number): void {
    this.#fadingTo = to;
    this.#position.moveTo(to === 'a' ? 0 : 1, durationMs / FRAME_MS);
  }

  /** One frame further. Answers the deck that a fade has just arrived at. */
  tick(): DeckId | null {
    this.#position.tick();
    if (this.#fadingTo === null || this.#position.moving) return null;
    const arrived = this.#fadingTo;
    this.#fadingTo = null;
    return arrived;
  }
}
