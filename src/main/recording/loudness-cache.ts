import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { SpeechSpan, TrackLoudness } from '@shared/models/review';
import { z } from 'zod';
import { writeFileAtomically } from '../support/atomic-file';
import type { TrackManifest } from './manifest';
import type { Span } from './spans';

const Cached = z.object({
  version: z.literal(1),
  of: z.string(),
  loudness: TrackLoudness,
  /** What of the file cannot be read, ms; left out by versions that did not look. */
  damaged: z.array(SpeechSpan).optional(),
});

/** What is known of a track that was read from end to end. */
export interface ReadThrough {
  /** Null: it could not be measured. */
  loudness: TrackLoudness | null;
  /** What cannot be read, ms; null: nobody has looked. */
  damaged: Span[] | null;
}

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

/** What was found out before, of this very thing; null when there is nothing. */
export async function readLoudness(
  sessionDir: string,
  track: TrackManifest,
  of: string,
): Promise<(ReadThrough & { loudness: TrackLoudness }) | null> {
  try {
    const cached = Cached.parse(JSON.parse(await readFile(pathOf(sessionDir, track), 'utf8')));
    if (cached.of !== of) return null;
    return { loudness: cached.loudness, damaged: cached.damaged ?? null };
  } catch {
    // Not there, torn or of another version: it is measured again.
    return null;
  }
}

/** Keeps what was found out beside the track's waveform, unless the track is gone (to the trash, say) or another one by now. */
export async function writeLoudness(
  sessionDir: string,
  track: TrackManifest,
  withheld: readonly Span[],
  of: string,
  { loudness, damaged }: ReadThrough,
): Promise<void> {
  // What could not be measured is tried again another time.
  if (!loudness) return;
  // Writing makes folders that are missing: a session in the trash must not come back as an empty one.
  if ((await measuredThing(sessionDir, track, withheld)) !== of) return;
  await writeFileAtomically(
    pathOf(sessionDir, track),
    JSON.stringify({ version: 1, of, loudness, ...(damaged ? { damaged } : {}) }),
  );
}

function pathOf(sessionDir: string, track: TrackManifest): string {
  return join(sessionDir, track.peaksFile.replace(/\.peaks$/, '.loudness.json'));
}
