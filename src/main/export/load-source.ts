import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '@shared/errors/app-error';
import type { Annotations } from '@shared/models/review';
import { type JournalEntry, parsePeaks, readJournal, readManifest } from '../recording';
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
  const bins = new Map<string, Uint8Array>();
  for (const track of manifest.tracks) {
    if (heard.has(track.number)) continue;
    const peaks = await readFile(join(sessionDir, track.peaksFile)).catch(() => null);
    const parsed = peaks === null ? 'truncated' : parsePeaks(peaks);
    // Without a waveform nobody is known to have spoken.
    bins.set(track.trackId, typeof parsed === 'string' ? new Uint8Array() : parsed);
  }
  return { manifest, entries, annotations, binsOf: (track) => bins.get(track.trackId) ?? new Uint8Array() };
}

/** What was added to the session. Throws when not all of it is understood. */
async function addedTo(sessionDir: string, entries: readonly JournalEntry[]): Promise<Annotations> {
  const read = await readAnnotations(sessionDir);
  if (read.kind === 'damaged' || read.kind === 'newer') {
    throw new AppError(
      'recording/damaged',
      'Its annotations cannot be read, so it is not known what is withheld. Nothing is exported.',
    );
  }
  return annotationsWith(read.stored, entries);
}
