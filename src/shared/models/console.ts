/** What goes on air: two decks, clip pads, live inputs, and what happens to their sum. */
import { z } from 'zod';
import { AppErrorView } from '../errors/app-error';
import { UNDUCKED_PEOPLE } from './live-defaults';

const gainDb = z.number().min(-60).max(12);
const fadeMs = z.number().min(0).max(30_000);

export const DeckId = z.enum(['a', 'b']);
export type DeckId = z.infer<typeof DeckId>;

/** An id that the window or the live service made: of a queue item, a pad, a show, a cue. */
export const LiveId = z.string().regex(/^[\w-]{1,64}$/);
export type LiveId = z.infer<typeof LiveId>;

export const DeckState = z.object({
  deckId: DeckId,
  status: z.enum(['empty', 'loading', 'ready', 'playing', 'paused', 'ended', 'failed']),
  /** The queue item or file on it; null when empty. */
  itemId: LiveId.nullable(),
  name: z.string(),
  durationMs: z.number().nullable(),
  positionMs: z.number(),
  gainDb,
  /** Gain that levelling adds, dB; 0 when levelling is off or the loudness is not known yet. */
  levellingDb: z.number(),
  /** Integrated loudness of the whole file (EBU R128); null until it is measured. */
  loudnessLufs: z.number().nullable(),
  loop: z.boolean(),
  /** Heard in the monitor before it is on air. */
  cue: z.boolean(),
  /** The file's own Opus packets go out unre-encoded at this moment. */
  passthrough: z.boolean(),
  error: AppErrorView.nullable(),
});
export type DeckState = z.infer<typeof DeckState>;

export const CrossfadeState = z.object({
  /** 0 is deck A alone, 1 is deck B alone; equal power between. */
  position: z.number().min(0).max(1),
  /** Where an automatic fade is going; null when none runs. */
  fadingTo: DeckId.nullable(),
  /** Near the end of the deck on air, the other one, if it is ready, starts and is faded to. */
  auto: z.boolean(),
  durationMs: fadeMs,
});
export type CrossfadeState = z.infer<typeof CrossfadeState>;

export const PlayingPad = z.object({
  padId: LiveId,
  status: z.enum(['loading', 'playing', 'fading', 'failed']),
  positionMs: z.number(),
  durationMs: z.number().nullable(),
  error: AppErrorView.nullable(),
});
export type PlayingPad = z.infer<typeof PlayingPad>;

/** `system` is the computer's own sound, where the platform gives it. */
export const LiveInputId = z.enum(['microphone', 'system']);
export type LiveInputId = z.infer<typeof LiveInputId>;

export const InputSettings = z.object({
  /** Off closes it altogether. */
  enabled: z.boolean(),
  /** When it is heard: always, only while pushed, except while pushed, or when somebody speaks into it. */
  mode: z.enum(['open', 'pushToTalk', 'pushToMute', 'voiceActivation']),
  gainDb,
  /** Below it a noise gate closes, dBFS; null = no gate. */
  gateDbfs: z.number().min(-90).max(0).nullable(),
  /** Level that opens voice activation, dBFS. */
  activationDbfs: z.number().min(-90).max(0),
  /** Stays open this long after the last speech, or after the key was let go. */
  releaseMs: z.number().min(0).max(5_000),
  /** Heard in the own monitor too. */
  monitor: z.boolean(),
});
export type InputSettings = z.infer<typeof InputSettings>;

export const InputState = InputSettings.extend({
  inputId: LiveInputId,
  /** Samples arrive. False while no device is connected, or after it was unplugged. */
  connected: z.boolean(),
  pushed: z.boolean(),
  /** On air at this moment. */
  open: z.boolean(),
});
export type InputState = z.infer<typeof InputState>;

export const DuckingSettings = z.object({
  enabled: z.boolean(),
  /** How far decks and pads fall while somebody speaks, dB (negative). */
  depthDb: z.number().min(-60).max(0),
  /** Speech above it ducks, dBFS. */
  thresholdDbfs: z.number().min(-90).max(0),
  attackMs: z.number().min(0).max(2_000),
  holdMs: z.number().min(0).max(10_000),
  releaseMs: z.number().min(0).max(10_000),
  /** People whose speech does not duck. */
  excludedUserIds: z.array(z.string()).max(UNDUCKED_PEOPLE),
  /** The own microphone ducks too. */
  byMicrophone: z.boolean(),
});
export type DuckingSettings = z.infer<typeof DuckingSettings>;

export const LevellingSettings = z.object({
  enabled: z.boolean(),
  /** EBU R128 target; −16 LUFS suits speech between music in headphones. */
  targetLufs: z.number().min(-40).max(-6),
});
export type LevellingSettings = z.infer<typeof LevellingSettings>;

export const ConsoleState = z.object({
  decks: z.tuple([DeckState, DeckState]),
  crossfade: CrossfadeState,
  pads: z.array(PlayingPad),
  inputs: z.tuple([InputState, InputState]),
  /** Somebody speaks and the programme is down. */
  ducked: z.boolean(),
  masterGainDb: gainDb,
  /** Something of ours is audible to the room now. */
  onAir: z.boolean(),
  /** The fallback bed plays because nothing else did. */
  bedPlaying: z.boolean(),
});
export type ConsoleState = z.infer<typeof ConsoleState>;
