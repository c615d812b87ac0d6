import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ACTIVITY_PARTS, type RecordingActivity } from '@shared/models/recordings';
import { coloursByUser } from '@shared/models/speaker-colour';
import { z } from 'zod';
import {
  isBeside,
  type Manifest,
  silenceBins,
  soundShares,
  type TrackManifest,
  withheldSpans,
} from '../../recording';
import { writeFileAtomically } from '../../support/atomic-file';
import type { Logger } from '../../support/logger';
import { readBins } from './shelf';

const FILE = 'peaks/activity.json';
const Cached = z.object({
  version: z.literal(1),
  of: z.string(),
  lanes: z.array(z.object({ trackId: z.string(), values: z.string() })),
});

export interface Pictured {
  recordingId: string;
  sessionDir: string;
  manifest: Manifest;
  durationMs: number;
  /** Still being recorded: nothing is kept then. */
  live: boolean;
  withheld: Parameters<typeof withheldSpans>[0];
}

/** The small picture of a recording, from the file beside its waveforms or made of them and kept there. */
export async function readActivity(what: Pictured, logger: Logger): Promise<RecordingActivity> {
  const { recordingId, sessionDir, manifest, durationMs } = what;
  const isShown = ({ userId }: TrackManifest) =>
    withheldSpans(what.withheld, userId, durationMs).reduce((sum, [from, to]) => sum + to - from, 0) <
    durationMs;
  const colours = coloursByUser(manifest.tracks.map(({ userId }) => userId));
  const of = await picturedThing(what);
  const kept = what.live ? null : await readKept(sessionDir, of);
  const made = kept ?? (await make(what));
  if (!kept && !what.live) await keep(sessionDir, of, made, logger);
  const lanes = manifest.tracks.flatMap((track) => {
    const { trackId, userId, displayName } = track;
    const values = made.get(trackId);
    if (!values || !isShown(track) || isBeside(track, manifest)) return [];
    return [{ trackId, userId, displayName, colourIndex: colours.get(userId) ?? 0, values }];
  });
  return { recordingId, lanes };
}

async function make({
  sessionDir,
  manifest,
  durationMs,
  withheld,
}: Pictured): Promise<Map<string, Uint8Array<ArrayBuffer>>> {
  const made = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const track of manifest.tracks) {
    const bins = (await readBins(sessionDir, track)) ?? new Uint8Array();
    silenceBins(bins, withheldSpans(withheld, track.userId, durationMs));
    made.set(track.trackId, soundShares(bins, durationMs, ACTIVITY_PARTS));
  }
  return made;
}

/** What the picture was made of: the waveforms as they are, and what of them is silent. */
async function picturedThing({ sessionDir, manifest, durationMs, withheld }: Pictured): Promise<string> {
  const hash = createHash('sha256');
  for (const { trackId, userId, peaksFile } of manifest.tracks) {
    const hidden = withheldSpans(withheld, userId, durationMs);
    hash.update(JSON.stringify([trackId, await stampOf(join(sessionDir, peaksFile)), hidden]));
  }
  return hash
    .update(JSON.stringify([durationMs, ACTIVITY_PARTS]))
    .digest('base64url')
    .slice(0, 22);
}

async function stampOf(path: string): Promise<[size: number, mtimeMs: number] | null> {
  try {
    const { size, mtimeMs } = await stat(path);
    return [size, Math.round(mtimeMs)];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

async function readKept(
  sessionDir: string,
  of: string,
): Promise<Map<string, Uint8Array<ArrayBuffer>> | null> {
  try {
    const kept = Cached.parse(JSON.parse(await readFile(join(sessionDir, FILE), 'utf8')));
    if (kept.of !== of) return null;
    return new Map(
      kept.lanes.map(({ trackId, values }) => [trackId, new Uint8Array(Buffer.from(values, 'base64'))]),
    );
  } catch {
    // Not there, torn or of another version: it can be made again.
    return null;
  }
}

async function keep(
  sessionDir: string,
  of: string,
  made: ReadonlyMap<string, Uint8Array<ArrayBuffer>>,
  logger: Logger,
): Promise<void> {
  const lanes = [...made].map(([trackId, values]) => ({
    trackId,
    values: Buffer.from(values).toString('base64'),
  }));
  try {
    // Writing makes folders that are missing: a session in the trash must not come back as an empty one.
    await stat(join(sessionDir, 'peaks'));
    await writeFileAtomically(join(sessionDir, FILE), JSON.stringify({ version: 1, of, lanes }));
  } catch (error) {
    // A full disk, or a library that may only be read: the picture holds all the same.
    logger.warn('the small picture of a recording could not be kept', { error });
  }
}
