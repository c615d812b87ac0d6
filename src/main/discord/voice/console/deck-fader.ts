/** From one deck to the other: by hand, on command, and by itself when the deck on air comes to its end. */
import { FRAME_MS } from '@shared/audio/constants';
import type { CrossfadeState, DeckId } from '@shared/models/console';
import { Crossfader } from './crossfader';
import type { Deck } from './deck';
import type { DeckGains } from './dsp/crossfade-law';
import type { GlideState } from './dsp/ramp';

export class DeckFader {
  readonly #decks: { a: Deck; b: Deck };
  readonly #onChange: () => void;
  readonly #crossfader = new Crossfader();
  /** Wanted, and its deck is being opened. */
  #later: { to: DeckId; durationMs: number } | null = null;

  constructor(decks: { a: Deck; b: Deck }, onChange: () => void) {
    this.#decks = decks;
    this.#onChange = onChange;
  }

  get state(): CrossfadeState {
    return this.#crossfader.state;
  }

  /** Linear, by deck. */
  get gains(): DeckGains {
    return this.#crossfader.gains;
  }

  get fadingTo(): DeckId | null {
    return this.#crossfader.fadingTo;
  }

  /** Where it stands and goes, to be put back there. */
  get place(): GlideState {
    return this.#crossfader.place;
  }

  set place(place: GlideState) {
    this.#crossfader.place = place;
  }

  /** By hand. The deck it moves towards is meant for the air, even if it was in the own ears until then. */
  set(position: number): void {
    this.#later = null;
    const before = this.#crossfader.place.target;
    if (position !== before) this.#toAir(position < before ? 'a' : 'b');
    this.#crossfader.set(position);
    this.#onChange();
  }

  /** Takes a deck off the air into the own ears, or gives it back. One that the room hears stays where it is. */
  cue(deckId: DeckId, cue: boolean): void {
    if (cue && this.#isHeard(deckId)) return;
    this.#decks[deckId].setCue(cue);
  }

  /**
   * Starts the other deck, goes over to it, and ends the one that was left. A deck whose turn was over begins again: if it
   * has to be opened first, what plays goes on until there is something to fade to; to a deck with nothing on it nothing is
   * faded.
   */
  fade(to: DeckId, durationMs: number): void {
    const deck = this.#decks[to];
    if (deck.status === 'empty' || deck.status === 'failed') return;
    const startable = ['ready', 'paused', 'ended', 'loading'].includes(deck.status);
    if (startable) deck.play();
    if (deck.status === 'loading') this.#later = { to, durationMs };
    else this.#fade(to, durationMs);
    this.#onChange();
  }

  setAuto(enabled: boolean, durationMs: number): void {
    this.#crossfader.setAuto(enabled, durationMs);
    this.#onChange();
  }

  /** One frame further. */
  tick(): void {
    this.#fadeOnceOpened();
    const { a, b } = this.#decks;
    const arrived = this.#crossfader.tick();
    if (arrived) {
      (arrived === 'a' ? b : a).fadeTo('ended', 0);
      this.#onChange();
    }
    if (this.#crossfader.auto && !this.#crossfader.fadingTo) this.#fadeByItself();
  }

  #fadeByItself(): void {
    const { a, b } = this.#decks;
    const [on, other] = this.#crossfader.side === 'a' ? [a, b] : [b, a];
    if (other.status !== 'ready' || on.cue) return;
    const { remainingMs } = on;
    const over = on.status === 'ended' || on.status === 'failed';
    if (!over && (on.status !== 'playing' || remainingMs === null)) return;
    const fadeMs = over ? 0 : Math.min(this.#crossfader.durationMs, remainingMs ?? 0);
    if (!over && (remainingMs ?? 0) > Math.max(fadeMs, this.#crossfader.durationMs)) return;
    other.play();
    this.#fade(other.deckId, fadeMs);
    if (fadeMs < FRAME_MS) this.#crossfader.tick();
    this.#onChange();
  }

  #fade(to: DeckId, durationMs: number): void {
    this.#later = null;
    this.#toAir(to);
    this.#crossfader.fade(to, durationMs);
  }

  #toAir(deckId: DeckId): void {
    const deck = this.#decks[deckId];
    if (deck.cue) deck.setCue(false);
  }

  /** The room hears it, or is about to. */
  #isHeard(deckId: DeckId): boolean {
    const { cue, status } = this.#decks[deckId];
    if (status !== 'playing' || cue) return false;
    return this.fadingTo === deckId || this.gains[deckId] > 0;
  }

  #fadeOnceOpened(): void {
    const later = this.#later;
    if (!later) return;
    const { status } = this.#decks[later.to];
    if (status === 'playing') this.#fade(later.to, later.durationMs);
    else if (status !== 'loading') this.#later = null;
  }
}
