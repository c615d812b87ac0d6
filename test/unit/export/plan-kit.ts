import type { Annotations, ExportRequest, Marker, Withheld } from '@shared/models/review';
import type { ExportSource } from '../../../src/main/export/source';
import type { JournalEntry, Manifest } from '../../../src/main/recording';

export const ADA = '10';
export const BRAM = '11';

/** A finished session of a minute in which Ada (track 1) and Bram (track 2) speak as told, ms. */
export function aSource(
  options: {
    durationMs?: number;
    ada?: [number, number][];
    bram?: [number, number][];
    entries?: JournalEntry[];
    annotations?: Partial<Annotations>;
  } = {},
): ExportSource {
  const durationSamples = (options.durationMs ?? 60_000) * 48;
  const track = (number: number, userId: string, displayName: string): Manifest['tracks'][number] => ({
    trackId: `0${number}-${userId}`,
    number,
    userId,
    displayName,
    self: false,
    file: `tracks/0${number}.opus`,
    peaksFile: `peaks/0${number}.peaks`,
    serial: number,
    firstSoundSamples: 0,
    durationSamples,
    packets: 1,
    lost: 0,
    dropped: 0,
    driftPpm: null,
    driftCorrectedSamples: 0,
  });
  const sound = (number: number, spans: [number, number][]) =>
    spans.map(([from, to]): JournalEntry => {
      return { type: 'sound', atMs: from, track: number, fromSamples: from * 48, toSamples: to * 48 };
    });
  return {
    manifest: {
      format: 'roomtone-recording',
      version: 1,
      title: 'Round: one/two',
      guild: { id: '1', name: 'Tidewater' },
      channel: { id: '2', name: 'Stage' },
      startedAtMs: 0,
      state: 'complete',
      durationSamples,
      writerPid: 1,
      failure: null,
      repair: null,
      people: [
        { userId: ADA, displayName: 'Ada', self: false },
        { userId: BRAM, displayName: 'Bram', self: false },
      ],
      tracks: [track(1, ADA, 'Ada'), track(2, BRAM, 'Bram')],
    },
    entries: [...sound(1, options.ada ?? []), ...sound(2, options.bram ?? []), ...(options.entries ?? [])],
    annotations: {
      version: 1,
      tags: [],
      markers: [],
      withheld: [],
      mix: [],
      levelMatching: false,
      ...options.annotations,
    },
    // Nothing in the journal and nothing in the waveform: they said nothing.
    waveforms: new Map([ADA, BRAM].map((userId, index) => [`0${index + 1}-${userId}`, new Uint8Array()])),
    loudness: new Map(),
  };
}

export function aRequest(what: ExportRequest['what'], rest: Partial<ExportRequest> = {}): ExportRequest {
  return {
    recordingId: 'one',
    what,
    format: 'flac',
    range: null,
    targetLufs: null,
    speechOnly: false,
    ...rest,
  };
}

export function aMarker(markerId: string, atMs: number, endMs: number | null, label: string): Marker {
  return { markerId, atMs, endMs, label, note: '', colourIndex: 0, origin: 'review' };
}

export function aWithheld(userId: string | null, fromMs: number | null, toMs: number | null): Withheld {
  return { withheldId: 'w', userId, fromMs, toMs, reason: '', setAtMs: 0 };
}
