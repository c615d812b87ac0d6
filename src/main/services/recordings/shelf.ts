import type { Stats } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '@shared/errors/app-error';
import type {
  RecordingDetail,
  RecordingSummary,
  RecordingTrack,
  TrackCloseUp,
  TrackPeaks,
} from '@shared/models/recordings';
import { coloursByUser } from '@shared/models/speaker-colour';
import {
  activityOf,
  isLive,
  type Manifest,
  PEAK_BIN_BYTES,
  PEAK_BIN_MS,
  PEAK_HEADER_BYTES,
  parsePeaks,
  type ReadJournal,
  readAnnotations,
  readManifest,
  readSmallBytes,
  reducePeaks,
  type Span,
  silenceBins,
  type TrackManifest,
} from '../../recording';
import { toDamagedSummary, toJournalView, toSummary } from './to-summary';

/** Reads sessions from their folders; knows nothing of players or windows. */

/** The header of a waveform and its first bin. */
const FIRST_BIN_BYTES = PEAK_HEADER_BYTES + PEAK_BIN_BYTES;
/** No screen shows more of what is near; it is half a megabyte. */
const LONGEST_WITHIN_MS = 3_600_000;

/** What there is to know of one session folder. `manifest` is null when it cannot be read. */
export interface ShelvedSession {
  summary: RecordingSummary;
  manifest: Manifest | null;
  /** Its recorder is gone but its files were never finished. */
  needsRepair: boolean;
}

export async function readSession(
  sessionDir: string,
  recordingId: string,
  nowMs: number,
  damage: string | null,
): Promise<ShelvedSession> {
  const bytes = await folderBytes(sessionDir);
  const read = await readManifest(sessionDir);
  if (read.kind !== 'ok') {
    const seenAtMs = (await stat(sessionDir)).mtimeMs;
    const reason =
      damage ?? (read.kind === 'missing' ? 'its description (session.json) is missing.' : read.reason);
    const summary = toDamagedSummary(recordingId, reason, bytes, seenAtMs);
    const mendable = read.kind === 'missing' || read.mendable;
    return { summary, manifest: null, needsRepair: mendable && damage === null };
  }
  const { manifest } = read;
  const live = await isLive(sessionDir, manifest, nowMs);
  const { tags } = (await readAnnotations(sessionDir)).stored;
  const unfinished = manifest.state === 'failed' || (manifest.state === 'recording' && !live);
  return {
    summary: toSummary(recordingId, manifest, { bytes, nowMs, live, damage, tags }),
    manifest,
    needsRepair: unfinished && damage === null,
  };
}

/** A session whose folder does not let itself be read: listed with the reason, and left as it is. */
export function unreadableSession(recordingId: string, error: unknown, seenAtMs: number): ShelvedSession {
  const reason = `it cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'}).`;
  return { summary: toDamagedSummary(recordingId, reason, 0, seenAtMs), manifest: null, needsRepair: false };
}

/** Everything the review screen shows at once; waveforms come by `readPeaks`. */
export async function readDetail(
  sessionDir: string,
  session: ShelvedSession,
  readJournal: () => Promise<ReadJournal>,
): Promise<RecordingDetail> {
  const manifest = session.manifest;
  if (!manifest) {
    const { health } = session.summary;
    throw new AppError('recording/damaged', health.kind === 'damaged' ? health.reason : 'It cannot be read.');
  }
  const names = new Map(manifest.people.map((person) => [person.userId, person.displayName]));
  const { entries } = await readJournal();
  const journal = entries
    .map((entry) => toJournalView(entry, (userId) => names.get(userId) ?? `Member ${userId}`))
    .filter((view) => view !== null)
    // A clock that jumped leaves lines outside of the session.
    .map((view) => ({ ...view, atMs: Math.max(0, Math.min(view.atMs, session.summary.durationMs)) }))
    .sort((a, b) => a.atMs - b.atMs);
  const colours = coloursByUser(manifest.tracks.map((track) => track.userId));
  const tracks = await Promise.all(
    manifest.tracks.map((track) => toTrack(sessionDir, manifest, track, colours.get(track.userId) ?? 0)),
  );
  return { summary: session.summary, tracks, journal };
}

/** The waveform of a track in buckets of `bucketMs`, flat where it is withheld (ms); empty when there is none. */
export async function readPeaks(
  sessionDir: string,
  track: TrackManifest,
  bucketMs: number,
  withheld: readonly Span[],
): Promise<TrackPeaks> {
  const bins = (await readBins(sessionDir, track)) ?? new Uint8Array();
  silenceBins(bins, withheld);
  return { trackId: track.trackId, bucketMs, values: reducePeaks(bins, bucketMs) };
}

/**
 * The stretch of a track's waveform from `fromMs` to `toMs`, a part of an hour at most; without reading the rest. Empty
 * where there is none.
 */
