import { join } from 'node:path';
import { AppError } from '@shared/errors/app-error';
import type { Annotations } from '@shared/models/review';
import {
  type JournalEntry,
  parsePeaks,
  readJournal,
  readManifest,
  readSmallBytes,
  type TrackManifest,
} from '../recording';
import { annotationsWith, readAnnotations } from '../recording/annotations';
import type { ExportSource } from './source';

/**
 * Reads a session for an export. Throws `recording/…` when it cannot be read, and when its annotations cannot:
 * nobody knows then what must not be heard.
 */
export async function loadSource(sessionDir: string): Promise<ExportSource> {
  const read = await readManifest(sessionDir);
  if (read.kind === 'missing')
    throw new AppError('recording/not-found', 'This recording is not there any more.');
  if (read.kind === 'unreadable') throw new AppError('recording/damaged', `This recording: ${read.reason}`);
  const { manifest } = read;
  if (manifest.state === 'recording' || manifest.durationSamples === null) {
    throw new AppError('export/nothing', 'It can be exported when the recording has ended.');
  }
  const { entries } = await readJournal(sessionDir);
  const annotations = await addedTo(sessionDir, entries);
  const heard = new Set(entries.flatMap((entry) => (entry.type === 'sound' ? [entry.track] : [])));
  const waveforms = new Map<string, Uint8Array | null>();
  for (const track of manifest.tracks) {
    if (!heard.has(track.number)) waveforms.set(track.trackId, await waveformOf(sessionDir, track));
  }
  return { manifest, entries, annotations, waveforms, loudness: new Map() };
}

/** The bins of a track's waveform; null when there is none that can be read, for whatever reason: it can be made again. */
async function waveformOf(sessionDir: string, track: TrackManifest): Promise<Uint8Array | null> {
  try {
    const parsed = parsePeaks(await readSmallBytes(join(sessionDir, track.peaksFile)));
    return typeof parsed === 'string' ? null : parsed;
  } catch {
    return null;
  }
}

/** What was added to the session. Throws when not all of it is understood. */
async function addedTo(sessionDir: string, entries: readonly JournalEntry[]): Promise<Annotations> {
  const read = await readAnnotations(sessionDir);
  if (read.kind === 'ok' || read.kind === 'missing') return annotationsWith(read.stored, entries);
  throw new AppError(
    'recording/damaged',
    'Its annotations cannot be read, so it is not known what is withheld. Nothing is exported.',
  );
}
