import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { TrackLoudness } from '@shared/models/review';
import { z } from 'zod';
import { writeFileAtomically } from '../support/atomic-file';
import type { TrackManifest } from './manifest';
import type { Span } from './spans';

const Cached = z.object({ version: z.literal(1), of: z.string(), loudness: TrackLoudness });

/** What the figure was measured of: the file as it is and what of it was silent. Null when there is no file. */
export async function measuredThing(
  sessionDir: string,
  track: TrackManifest,
  withheld: readonly Span[],
): Promise<string | null> {
  try {
    const { size, mtimeMs } = await stat(join(sessionDir, track.file));
    const parts = JSON.stringify([size, Math.round(mtimeMs), withheld]);
    return createHash('sha256').update(parts).digest('base64url').slice(0, 22);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** A figure measured before, of this very thing; null when there is none. */
export async function readLoudness(
  sessionDir: string,
  track: TrackManifest,
  of: string,
): Promise<TrackLoudness | null> {
  try {
    const cached = Cached.parse(JSON.parse(await readFile(pathOf(sessionDir, track), 'utf8')));
    return cached.of === of ? cached.loudness : null;
  } catch {
    // Not there, torn or of another version: it is measured again.
    return null;
  }
}

/** Keeps a figure beside the track's waveform, unless the track is gone (to the trash, say) or another one by now. */
export async function writeLoudness(
  sessionDir: string,
  track: TrackManifest,
  withheld: readonly Span[],
  of: string,
  loudness: TrackLoudness,
): Promise<void> {
  // Writing makes folders that are missing: a session in the trash must not come back as an empty one.
  if ((await measuredThing(sessionDir, track, withheld)) !== of) return;
  await writeFileAtomically(pathOf(sessionDir, track), JSON.stringify({ version: 1, of, loudness }));
}

function pathOf(sessionDir: string, track: TrackManifest): string {
  return join(sessionDir, track.peaksFile.replace(/\.peaks$/, '.loudness.json'));
}
