import { z } from 'zod';
import { RestMetrics } from './rest-metrics';
import { DEFAULT_REVIEW_PLACE, LIBRARY_COLUMNS, MOST_REVIEW_PLACES, REVIEW_PANES } from './review-place';

export const AppInfo = z.object({
  version: z.string(),
  electronVersion: z.string().nullable(),
  platform: z.enum(['linux', 'darwin', 'win32', 'other']),
});
export type AppInfo = z.infer<typeof AppInfo>;

export const ThemeChoice = z.enum(['system', 'light', 'dark']);
export type ThemeChoice = z.infer<typeof ThemeChoice>;

const gainDb = z.number().min(-60).max(12);
const choices = {
  theme: ThemeChoice,
  desk: z.enum(['rooms', 'messages', 'live', 'library', 'archive']),
  /** How long a sent message or deletion can be taken back, ms; 0 = at once. */
  undoMs: z.number().min(0).max(60_000),
  sidebarWidthPx: z.number().min(160).max(480),
  /** The panel beside the messages: threads, pins, search, outbox. */
  panelWidthPx: z.number().min(240).max(640),
  panel: z.enum(['threads', 'pins', 'search', 'outbox']).nullable(),
  /** Categories and parents of threads that are folded away in the channel list. */
  foldedIds: z.array(z.string().max(40)).max(2_000),
  monitorGainDb: gainDb,
  /** Whether we hear the mix at all. */
  monitorEnabled: z.boolean(),
  reviewGainDb: gainDb,
  lastGuildId: z.string().nullable(),
  lastTextChannelId: z.string().nullable(),
  /** Which tab of each column of the Live desk is open, by column. */
  deskTabs: z.record(z.string().max(40), z.string().max(40)),
  /** What the system does to the microphone before Roomtone gets it. */
  deskSound: z.object({
    echoCancellation: z.boolean(),
    noiseSuppression: z.boolean(),
    autoGainControl: z.boolean(),
  }),
  /** Unsent text by channel id. */
  drafts: z.record(z.string(), z.string().max(4_000)),
  /** Keys chosen instead of an action's own, by desk and action (`review.marker`); null = none. */
  keys: z.record(z.string().max(60), z.string().max(40).nullable()),
  /** Where library and review were left. */
  review: z.object({
    /** The recording that is open; null while the library is shown. */
    openId: z.string().max(300).nullable(),
    libraryTopPx: z.number().min(0),
    librarySort: z.object({
      by: z.enum(LIBRARY_COLUMNS),
      down: z.boolean(),
    }),
    /** What stands beside the time line. */
    pane: z.enum(REVIEW_PANES).nullable(),
    paneWidthPx: z.number().min(240).max(640),
    follows: z.boolean(),
    followsSpeaker: z.boolean(),
    /** What of each recording was in view, latest last. */
    places: z
      .array(
        z.object({
          recordingId: z.string().max(300),
          startMs: z.number().min(0),
          endMs: z.number().min(0),
          lanesTopPx: z.number().min(0),
        }),
      )
      .max(MOST_REVIEW_PLACES),
  }),
};

/** Remembered choices of the window. Everything has a default, so a damaged settings file costs nothing else. */
export const Settings = z.object({
  theme: choices.theme.default('system'),
  desk: choices.desk.default('rooms'),
  undoMs: choices.undoMs.default(5_000),
  sidebarWidthPx: choices.sidebarWidthPx.default(240),
  panelWidthPx: choices.panelWidthPx.default(340),
  panel: choices.panel.default(null),
  foldedIds: choices.foldedIds.default([]),
  monitorGainDb: gainDb.default(0),
  monitorEnabled: choices.monitorEnabled.default(true),
  reviewGainDb: gainDb.default(0),
  lastGuildId: choices.lastGuildId.default(null),
  lastTextChannelId: choices.lastTextChannelId.default(null),
  deskTabs: choices.deskTabs.default({}),
  deskSound: choices.deskSound.default({
    echoCancellation: true,
    noiseSuppression: true,
    autoGainControl: false,
  }),
  drafts: choices.drafts.default({}),
  keys: choices.keys.default({}),
  review: choices.review.default(DEFAULT_REVIEW_PLACE),
});
export type Settings = z.infer<typeof Settings>;

/** Some of the choices. Not `Settings.partial()`: that would fill in the default of each one left out. */
export const SettingsPatch = z.object(choices).partial();

export const DiagnosticsSnapshot = z.object({
  /** Counters by area: `gateway.malformedFrames`, `rest.unexpectedResponses`, `voice.malformedPackets` … */
  counters: z.record(z.string(), z.number()),
  /** How the session's REST client is doing; null while signed out. */
  rest: RestMetrics.nullable(),
  log: z.array(
    z.object({
      timeMs: z.number(),
      level: z.enum(['debug', 'info', 'warn', 'error']),
      area: z.string(),
      message: z.string(),
      fields: z.string(),
    }),
  ),
});
export type DiagnosticsSnapshot = z.infer<typeof DiagnosticsSnapshot>;

export const PracticeState = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('stopped') }),
  z.object({ kind: z.literal('starting') }),
  z.object({
    kind: z.literal('running'),
    rest: z.string(),
    seed: z.number().int(),
    members: z.number().int(),
  }),
  z.object({ kind: z.literal('failed'), reason: z.string() }),
]);
export type PracticeState = z.infer<typeof PracticeState>;
