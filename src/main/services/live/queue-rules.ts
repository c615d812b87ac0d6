import type { ConsoleState, DeckId, DeckState } from '@shared/models/console';

/** What the queue does by itself or at "next". Pure: from how the console stands to what is to be done. */

export interface QueueSight {
  console: Pick<ConsoleState, 'decks' | 'crossfade'>;
  /** What can be played, in order; files that are gone are left out. */
  queue: readonly string[];
  autoLoad: boolean;
  autoCrossfade: boolean;
}

export type QueueStep =
  | { kind: 'load'; deckId: DeckId; itemId: string; play: boolean }
  /** Starts the deck if need be; the crossfader moves over to it. */
  | { kind: 'fadeTo'; deckId: DeckId }
  | { kind: 'cutTo'; deckId: DeckId };

/** The deck that plays to the air, not in the own ears alone; of two the one the crossfader leans to. */
export function deckOnAir({ decks, crossfade }: QueueSight['console']): DeckId | null {
  const playing = decks.filter(({ status, cue }) => status === 'playing' && !cue).map(({ deckId }) => deckId);
  if (playing.length < 2) return playing[0] ?? null;
  return crossfade.fadingTo ?? (crossfade.position > 0.5 ? 'b' : 'a');
}

/**
 * Puts the next one on a deck that has nothing more to do. A failed deck waits for a hand, so that its reason can be
 * read, unless the queue plays unattended.
 */
export function autoLoad(sight: QueueSight): QueueStep | null {
  const itemId = sight.queue[0];
  if (!sight.autoLoad || itemId === undefined) return null;
  const free = sight.console.decks.filter((deck) => isFree(deck, sight.autoCrossfade));
  const preferred = free.find(({ deckId }) => deckId === leaningTo(sight.console)) ?? free[0];
  return preferred ? { kind: 'load', deckId: preferred.deckId, itemId, play: false } : null;
}

/**
 * "Next": fades over to the deck that waits; else puts the first of the queue on the free one, and on air when
 * nothing else is.
 */
export function next(sight: QueueSight): QueueStep[] {
  const { console, queue } = sight;
  const onAir = deckOnAir(console);
  const waiting = console.decks.find((deck) => deck.deckId !== onAir && waits(deck));
  if (waiting) return [{ kind: onAir ? 'fadeTo' : 'cutTo', deckId: waiting.deckId }];
  const [itemId] = queue;
  if (itemId === undefined) return [];
  const deckId = onAir ? other(onAir) : leaningTo(console);
  if (onAir === null) {
    return [
      { kind: 'load', deckId, itemId, play: true },
      { kind: 'cutTo', deckId },
    ];
  }
  return [{ kind: 'load', deckId, itemId, play: false }];
}

export function other(deckId: DeckId): DeckId {
  return deckId === 'a' ? 'b' : 'a';
}

function leaningTo({ crossfade }: QueueSight['console']): DeckId {
  return crossfade.position > 0.5 ? 'b' : 'a';
}

/** It has something for the air; so has one that somebody listens to first. */
function waits({ status, cue }: DeckState): boolean {
  return status === 'ready' || status === 'paused' || (status === 'playing' && cue);
}

function isFree({ status, loop }: DeckState, unattended: boolean): boolean {
  if (status === 'empty') return true;
  if (status === 'ended') return !loop;
  return status === 'failed' && unattended;
}
