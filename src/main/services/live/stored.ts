import { LiveId } from '@shared/models/console';
import { LiveSettings, PAD_COUNT, Pad, PLAYLIST_LENGTH, Playlist, RelaySettings } from '@shared/models/live';
import { DEFAULT_LIVE_SETTINGS, emptyPad } from '@shared/models/live-defaults';
import { Show, ShowRun } from '@shared/models/show';
import { z } from 'zod';

/** A file a person picked, as it is kept: the window knows all of it but the path and the marks of the file. */
export const StoredItem = z.object({
  itemId: LiveId,
  path: z.string().min(1),
  name: z.string(),
  durationMs: z.number().nullable(),
  loudnessLufs: z.number().nullable(),
  /** What the file was when it was probed: another size or time means another recording under the same name. */
  sizeBytes: z.number(),
  modifiedMs: z.number(),
});
export type StoredItem = z.infer<typeof StoredItem>;

const StoredPlaylist = Playlist.omit({ items: true }).extend({
  itemIds: z.array(LiveId).max(PLAYLIST_LENGTH),
});
const StoredPad = Pad.omit({ item: true }).extend({ itemId: LiveId.nullable() });
export type StoredPad = z.infer<typeof StoredPad>;
/** Nobody's voice goes into other rooms because somebody wanted it so the last time. */
const StoredRelay = RelaySettings.transform((relay) => ({ ...relay, enabled: false })).default(
  DEFAULT_LIVE_SETTINGS.relay,
);
const StoredSettings = LiveSettings.omit({ bed: true })
  .extend({
    relay: StoredRelay,
    microphoneOffAtStart: z.boolean().default(DEFAULT_LIVE_SETTINGS.microphoneOffAtStart),
    bed: z.object({ itemId: LiveId, afterMs: z.number() }).nullable(),
  })
  .transform(asAtStart);
export type StoredSettings = z.infer<typeof StoredSettings>;

/**
 * Nobody is to be heard because an evening ended with the microphone on, unless that was chosen. System sound can only
 * be had by a hand that asks for it.
 */
function asAtStart<T extends Pick<LiveSettings, 'microphone' | 'system' | 'microphoneOffAtStart'>>(
  settings: T,
): T {
  const { microphone, system, microphoneOffAtStart } = settings;
  return {
    ...settings,
    microphone: { ...microphone, enabled: microphone.enabled && !microphoneOffAtStart },
    system: { ...system, enabled: false },
  };
}

/** What was on a deck: put back, at rest, when the app starts again. */
export const StoredDeck = z.object({
  itemId: LiveId.nullable(),
  gainDb: z.number(),
  loop: z.boolean(),
});
export type StoredDeck = z.infer<typeof StoredDeck>;

/** All that the Live desk keeps on disk. */
export const LiveContent = z.object({
  version: z.literal(1),
  items: z.array(StoredItem),
  queue: z.array(LiveId),
  decks: z.tuple([StoredDeck, StoredDeck]),
  playlists: z.array(StoredPlaylist),
  pads: z.array(StoredPad).length(PAD_COUNT),
  settings: StoredSettings,
  shows: z.array(Show),
  run: ShowRun.nullable(),
});
export type LiveContent = z.infer<typeof LiveContent>;

const EMPTY_DECK: StoredDeck = { itemId: null, gainDb: 0, loop: false };

/** A first run: nothing queued, quiet pads, no keys of the system taken. */
export const EMPTY_LIVE: LiveContent = {
  version: 1,
  items: [],
  queue: [],
  decks: [EMPTY_DECK, EMPTY_DECK],
  playlists: [],
  pads: Array.from({ length: PAD_COUNT }, (_, index) => {
    const { item: _item, ...pad } = emptyPad(index);
    return { ...pad, itemId: null };
  }),
  settings: { ...DEFAULT_LIVE_SETTINGS, bed: null },
  shows: [],
  run: null,
};
