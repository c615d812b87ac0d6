/**
 * How the Live desk stands before anybody has touched it. Free of zod, so that the window has it at its start without
 * loading the schemas.
 */
import type {
  ConsoleState,
  DeckId,
  DeckState,
  DuckingSettings,
  InputSettings,
  InputState,
  LevellingSettings,
  LiveInputId,
} from './console';
import type { LiveSettings, LiveState, Pad } from './live';

export const DEFAULT_INPUT: InputSettings = {
  enabled: false,
  mode: 'open',
  gainDb: 0,
  gateDbfs: -55,
  activationDbfs: -40,
  releaseMs: 250,
  monitor: false,
};

/** How many people may be kept from ducking. */
export const UNDUCKED_PEOPLE = 200;

export const DEFAULT_DUCKING: DuckingSettings = {
  enabled: false,
  depthDb: -14,
  thresholdDbfs: -45,
  attackMs: 60,
  holdMs: 500,
  releaseMs: 800,
  excludedUserIds: [],
  byMicrophone: true,
};

export const DEFAULT_LEVELLING: LevellingSettings = { enabled: true, targetLufs: -16 };

export const DEFAULT_CROSSFADE_MS = 3_000;

/** A deck with nothing on it. */
export function emptyDeck(deckId: DeckId): DeckState {
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

/** An input as it was set up, without a device. */
export function idleInput(inputId: LiveInputId, settings: InputSettings = DEFAULT_INPUT): InputState {
  return { ...settings, inputId, connected: false, pushed: false, open: false };
}

/** Nothing on it, nothing on. */
export function emptyConsole(): ConsoleState {
  return {
    decks: [emptyDeck('a'), emptyDeck('b')],
    crossfade: { position: 0, fadingTo: null, auto: false, durationMs: DEFAULT_CROSSFADE_MS },
    pads: [],
    inputs: [idleInput('microphone'), idleInput('system')],
    ducked: false,
    masterGainDb: 0,
    onAir: false,
    bedPlaying: false,
  };
}

/** A pad that waits for a sound, by its place in the grid from 0. */
export function emptyPad(index: number): Pad {
  return {
    padId: `pad-${index + 1}`,
    item: null,
    label: '',
    colourIndex: index % 12,
    gainDb: 0,
    mode: 'once',
    fadeOutMs: 300,
    hotkey: null,
  };
}

export const DEFAULT_LIVE_SETTINGS: LiveSettings = {
  microphone: DEFAULT_INPUT,
  microphoneDeviceId: null,
  microphoneOffAtStart: true,
  // What a computer plays has pauses of its own: a gate would cut them.
  system: { ...DEFAULT_INPUT, gateDbfs: null },
  ducking: DEFAULT_DUCKING,
  levelling: DEFAULT_LEVELLING,
  relay: { enabled: false, gainDb: 0 },
  masterGainDb: 0,
  crossfadeMs: DEFAULT_CROSSFADE_MS,
  autoCrossfade: false,
  autoLoad: true,
  bed: null,
  shortcuts: { toggleMicrophone: null, stopAll: null, nextCue: null, marker: null },
};

/** The whole desk before main has told of it: no pads yet. */
export function emptyLive(): LiveState {
  return {
    console: emptyConsole(),
    queue: [],
    cueItems: [],
    playlists: [],
    pads: [],
    settings: DEFAULT_LIVE_SETTINGS,
    shortcutProblems: [],
    alarms: [],
    signals: [],
    broadcast: [],
    shows: [],
    run: null,
    check: null,
    echo: { phase: 'off', remainingMs: 0, peakDbfs: -60 },
  };
}
