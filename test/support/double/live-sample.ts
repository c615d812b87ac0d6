import type { ChannelId } from '../../../src/shared/discord/snowflake';
import {
  type AudioItem,
  CheckId,
  type LiveChange,
  type LiveState,
  PAD_COUNT,
} from '../../../src/shared/models/live';
import type { Show } from '../../../src/shared/models/show';

/** A Live desk in use: for tests that need one, and for looking at. */

const FILES: [string, number, number | null][] = [
  ['Opening theme.flac', 187_000, -13.4],
  ['Interview bed (loop).opus', 62_000, -22.1],
  ['Bright Mornings – The Harbour Lights (2019 remaster, radio edit).mp3', 214_000, -9.8],
  ['Station ident.wav', 8_400, -15.2],
  ['Jazz in the kitchen.m4a', 305_000, -17],
  ['Questions from the community.ogg', 1_260_000, null],
  ['Closing credits.flac', 96_000, -16.4],
];
const PADS: [string, number, number, 'once' | 'loop' | 'hold'][] = [
  ['Applause', 7, 6_200, 'once'],
  ['Drum roll', 1, 4_000, 'hold'],
  ['Ta-da', 5, 1_800, 'once'],
  ['Rain on the window', 6, 60_000, 'loop'],
  ['Phone rings', 9, 3_100, 'once'],
  ['Laughter from the back of the long room', 4, 9_000, 'once'],
  ['Jingle', 0, 5_200, 'once'],
];

export function sampleItem(at: number): AudioItem {
  const [name, durationMs, loudnessLufs] = FILES[at % FILES.length] ?? ['file', 1_000, null];
  return { itemId: `tune-${at}`, name, durationMs, loudnessLufs, missing: false };
}

/** A queue, a playlist, pads and a show. */
export function sampleDesk(): LiveChange {
  return {
    queue: FILES.map((_, at) => sampleItem(at)),
    playlists: [{ playlistId: 'list-1', name: 'Tuesday evenings', items: [sampleItem(0), sampleItem(4)] }],
    cueItems: [sampleItem(0), sampleItem(1)],
    shows: [sampleShow()],
    pads: Array.from({ length: PAD_COUNT }, (_, at) => {
      const [label, colourIndex, durationMs, mode] = PADS[at] ?? ['', at % 12, 0, 'once'];
      const item = {
        itemId: `pad-item-${at}`,
        name: `${label}.wav`,
        durationMs,
        loudnessLufs: -14,
        missing: false,
      };
      return {
        padId: `pad-${at + 1}`,
        item: label === '' ? null : item,
        label,
        colourIndex,
        gainDb: 0,
        mode,
        fadeOutMs: 300,
        hotkey: null,
      };
    }),
  };
}

export function sampleShow(): Show {
  return {
    showId: 'show-1',
    name: 'Tuesday evening',
    cues: [
      {
        cueId: 'cue-1',
        label: 'Doors',
        note: 'Ten minutes before the hour',
        start: { kind: 'manual' },
        actions: [{ kind: 'startRecording' }, { kind: 'playItem', deckId: 'a', itemId: 'tune-1' }],
      },
      {
        cueId: 'cue-2',
        label: 'Opening theme',
        note: '',
        start: { kind: 'after', delayMs: 90_000 },
        actions: [
          { kind: 'playItem', deckId: 'b', itemId: 'tune-0' },
          { kind: 'crossfade', to: 'b', durationMs: 4_000 },
          { kind: 'marker', text: 'Show begins' },
        ],
      },
      {
        cueId: 'cue-3',
        label: 'Welcome and introductions',
        note: 'Mira first, then Tomás; keep it under five minutes.',
        start: { kind: 'deckEnds', deckId: 'b' },
        actions: [{ kind: 'microphone', on: true }],
      },
      {
        cueId: 'cue-4',
        label: 'Closing',
        note: '',
        start: { kind: 'manual' },
        actions: [{ kind: 'stopAll', fadeMs: 4_000 }, { kind: 'stopRecording' }],
      },
    ],
  };
}

export function sampleCheck(channelId: ChannelId): NonNullable<LiveState['check']> {
  const figures: Partial<Record<CheckId, number>> = {
    bitrate: 64_000,
    roundTrip: 12,
    dave: 180,
    clock: 4,
    disk: 312,
    microphone: -18,
    echo: -9,
  };
  return {
    startedAtMs: Date.now(),
    finishedAtMs: Date.now(),
    channelId,
    lines: CheckId.options.map((checkId) => ({
      checkId,
      status: checkId === 'bitrate' ? 'warn' : 'ok',
      figure: figures[checkId] ?? null,
      notes: [],
      atMs: Date.now(),
    })),
  };
}
