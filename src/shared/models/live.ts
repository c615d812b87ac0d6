/** The Live desk's own things: what is queued, the pads, choices, the go-live check, the rooms of a broadcast. */
import { z } from 'zod';
import { ChannelId, GuildId } from '../discord/snowflake';
import { AppErrorView } from '../errors/app-error';
import { CallPhase } from './calls';
import { ConsoleState, DuckingSettings, InputSettings, LevellingSettings, LiveId } from './console';
import { PersonSignal, SignalAlarm } from './sentinel';
import { Show, ShowRun } from './show';

const gainDb = z.number().min(-60).max(12);

/** A file that can be played. Its path stays in main. */
export const AudioItem = z.object({
  itemId: LiveId,
  name: z.string(),
  durationMs: z.number().nullable(),
  /** EBU R128, integrated; null until measured. */
  loudnessLufs: z.number().nullable(),
  /** The file is not where it was. */
  missing: z.boolean(),
});
export type AudioItem = z.infer<typeof AudioItem>;

/** What became of files that were opened; those that cannot be played come with the reason. */
export const OpenedAudio = z.object({
  items: z.array(AudioItem),
  refused: z.array(z.object({ name: z.string(), reason: z.string() })),
});
export type OpenedAudio = z.infer<typeof OpenedAudio>;

/** How many files one playlist may hold. */
export const PLAYLIST_LENGTH = 5_000;

export const Playlist = z.object({
  playlistId: LiveId,
  name: z.string().trim().min(1).max(120),
  items: z.array(AudioItem),
});
export type Playlist = z.infer<typeof Playlist>;

export const PAD_COUNT = 24;

export const Pad = z.object({
  padId: LiveId,
  item: AudioItem.nullable(),
  label: z.string().max(40),
  /** 0..11, a colour of the app's palette. */
  colourIndex: z.number().int().min(0).max(11),
  gainDb,
  /** `hold` sounds while pressed. */
  mode: z.enum(['once', 'loop', 'hold']),
  fadeOutMs: z.number().min(0).max(10_000),
  /** As Electron writes accelerators, e.g. `1`, `Shift+F3`; null = none. */
  hotkey: z.string().max(40).nullable(),
});
export type Pad = z.infer<typeof Pad>;
export const PadPatch = Pad.omit({ padId: true, item: true }).partial();
export type PadPatch = z.infer<typeof PadPatch>;

/** Shortcuts that work while another app is in front; null = none. */
export const GlobalShortcuts = z.object({
  toggleMicrophone: z.string().max(40).nullable(),
  stopAll: z.string().max(40).nullable(),
  nextCue: z.string().max(40).nullable(),
  marker: z.string().max(40).nullable(),
});
export type GlobalShortcuts = z.infer<typeof GlobalShortcuts>;
export const ShortcutProblem = z.object({ name: GlobalShortcuts.keyof(), accelerator: z.string() });
export type ShortcutProblem = z.infer<typeof ShortcutProblem>;

/** Whether what people say in the main room is heard in the further rooms too, and how loud. */
export const RelaySettings = z.object({ enabled: z.boolean(), gainDb });
export type RelaySettings = z.infer<typeof RelaySettings>;

export const LiveSettings = z.object({
  microphone: InputSettings,
  /** The browser's device id; null = the system's default. */
  microphoneDeviceId: z.string().max(200).nullable(),
  /** Whether Roomtone starts with it off, or as it was left. System sound always starts off: the system asks for it. */
  microphoneOffAtStart: z.boolean(),
  system: InputSettings,
  ducking: DuckingSettings,
  levelling: LevellingSettings,
  relay: RelaySettings,
  masterGainDb: gainDb,
  crossfadeMs: z.number().min(0).max(30_000),
  autoCrossfade: z.boolean(),
  /** The next queue item is put on the free deck by itself. */
  autoLoad: z.boolean(),
  /** Plays after this long of dead air, until something else plays. */
  bed: z.object({ item: AudioItem, afterMs: z.number().min(500).max(60_000) }).nullable(),
  shortcuts: GlobalShortcuts,
});
export type LiveSettings = z.infer<typeof LiveSettings>;
/** Of each part only the fields that change (`live-patch.ts`). The bed is set by `setBed`. */
export const LiveSettingsPatch = LiveSettings.omit({ bed: true })
  .extend({
    microphone: InputSettings.partial(),
    system: InputSettings.partial(),
    ducking: DuckingSettings.partial(),
    levelling: LevellingSettings.partial(),
    relay: RelaySettings.partial(),
    shortcuts: GlobalShortcuts.partial(),
  })
  .partial();
