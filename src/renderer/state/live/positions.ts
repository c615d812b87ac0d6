import type { ConsoleState, DeckId } from '@shared/models/console';

/** Where something stood when main last said so. */
interface Heard {
  positionMs: number;
  atMs: number;
  playing: boolean;
  durationMs: number | null;
  loop: boolean;
}

/**
 * Places in decks and pads, outside the store: main says where they are now and then, the clock fills in between, and
 * whoever draws asks at frame rate. Nothing renders with them.
 */
export interface Positions {
  /** Takes what main says, at `nowMs` of the window's monotonic clock. */
  heard(console: ConsoleState, nowMs: number): void;
  /** Where the deck is now, ms; never past the end. */
  deckMs(deckId: DeckId, nowMs: number): number;
  /** How far a pad has played, 0..1; null while it is silent or its length unknown. */
  padShare(padId: string, nowMs: number): number | null;
  /** A seek that main has not answered yet shows at once. */
  moved(deckId: DeckId, positionMs: number, nowMs: number): void;
}

export function createPositions(): Positions {
  const decks = new Map<DeckId, Heard>();
  let pads = new Map<string, Heard>();
  return {
    heard(console, nowMs) {
      for (const deck of console.decks) {
        const { positionMs, durationMs, loop, status } = deck;
        decks.set(deck.deckId, { positionMs, atMs: nowMs, playing: status === 'playing', durationMs, loop });
      }
      pads = new Map(
        console.pads.map(({ padId, positionMs, durationMs, status }) => [
          padId,
          {
            positionMs,
            atMs: nowMs,
            playing: status === 'playing' || status === 'fading',
            durationMs,
            loop: true,
          },
        ]),
      );
    },
    deckMs: (deckId, nowMs) => placeOf(decks.get(deckId), nowMs),
    padShare(padId, nowMs) {
      const pad = pads.get(padId);
      if (!pad?.playing || pad.durationMs === null || pad.durationMs <= 0) return null;
      return Math.min(1, placeOf(pad, nowMs) / pad.durationMs);
    },
    moved(deckId, positionMs, nowMs) {
      const deck = decks.get(deckId);
      if (deck) decks.set(deckId, { ...deck, positionMs, atMs: nowMs });
    },
  };
}

/** Where it is at `nowMs`: further by the time that passed if it plays, round again if it loops, else never past the end. */
export function placeOf(heard: Heard | undefined, nowMs: number): number {
  if (!heard) return 0;
  const place = heard.positionMs + (heard.playing ? Math.max(0, nowMs - heard.atMs) : 0);
  if (heard.durationMs === null || heard.durationMs <= 0) return place;
  if (heard.loop && heard.playing) return place % heard.durationMs;
  return Math.min(place, heard.durationMs);
}
