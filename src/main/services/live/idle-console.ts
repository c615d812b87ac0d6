import type { ConsoleState, DeckId, DeckState, InputState, LiveInputId } from '@shared/models/console';
import type { Items } from './items';
import type { StoredDeck, StoredSettings } from './stored';

/** The console while no engine runs: what will be told to it when it starts. */
export function idleConsole(
  decks: readonly [StoredDeck, StoredDeck],
  settings: StoredSettings,
  items: Pick<Items, 'find'>,
): ConsoleState {
  return {
    decks: [idleDeck('a', decks[0], items), idleDeck('b', decks[1], items)],
    crossfade: {
      position: 0,
      fadingTo: null,
      auto: settings.autoCrossfade,
      durationMs: settings.crossfadeMs,
    },
    pads: [],
    inputs: [idleInput('microphone', settings), idleInput('system', settings)],
    ducked: false,
    masterGainDb: settings.masterGainDb,
    onAir: false,
    bedPlaying: false,
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
  return {
    deckId,
    status: item ? 'ready' : 'empty',
    itemId: item?.itemId ?? null,
    name: item?.name ?? '',
    durationMs: item?.durationMs ?? null,
    positionMs: 0,
    gainDb: deck.gainDb,
    levellingDb: 0,
    loudnessLufs: item?.loudnessLufs ?? null,
    loop: deck.loop,
    cue: false,
    passthrough: false,
    error: null,
  };
}

function idleInput(inputId: LiveInputId, settings: StoredSettings): InputState {
  const chosen = inputId === 'microphone' ? settings.microphone : settings.system;
  return { inputId, ...chosen, connected: false, pushed: false, open: false };
}
