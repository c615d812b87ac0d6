import type { DeckId, DeckState, InputState, LiveInputId, PlayingPad } from '@shared/models/console';
import type { AudioItem, Pad } from '@shared/models/live';
import type { PersonSignal, SignalAlarm } from '@shared/models/sentinel';
import type { Cue, CueOutcome, Show } from '@shared/models/show';
import type { AppState } from '../app-state';
import { memoLast } from '../memo';

export const selectConsole = (state: AppState) => state.live.state.console;
export const selectLiveSettings = (state: AppState) => state.live.state.settings;
export const selectDeck =
  (deckId: DeckId) =>
  (state: AppState): DeckState =>
    state.live.state.console.decks[deckId === 'a' ? 0 : 1];
/** A file is on its way to this deck: it is fetched, or opened. */
export const selectIsLoading =
  (deckId: DeckId) =>
  (state: AppState): boolean =>
    state.live.fetching[deckId] !== undefined || selectDeck(deckId)(state).status === 'loading';
export const selectInput =
  (inputId: LiveInputId) =>
  (state: AppState): InputState =>
    state.live.state.console.inputs[inputId === 'microphone' ? 0 : 1];
export const selectQueue = (state: AppState): readonly AudioItem[] => state.live.state.queue;
export const selectPads = (state: AppState): readonly Pad[] => state.live.state.pads;
export const selectPlayingPad =
  (padId: string) =>
  (state: AppState): PlayingPad | undefined =>
    state.live.state.console.pads.find((pad) => pad.padId === padId);
export const selectAlarms = (state: AppState): readonly SignalAlarm[] => state.live.state.alarms;
export const selectSignal =
  (userId: string) =>
  (state: AppState): PersonSignal | undefined =>
    state.live.state.signals.find((signal) => signal.userId === userId);

/** The deck that Space plays and pauses: the one on air, the louder one first, else one that is cued, else the one in focus. */
export function selectKeyDeck(state: AppState): DeckId {
  const { decks, crossfade } = state.live.state.console;
  const [onAir, ...more] = decksToAir(state);
  if (onAir && more.length === 0) return onAir;
  const playing = decks.filter((deck) => deck.status === 'playing').map((deck) => deck.deckId);
  if (playing.length === 1 && playing[0]) return playing[0];
  if (playing.length === 2) return crossfade.position <= 0.5 ? 'a' : 'b';
  const focus = state.live.focusDeck;
  const has = (deckId: DeckId) => decks[deckId === 'a' ? 0 : 1].status !== 'empty';
  return has(focus) || !has(otherDeck(focus)) ? focus : otherDeck(focus);
}

/** Whether the deck that a fade goes to has something on it to fade to. */
export function selectCanFade(state: AppState): boolean {
  const { status } = selectDeck(selectFadeTarget(state))(state);
  return status !== 'empty' && status !== 'failed';
}

/** Decks that play, and not in the own ears alone. */
function decksToAir(state: AppState): DeckId[] {
  const { decks } = state.live.state.console;
  return decks.filter(({ status, cue }) => status === 'playing' && !cue).map(({ deckId }) => deckId);
}

export const otherDeck = (deckId: DeckId): DeckId => (deckId === 'a' ? 'b' : 'a');

/** Where a fade goes when one is asked for: away from the deck that is heard now. */
export function selectFadeTarget(state: AppState): DeckId {
  const { crossfade } = state.live.state.console;
  if (crossfade.fadingTo) return otherDeck(crossfade.fadingTo);
  const [onAir, ...more] = decksToAir(state);
  if (onAir && more.length === 0) return otherDeck(onAir);
  return crossfade.position <= 0.5 ? 'b' : 'a';
}

/** "Stop all" would change something: what of ours sounds, or may at any moment. */
export function selectCanStop(state: AppState): boolean {
  const { console, run } = state.live.state;
  return (
    console.decks.some((deck) => deck.status === 'playing') ||
    console.pads.length > 0 ||
    console.bedPlaying ||
    console.inputs.some((input) => input.enabled) ||
    (run !== null && !run.held)
  );
}

/** The show that runs, or the one that is looked at. */
export const selectShow = (state: AppState): Show | null => {
  const { shows, run } = state.live.state;
  const showId = run?.showId ?? state.live.showId;
  return shows.find((show) => show.showId === showId) ?? shows[0] ?? null;
};
export const selectNextCue = (state: AppState): Cue | null => {
  const { run, shows } = state.live.state;
  if (!run || run.nextCueId === null) return null;
  const show = shows.find((one) => one.showId === run.showId);
  return show?.cues.find((cue) => cue.cueId === run.nextCueId) ?? null;
};
export const selectOutcome =
  (cueId: string) =>
  (state: AppState): CueOutcome | undefined =>
    state.live.state.run?.outcomes.find((outcome) => outcome.cueId === cueId);

const itemsById = memoLast(
  (
    queue: readonly AudioItem[],
    playlists: AppState['live']['state']['playlists'],
    pads: readonly Pad[],
    cueItems: readonly AudioItem[],
  ) => {
    const all = new Map<string, AudioItem>();
    for (const item of cueItems) all.set(item.itemId, item);
    for (const list of playlists) for (const item of list.items) all.set(item.itemId, item);
    for (const pad of pads) if (pad.item) all.set(pad.item.itemId, pad.item);
    for (const item of queue) all.set(item.itemId, item);
    return all;
  },
);
/** Every item the desk knows a name for: queued, in playlists, on pads, played by cues. */
export const selectItems = (state: AppState): ReadonlyMap<string, AudioItem> => {
  const { queue, playlists, pads, cueItems } = state.live.state;
  return itemsById(queue, playlists, pads, cueItems);
};

/**
 * Which key plays which pad: the one that was chosen for it, else the digit it was made with, where nobody chose that one
 * for another. Keys belong to pads, not to places: a pad that is moved keeps its own, and so do those around it.
 */
export const selectPadKeys = (state: AppState): ReadonlyMap<string, string> => padKeys(state.live.state.pads);
const padKeys = memoLast(assignPadKeys);
export function assignPadKeys(pads: readonly Pick<Pad, 'padId' | 'hotkey'>[]): ReadonlyMap<string, string> {
  const keys = new Map<string, string>();
  const taken = new Set<string>();
  for (const { padId, hotkey } of pads) {
    if (hotkey === null) continue;
    keys.set(padId, hotkey);
    taken.add(hotkey);
  }
  for (const { padId, hotkey } of pads) {
    const digit = firstDigit(padId);
    if (hotkey === null && digit !== undefined && !taken.has(digit)) keys.set(padId, digit);
  }
  return keys;
}

/** Pads are made as `pad-1` to `pad-24` (`emptyPad`); the first nine have a digit from the start. */
const firstDigit = (padId: string): string | undefined => /^pad-([1-9])$/.exec(padId)?.[1];

/** What a pad is called: by its label, else by its file without the ending. */
export function padName(pad: Pick<Pad, 'label' | 'item'>): string {
  return pad.label.trim() || (pad.item?.name.replace(/\.[^.]+$/, '') ?? '');
}
