import { open, readFile, rename, rm } from 'node:fs/promises';
import { copyTrack, type Span, silencePeaks } from '../recording';
import { toSampleSpans } from './program';

/** 20 ms: a packet may carry a coarse copy of the one before it (RFC 6716 section 2.1.7), so the next one goes, too. */
const REDUNDANCY_MS = 20;

export interface PurgedTrack {
  path: string;
  peaksPath: string;
  /** What is to be silent for good, ms. */
  spans: readonly Span[];
  tags: { title: string; artist: string; album: string; date: string };
}

/**
 * Overwrites parts of a track with silence, and of its waveform. Both are written beside the old files and take
 * their place in one step each: a crash leaves the old one or the new one. Throws when a file cannot be written.
 */
export async function purgeTrack({ path, peaksPath, spans, tags }: PurgedTrack): Promise<void> {
  await replace(path, async (draft) => {
    const silent = toSampleSpans(spans.map(([from, to]): Span => [from, to + REDUNDANCY_MS]));
    const copied = await copyTrack(path, draft, { keep: null, silent, tags });
    if (copied.kind === 'unreadable') throw new Error(`A track could not be purged: ${copied.reason}.`);
  });
  let peaks: Uint8Array;
  try {
    peaks = await readFile(peaksPath);
  } catch (error) {
    // No waveform was ever drawn: there is nothing of it to take away.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  await replace(peaksPath, async (draft) => {
    const file = await open(draft, 'w');
    try {
      await file.writeFile(silencePeaks(peaks, spans));
    } finally {
      await file.close();
    }
  });
}

async function replace(path: string, write: (draft: string) => Promise<void>): Promise<void> {
  const draft = `${path}.purged`;
  try {
    await write(draft);
    const file = await open(draft, 'r+');
    try {
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
