import type { ConsoleState, DeckId, DeckState, InputState } from '@shared/models/console';
import type { LiveChange, LiveState } from '@shared/models/live';
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
  /** It was there and is gone; capturing goes on when it comes back. */
  | { kind: 'unplugged' }
  | { kind: 'failed'; reason: string };

export type LiveDialog =
  | { kind: 'check' }
  | { kind: 'pad'; padId: string }
  | { kind: 'cue'; showId: string; cueId: string | null }
  | { kind: 'savePlaylist'; playlistId: string | null };

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
  /** The deck that keys without a letter of their own go to. */
  focusDeck: DeckId;
  /** The show that is shown while none runs. */
  showId: string | null;
  dialog: LiveDialog | null;
}

const OFF: CaptureState = { kind: 'off' };

function emptyDeck(deckId: DeckId): DeckState {
  return {
    deckId,
    status: 'empty',
    itemId: null,
    name: '',
    durationMs: null,
    positionMs: 0,
    gainDb: 0,
    levellingDb: 0,
    loudnessLufs: null,
    loop: false,
    cue: false,
    passthrough: false,
    error: null,
  };
}

// Written out: the schemas with their defaults are zod, which the window does not load at start.
const INPUT = {
  enabled: false,
  mode: 'open',
  gainDb: 0,
  gateDbfs: -55,
  activationDbfs: -40,
  releaseMs: 250,
  monitor: false,
} as const;
const idleInput = (inputId: InputState['inputId']): InputState => ({
  ...INPUT,
  inputId,
  connected: false,
  pushed: false,
  open: false,
});

export const initialLive: LiveSlice = {
  load: IDLE,
  abilities: null,
  microphone: OFF,
  system: OFF,
  devices: [],
  focusDeck: 'a',
  showId: null,
  dialog: null,
  state: {
    console: {
      decks: [emptyDeck('a'), emptyDeck('b')],
      crossfade: { position: 0, fadingTo: null, auto: false, durationMs: 3_000 },
      pads: [],
      inputs: [idleInput('microphone'), idleInput('system')],
      ducked: false,
      masterGainDb: 0,
      onAir: false,
      bedPlaying: false,
    },
    queue: [],
    playlists: [],
    pads: [],
    settings: {
      microphone: INPUT,
      microphoneDeviceId: null,
      system: INPUT,
      ducking: {
        enabled: false,
        depthDb: -14,
        thresholdDbfs: -45,
        attackMs: 60,
        holdMs: 500,
        releaseMs: 800,
        excludedUserIds: [],
        byMicrophone: true,
      },
      levelling: { enabled: true, targetLufs: -16 },
      masterGainDb: 0,
      crossfadeMs: 3_000,
      autoCrossfade: false,
      autoLoad: false,
      bed: null,
      shortcuts: { toggleMicrophone: null, stopAll: null, nextCue: null, marker: null },
    },
    shortcutProblems: [],
    alarms: [],
    signals: [],
    broadcast: [],
    shows: [],
    run: null,
    check: null,
    echo: { phase: 'off', remainingMs: 0, peakDbfs: -60 },
  },
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
