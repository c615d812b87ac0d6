import { type ChosenKeys, keysOf } from '../../ui/key-map';

/**
 * The single keys of the Live desk, as data: what the key sheet shows and the desk listens to. Pads come after these:
 * a pad's own key wins only where nothing here has it, except for digits, which are the pads' alone.
 */
export type DeskAction =
  | 'playKeyDeck'
  | 'playA'
  | 'playB'
  | 'cueA'
  | 'cueB'
  | 'crossfade'
  | 'nextInQueue'
  | 'microphone'
  | 'nextCue'
  | 'skipCue'
  | 'holdShow'
  | 'ducking'
  | 'check'
  | 'stopAll'
  | 'marker';

export interface DeskKey {
  /** As `matchesKeys` of the shell writes them. */
  keys: string;
  label: string;
}

export const DESK_KEYS = {
  playKeyDeck: { keys: 'Space', label: 'Play or pause the deck that is on air, or the one in focus' },
  playA: { keys: 'A', label: 'Play or pause deck A' },
  playB: { keys: 'B', label: 'Play or pause deck B' },
  cueA: { keys: 'Q', label: 'Cue deck A in your headphones' },
  cueB: { keys: 'W', label: 'Cue deck B in your headphones' },
  crossfade: { keys: 'X', label: 'Fade over to the other deck' },
  nextInQueue: { keys: 'E', label: 'Load the next file of the queue' },
  microphone: { keys: 'Shift+T', label: 'Microphone on or off' },
  nextCue: { keys: 'N', label: 'Next cue of the show' },
  skipCue: { keys: 'Shift+N', label: 'Skip the next cue' },
  holdShow: { keys: 'H', label: 'Hold the show, or go on' },
  ducking: { keys: 'D', label: 'Ducking on or off' },
  check: { keys: 'G', label: 'Go-live check' },
  stopAll: { keys: 'Shift+Escape', label: 'Stop all, from every desk: everything of yours fades out' },
  marker: { keys: 'M', label: 'Set a marker in the recording' },
} as const satisfies Record<DeskAction, DeskKey>;

/** Held, not pressed. */
export const TALK_KEY = {
  keys: 'T',
  label: 'Hold to talk (or to be silent), where nothing in focus uses this key',
} as const;
export const PAD_KEYS = { keys: '1', label: 'Pads by their keys, 1 to 9 unless you chose others' } as const;

/** Whether a pad can hear this key on the desk: single keys, alone or with Shift. With others it is the window's or the system's. */
export function fitsPad(accelerator: string): boolean {
  return !/^(Control|Meta|Alt)\+/.test(accelerator);
}

/** What of the desk has this accelerator already, by the keys as they are chosen; null when it is free. */
export function keyTakenBy(accelerator: string, chosen: ChosenKeys = {}): string | null {
  const wanted = accelerator.toLowerCase();
  if (TALK_KEY.keys.toLowerCase() === wanted) return TALK_KEY.label;
  const found = Object.entries(DESK_KEYS).find(
    ([name, action]) => keysOf('live', name, action, chosen)?.toLowerCase() === wanted,
  );
  return found?.[1].label ?? null;
}