export type LiveSettingsPatch = z.infer<typeof LiveSettingsPatch>;

/** A further room that gets the same programme. */
export const BroadcastRoom = z.object({
  guildId: GuildId,
  channelId: ChannelId,
  roomName: z.string(),
  guildName: z.string(),
  phase: CallPhase.or(z.literal('ended')),
  reason: z.string().nullable(),
  error: AppErrorView.nullable(),
  listeners: z.number().int(),
  packetsSent: z.number(),
  pingMs: z.number().nullable(),
  daveActive: z.boolean(),
  /** It is hearing what people say in the call's room. */
  relaying: z.boolean(),
});
export type BroadcastRoom = z.infer<typeof BroadcastRoom>;

export const JoinBroadcastOutcome = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('joining') }),
  z.object({ kind: z.literal('roomFull'), userLimit: z.number().int() }),
  z.object({ kind: z.literal('missingPermission'), permission: z.string() }),
  /** The account is in another room of that guild: Discord allows one. */
  z.object({ kind: z.literal('guildTaken'), roomName: z.string() }),
]);
export type JoinBroadcastOutcome = z.infer<typeof JoinBroadcastOutcome>;

export const CheckId = z.enum([
  'permissions',
  'room',
  'bitrate',
  'roundTrip',
  'dave',
  'clock',
  'disk',
  'ffmpeg',
  'files',
  'microphone',
  'echo',
]);
export type CheckId = z.infer<typeof CheckId>;

/** One line of the go-live sheet (B12). What `figure` counts depends on the line; `notes` are names, as of permissions. */
export const CheckLine = z.object({
  checkId: CheckId,
  status: z.enum(['waiting', 'running', 'ok', 'warn', 'fail', 'skipped']),
  /** bitrate: bit/s; roundTrip, dave (time to encrypted), clock (offset): ms; disk: hours; files: how many are gone; microphone, echo: dBFS. */
  figure: z.number().nullable(),
  notes: z.array(z.string()),
  /** When it was found out, also in an earlier check of the same room; null while it was not. */
  atMs: z.number().nullable(),
});
export type CheckLine = z.infer<typeof CheckLine>;

export const CheckSheet = z.object({
  startedAtMs: z.number(),
  finishedAtMs: z.number().nullable(),
  channelId: ChannelId.nullable(),
  lines: z.array(CheckLine),
});
export type CheckSheet = z.infer<typeof CheckSheet>;

/** The echo test records what would go on air, then plays it into the own monitor. */
export const EchoState = z.object({
  phase: z.enum(['off', 'recording', 'playing']),
  remainingMs: z.number(),
  peakDbfs: z.number(),
});
export type EchoState = z.infer<typeof EchoState>;

/** Everything the Live desk shows beside the call itself. */
export const LiveState = z.object({
  console: ConsoleState,
  queue: z.array(AudioItem),
  /** The files that cues play, by which they are named. */
  cueItems: z.array(AudioItem),
  playlists: z.array(Playlist),
  pads: z.array(Pad),
  settings: LiveSettings,
  shortcutProblems: z.array(ShortcutProblem),
  alarms: z.array(SignalAlarm),
  signals: z.array(PersonSignal),
  broadcast: z.array(BroadcastRoom),
  shows: z.array(Show),
  run: ShowRun.nullable(),
  check: CheckSheet.nullable(),
  echo: EchoState,
});
export type LiveState = z.infer<typeof LiveState>;

/** The parts of it that changed. */
export const LiveChange = LiveState.partial();
export type LiveChange = z.infer<typeof LiveChange>;

/** DAVE: compare aloud to know that nobody sits between (protocol, "verification fingerprint"). */
export const VerificationCode = z.object({
  userId: z.string(),
  /** 45 digits in groups of five; null while there is no group or the person is not in it. */
  code: z.string().nullable(),
});
export type VerificationCode = z.infer<typeof VerificationCode>;
