import type { ConsoleState, DeckId, DeckState } from '@shared/models/console';
import { emptyConsole, emptyDeck, idleInput } from '@shared/models/live-defaults';
import type { Items } from './items';
import type { StoredDeck, StoredSettings } from './stored';

/** The console while no engine runs: what will be told to it when it starts. */
export function idleConsole(
  decks: readonly [StoredDeck, StoredDeck],
  settings: StoredSettings,
  items: Pick<Items, 'find'>,
): ConsoleState {
  const empty = emptyConsole();
  const { autoCrossfade: auto, crossfadeMs: durationMs, masterGainDb, microphone, system } = settings;
  return {
    ...empty,
    decks: [idleDeck('a', decks[0], items), idleDeck('b', decks[1], items)],
    crossfade: { ...empty.crossfade, auto, durationMs },
    inputs: [idleInput('microphone', microphone), idleInput('system', system)],
    masterGainDb,
  };
}

/** What the engine says, with the choices as they are kept: a choice shows at once, whenever the engine hears of it. */
export function withSettings(console: ConsoleState, settings: StoredSettings): ConsoleState {
  const { autoCrossfade: auto, crossfadeMs: durationMs, masterGainDb } = settings;
  const [microphone, system] = console.inputs;
  return {
    ...console,
    crossfade: { ...console.crossfade, auto, durationMs },
    inputs: [
      { ...microphone, ...settings.microphone },
      { ...system, ...settings.system },
    ],
    masterGainDb,
  };
}

export function idleDeck(deckId: DeckId, deck: StoredDeck, items: Pick<Items, 'find'>): DeckState {
  const item = deck.itemId === null ? null : items.find(deck.itemId);
  const { gainDb, loop } = deck;
  if (!item) return { ...emptyDeck(deckId), gainDb, loop };
  const { itemId, name, durationMs, loudnessLufs } = item;
  return { ...emptyDeck(deckId), status: 'ready', itemId, name, durationMs, loudnessLufs, gainDb, loop };
}
