/** Linear. */
export interface DeckGains {
  readonly a: number;
  readonly b: number;
}

/**
 * Gains of both decks at a place of the crossfader, equal power: two unlike sounds stay as loud as one all the way
 * (cos² + sin² = 1). Exactly 1 and 0 at the ends, so that a deck alone is untouched.
 */
export function crossfadeGains(position: number): DeckGains {
  if (!(position > 0)) return { a: 1, b: 0 };
  if (position >= 1) return { a: 0, b: 1 };
  const angle = (position * Math.PI) / 2;
  return { a: Math.cos(angle), b: Math.sin(angle) };
}
