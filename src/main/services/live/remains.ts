import type { ConsoleState, DeckId, DeckState, LiveId } from '@shared/models/console';

/** Where a deck stood, as the next engine is to have it. */
export interface DeckPlace {
  itemId: LiveId;
  positionMs: number;
  status: 'ready' | 'paused' | 'ended';
  /** In the own ears alone. */
  cue: boolean;
}

/** What was cut off in the middle of being played: decks that were not cued, and the fade that was under way. */
export interface Interrupted {
  deckIds: DeckId[];
  fadingTo: DeckId | null;
}

const NOTHING: Interrupted = { deckIds: [], fadingTo: null };

/**
 * What is left of the console of an engine that has died: where decks and crossfader stood, until the next engine has
 * them there, and what it was playing. A hand on a deck ends what is remembered of that one.
 */
export class Remains {
  readonly #places = new Map<DeckId, DeckPlace>();
  #crossfader: number | null = null;
  #interrupted = NOTHING;

  /** The engine has died while the console stood so. `soughtMs`: where a deck was to go as soon as it was opened. */
  keep({ decks, crossfade }: ConsoleState, soughtMs: (deckId: DeckId) => number | undefined): void {
    for (const deck of decks) {
      const { deckId, itemId } = deck;
      const sought = soughtMs(deckId);
      // Of one that it was still opening it knew no more than is kept already.
      const before = deck.status === 'loading' ? this.place(deckId, itemId) : undefined;
      if (itemId === null) this.#places.delete(deckId);
      else {
        const place = before ?? placeOf(deck, itemId);
        this.#places.set(deckId, sought === undefined ? place : { ...place, positionMs: sought });
      }
    }
    this.#crossfader = crossfade.position;
    const playing = decks.filter(({ status, cue }) => status === 'playing' && !cue);
    const deckIds = new Set([...this.#interrupted.deckIds, ...playing.map(({ deckId }) => deckId)]);
    this.#interrupted = {
      deckIds: [...deckIds],
      fadingTo: crossfade.fadingTo ?? this.#interrupted.fadingTo,
    };
  }

  /** Where this file stood on the deck. */
  place(deckId: DeckId, itemId: LiveId | null): DeckPlace | undefined {
    const place = this.#places.get(deckId);
    return place?.itemId === itemId ? place : undefined;
  }

  /** Where the crossfader stood, 0..1; null once it stands there again. */
  get crossfader(): number | null {
    return this.#crossfader;
  }

  /** How a deck shows that no engine has opened yet. */
  shown(deck: DeckState): DeckState {
    const place = this.place(deck.deckId, deck.itemId);
    if (!place) return deck;
    const { positionMs, status, cue } = place;
    return { ...deck, positionMs, cue, status: deck.status === 'loading' ? 'loading' : status };
  }

  /** A new engine says so of its crossfader, which moves when there is something to be heard. */
  crossfaderAt({ position, fadingTo }: ConsoleState['crossfade']): void {
    if (position === this.#crossfader || fadingTo !== null) this.#crossfader = null;
  }

  /** A new engine has opened the deck. Answers whether it stands as it stood, which is no news to anybody. */
  opened({ deckId, status }: DeckState): boolean {
    if (status === 'loading') return false;
    const place = this.#places.get(deckId);
    this.#places.delete(deckId);
    return place?.status === status;
  }

  /** Something else lies on the deck, or the same from its start. */
  forgetDeck(deckId: DeckId): void {
    this.#places.delete(deckId);
    this.letBe(deckId);
  }

  /** A hand moved the crossfader. */
  forgetCrossfader(): void {
    this.#crossfader = null;
    this.#interrupted = { ...this.#interrupted, fadingTo: null };
  }

  /** What was cut off on this deck does not go on by itself; nothing of it without one. */
  letBe(deckId?: DeckId): void {
    const { deckIds, fadingTo } = this.#interrupted;
    if (deckId === undefined) this.#interrupted = NOTHING;
    else
      this.#interrupted = {
        deckIds: deckIds.filter((id) => id !== deckId),
        fadingTo: fadingTo === deckId ? null : fadingTo,
      };
  }

  /** What was cut off, once: it goes on now. */
  takeInterrupted(): Interrupted {
    const interrupted = this.#interrupted;
    this.#interrupted = NOTHING;
    return interrupted;
  }
}

/** One that failed waits for a hand as one that was paused does. */
function placeOf({ status, positionMs, cue }: DeckState, itemId: LiveId): DeckPlace {
  const waits = status === 'ready' || status === 'loading';
  if (waits) return { itemId, positionMs, cue, status: 'ready' };
  return { itemId, positionMs, cue, status: status === 'ended' ? 'ended' : 'paused' };
}
