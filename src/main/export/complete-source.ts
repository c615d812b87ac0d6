import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '@shared/errors/app-error';
import type { ExportRequest, TrackLoudness } from '@shared/models/review';
import { parsePeaks, type TrackManifest } from '../recording';
import { measuredThing, readLoudness } from '../recording/loudness-cache';
import { measureLoudness } from '../support/loudness';
import { coresOf, writePeaks } from './import/peaks-of';
import { type ExportSource, hiddenOf } from './source';

export interface Completing {
  sessionDir: string;
  /** A folder for what is only needed on the way; made here, and removed again. */
  scratch: string;
  request: ExportRequest;
  findFfmpeg: () => Promise<string>;
  signal: AbortSignal;
}

/**
 * Adds what an export needs to know and the session does not say: waveforms that cannot be read, and the loudness of
 * tracks whose levels are to be matched. The session is left as it is. `notes` tell what could not be found out.
 */
export async function completeSource(
  source: ExportSource,
  completing: Completing,
): Promise<{ source: ExportSource; notes: string[] }> {
  const notes: string[] = [];
  const { what, speechOnly } = completing.request;
  const waveforms = new Map(source.waveforms);
  if (speechOnly || what.kind === 'talkTime') {
    for (const track of source.manifest.tracks) {
      if (waveforms.get(track.trackId) !== null) continue;
      const made = await drawn(track, completing);
      waveforms.set(track.trackId, made);
      notes.push(made ? madeAgain(track) : notKnown(track, what.kind === 'talkTime'));
    }
  }
  const loudness = new Map(source.loudness);
  const isMixed = what.kind === 'mix' || what.kind === 'clips' || what.kind === 'project';
  if (isMixed && source.annotations.levelMatching) {
    const wanted = what.kind === 'mix' ? what.trackIds : null;
    for (const track of source.manifest.tracks) {
      if (wanted && !wanted.includes(track.trackId)) continue;
      const measured = await loudnessOf(source, track, completing);
      if (measured) loudness.set(track.trackId, measured);
      else
        notes.push(`The loudness of ${track.displayName} could not be measured: the level stays as it is.`);
    }
  }
  return { source: { ...source, waveforms, loudness }, notes };
}

async function drawn(track: TrackManifest, completing: Completing): Promise<Uint8Array | null> {
  const { scratch, sessionDir, signal } = completing;
  const file = join(scratch, 'waveform.peaks');
  await mkdir(scratch, { recursive: true });
  try {
    await writePeaks(join(sessionDir, track.file), file, {
      ffmpegPath: await completing.findFfmpeg(),
      durationSamples: track.durationSamples ?? 0,
      slices: coresOf(),
      signal,
      onProgress: () => undefined,
    });
    const parsed = parsePeaks(await readFile(file));
    return typeof parsed === 'string' ? null : parsed;
  } catch (error) {
    signal.throwIfAborted();
    // FFmpeg cannot read the track: that nobody knows is said. What is wrong with the disk is not for here.
    if (error instanceof AppError && error.code === 'export/failed') return null;
    throw error;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** As the desk has measured it, else now. */
async function loudnessOf(
  source: ExportSource,
  track: TrackManifest,
  { sessionDir, signal }: Completing,
): Promise<TrackLoudness | null> {
  const withheld = hiddenOf(source, track.userId);
  const of = await measuredThing(sessionDir, track, withheld);
  const known = of === null ? null : await readLoudness(sessionDir, track, of);
  if (known) return known.loudness;
  try {
    return await measureLoudness(join(sessionDir, track.file), withheld, signal);
  } catch {
    signal.throwIfAborted();
    // The caller says so in its notes.
    return null;
  }
}

function madeAgain({ displayName }: TrackManifest): string {
  return `The waveform of ${displayName} could not be read; where ${displayName} speaks was found out from the sound.`;
}

function notKnown({ displayName }: TrackManifest, isCounted: boolean): string {
  const effect = isCounted
    ? 'the talk time is missing'
    : 'nothing is left out as silence while the track lasts';
  return `It is not known where ${displayName} speaks, as neither waveform nor sound can be read: ${effect}.`;
}
