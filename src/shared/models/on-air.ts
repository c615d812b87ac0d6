import type { ConsoleState, DeckId } from './console';

type DeskSight = Pick<ConsoleState, 'decks' | 'crossfade'>;

/** It plays for the room: not in the own ears alone, and not behind a crossfader that stands on the other side. */
export function isOnAir({ decks, crossfade }: DeskSight, deckId: DeckId): boolean {
  const deck = decks[deckId === 'a' ? 0 : 1];
  if (deck.status !== 'playing' || deck.cue) return false;
  return crossfade.fadingTo === deckId || crossfade.position !== (deckId === 'a' ? 1 : 0);
}