export async function readPeaksWithin(
  sessionDir: string,
  track: TrackManifest,
  wanted: { fromMs: number; toMs: number; bucketMs: number },
  withheld: readonly Span[],
): Promise<TrackCloseUp> {
  const { bucketMs } = wanted;
  // On the grid of the buckets, so that they are the same as those of the whole.
  const grid = Math.max(PEAK_BIN_MS, bucketMs);
  const fromMs = Math.floor(wanted.fromMs / grid) * grid;
  const toMs = Math.min(wanted.toMs, fromMs + LONGEST_WITHIN_MS);
  const firstBin = Math.floor(fromMs / PEAK_BIN_MS);
  const bins = await readSomeBins(sessionDir, track, firstBin, Math.ceil(toMs / PEAK_BIN_MS));
  const binsFromMs = firstBin * PEAK_BIN_MS;
  silenceBins(
    bins,
    withheld.map(([from, to]) => [from - binsFromMs, to - binsFromMs]),
  );
  return { trackId: track.trackId, fromMs, bucketMs, values: reducePeaks(bins, bucketMs) };
}

async function readSomeBins(
  sessionDir: string,
  track: TrackManifest,
  from: number,
  to: number,
): Promise<Uint8Array> {
  try {
    const file = await open(join(sessionDir, track.peaksFile));
    try {
      const head = await file.read(Buffer.alloc(PEAK_HEADER_BYTES), 0, PEAK_HEADER_BYTES, 0);
      if (typeof parsePeaks(head.buffer.subarray(0, head.bytesRead)) === 'string') return new Uint8Array();
      const room = Buffer.alloc(Math.max(0, to - from) * PEAK_BIN_BYTES);
      const at = PEAK_HEADER_BYTES + from * PEAK_BIN_BYTES;
      const { bytesRead } = await file.read(room, 0, room.length, at);
      return room.subarray(0, bytesRead - (bytesRead % PEAK_BIN_BYTES));
    } finally {
      await file.close();
    }
  } catch (error) {
    return nothingThere(track, error);
  }
}

async function toTrack(
  sessionDir: string,
  manifest: Manifest,
  track: TrackManifest,
  colourIndex: number,
): Promise<RecordingTrack> {
  // The lane itself says when its waveform cannot be read; the others are shown all the same.
  const bins = await readBins(sessionDir, track).catch(() => null);
  return {
    trackId: track.trackId,
    userId: track.userId,
    displayName: track.displayName,
    isSelf: track.self,
    ...(track.source === undefined ? {} : { source: track.source }),
    colourIndex,
    firstSoundMs: track.firstSoundSamples / 48,
    durationMs: (track.durationSamples ?? manifest.durationSamples ?? 0) / 48,
    activity: activityOf(bins ?? new Uint8Array()),
  };
}

/** The waveform of a track; null when there is none or it is damaged: it can be made again. */
export async function readBins(sessionDir: string, track: TrackManifest): Promise<Uint8Array | null> {
  try {
    const bins = parsePeaks(await readSmallBytes(join(sessionDir, track.peaksFile)));
    return typeof bins === 'string' ? null : bins;
  } catch (error) {
    nothingThere(track, error);
    return null;
  }
}

/** No bins for a file that is not there; throws `recording/damaged` for one that cannot be read. */
function nothingThere(track: TrackManifest, error: unknown): Uint8Array {
  const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
  if (code === 'ENOENT') return new Uint8Array();
  const message = `The waveform of ${track.displayName} cannot be read (${code}).`;
  throw new AppError('recording/damaged', message, { cause: error });
}

/** Whether there is a waveform with something in it, without reading all of it; false when it cannot be read. */
export async function hasBins(sessionDir: string, track: TrackManifest): Promise<boolean> {
  try {
    const file = await open(join(sessionDir, track.peaksFile));
    try {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(FIRST_BIN_BYTES), 0, FIRST_BIN_BYTES, 0);
      const bins = parsePeaks(buffer.subarray(0, bytesRead));
      return typeof bins !== 'string' && bins.length > 0;
    } finally {
      await file.close();
    }
  } catch {
    // Why does not matter: it can be made again, and reading the rest of it says what is wrong.
    return false;
  }
}

async function folderBytes(folder: string): Promise<number> {
  let bytes = 0;
  for (const inner of ['.', 'tracks', 'peaks']) {
    // A size for display: folders and files that are not there (any more) count nothing.
    const names = await readdir(join(folder, inner)).catch((): string[] => []);
    const found = await Promise.all(
      names.map((name) => stat(join(folder, inner, name)).catch((): Stats | null => null)),
    );
    for (const entry of found) if (entry?.isFile()) bytes += entry.size;
  }
  return bytes;
}
