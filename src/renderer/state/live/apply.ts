import type { ConsoleState, DeckId } from '@shared/models/console';
import type { LiveChange, LiveState } from '@shared/models/live';
import { emptyLive } from '@shared/models/live-defaults';
import type { Cue } from '@shared/models/show';
import { IDLE, type LoadState, READY } from '../load-state';
import { share } from '../share';

/** A microphone or another sound input, as the browser lists it. */
export interface InputDevice {
  deviceId: string;
  label: string;
}

/** How capturing a device in the window does. */
export type CaptureState =
  | { kind: 'off' }
  | { kind: 'opening' }
  | { kind: 'open'; label: string }
  /** The system or the person refuses access. */
  | { kind: 'refused' }
  | { kind: 'noDevice' }
  /** The system gives its sound only to a press, and there was none: the window came up with it on. */
  | { kind: 'needsPress' }
  /** It was there and is gone; capturing a microphone goes on when it comes back. */
  | { kind: 'unplugged' }
  | { kind: 'failed'; reason: string };

export type LiveDialog =
  | { kind: 'check' }
  | { kind: 'pad'; padId: string }
  /** `draft`: as it was when the desk was left in the middle of editing it. */
  | { kind: 'cue'; showId: string; cueId: string | null; draft?: Cue }
  | { kind: 'savePlaylist' }
  | { kind: 'playlists' };

/** What only this platform can say; null until asked. */
export interface Abilities {
  systemSound: 'yes' | 'no' | 'askFirst';
  globalShortcuts: boolean;
  globalKeyUp: boolean;
}

export interface LiveSlice {
  load: LoadState;
  state: LiveState;
  abilities: Abilities | null;
  microphone: CaptureState;
  system: CaptureState;
  devices: readonly InputDevice[];
  /** Files are being fetched for a deck (dropped, chosen); whether they are to play once they are there. */
  fetching: Readonly<Partial<Record<DeckId, { play: boolean }>>>;
  /** The deck that keys without a letter of their own go to. */
  focusDeck: DeckId;
  /** The show that is shown while none runs. */
  showId: string | null;
  dialog: LiveDialog | null;
}

const OFF: CaptureState = { kind: 'off' };

export const initialLive: LiveSlice = {
  load: IDLE,
  abilities: null,
  microphone: OFF,
  system: OFF,
  devices: [],
  fetching: {},
  focusDeck: 'a',
  showId: null,
  dialog: null,
  state: emptyLive(),
};

/** The whole desk as main says it. */
export function applyLive(slice: LiveSlice, next: LiveState): LiveSlice {
  const state = share(slice.state, { ...next, console: withoutPositions(next.console) });
  return { ...slice, load: READY, state };
}

/** The parts that changed; every part that did not keeps its identity. */
export function applyLiveChange(slice: LiveSlice, change: LiveChange): LiveSlice {
  // zod writes parts that are absent as undefined when asked to; they change nothing.
  const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  const next = { ...slice.state, ...given } as LiveState;
  const state = share(slice.state, { ...next, console: withoutPositions(next.console) });
  return state === slice.state ? slice : { ...slice, state };
}

/** Positions move all the time and are drawn past the store (`positions.ts`): here they would only make views render. */
export function withoutPositions(console: ConsoleState): ConsoleState {
  const [a, b] = console.decks;
  return {
    ...console,
    decks: [
      { ...a, positionMs: 0 },
      { ...b, positionMs: 0 },
    ],
    pads: console.pads.map((pad) => ({ ...pad, positionMs: 0 })),
  };
}
