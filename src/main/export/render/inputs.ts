import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '@shared/errors/app-error';
import { PRE_ROLL_SAMPLES } from '../../recording';
import { copyTrack } from '../../recording/copy-track';
import type { Span } from '../../recording/spans';
import { openTrack } from '../../recording/track-reader';
import type { PlannedAudio, PlannedTrack } from '../plan';

/** 960 = 20 ms: the grid on which most packets of a track lie. */
const PACKET_SAMPLES = 960;

export interface Rendering {
  sessionDir: string;
  /** A folder for what is only needed on the way. */
  workDir: string;
  /** Whether every page of a track is there, so that others may read its file as it is. */
  isUndamaged: (file: string) => Promise<boolean>;
  signal: AbortSignal;
}

/** Whether a track is, packet by packet, what is asked for: no decoding is needed then. */
export function canCopy(audio: PlannedAudio): boolean {
  const only = audio.tracks.length === 1 ? audio.tracks[0] : undefined;
  return audio.format === 'opus' && audio.targetLufs === null && only?.gainDb === 0;
}

/** Writes a single track's packets to `target`. The result is bit by bit the recording's where nothing had to change. */
export async function copyPackets(
  audio: PlannedAudio,
  target: string,
  rendering: Rendering,
  onProgress: (done: number) => void,
): Promise<void> {
  const track = audio.tracks[0] as PlannedTrack;
  const from = join(rendering.sessionDir, track.file);
  if (await isUntouched(audio, track, rendering)) {
    await readable(track, from);
    await copyFile(from, target);
    return;
  }
  // Outward to the packets' grid, so that the first one is not lost.
  const keep = audio.keep.map(([start, end], index): Span => {
    return [index === 0 ? start - (start % PACKET_SAMPLES) : start, end];
  });
  await edit(audio, track, target, keep, rendering, onProgress);
}

export interface FfmpegInput {
  path: string;
  gainDb: number;
}

/**
 * The tracks as files that FFmpeg reads from their beginning: those of the session where nothing is to be changed,
 * else written anew with what is withheld silenced, so that FFmpeg never sees it. `skipSamples` is what is to be left
 * out of each: a decoder needs a little before the part that is wanted.
 */
export async function prepareInputs(
  audio: PlannedAudio,
  rendering: Rendering,
): Promise<{ inputs: FfmpegInput[]; skipSamples: number }> {
  const first = audio.keep[0] as Span;
  const start = Math.max(0, first[0] - PRE_ROLL_SAMPLES);
  const from = audio.keep.length === 1 ? start - (start % PACKET_SAMPLES) : first[0];
  const keep = audio.keep.map(([at, end], index): Span => [index === 0 ? from : at, end]);
  const inputs: FfmpegInput[] = [];
  for (const [index, track] of audio.tracks.entries()) {
    const path = join(rendering.sessionDir, track.file);
    if (await isUntouched(audio, track, rendering)) {
      await readable(track, path);
      inputs.push({ path, gainDb: track.gainDb });
      continue;
    }
    const edited = join(rendering.workDir, `input-${index}.opus`);
    await edit(audio, track, edited, keep, rendering);
    inputs.push({ path: edited, gainDb: track.gainDb });
  }
  return { inputs, skipSamples: first[0] - from };
}

async function isUntouched(audio: PlannedAudio, track: PlannedTrack, rendering: Rendering): Promise<boolean> {
  // Reading a file through comes last: it is what takes time.
  return audio.isWhole && track.silent.length === 0 && (await rendering.isUndamaged(track.file));
}

async function edit(
  audio: PlannedAudio,
  track: PlannedTrack,
  target: string,
  keep: Span[],
  rendering: Rendering,
  onProgress?: (done: number) => void,
): Promise<void> {
  const copied = await copyTrack(join(rendering.sessionDir, track.file), target, {
    keep,
    silent: track.silent,
    tags: { title: audio.title, artist: track.displayName, album: '', date: '' },
    signal: rendering.signal,
    ...(onProgress ? { onProgress } : {}),
  });
  if (copied.kind === 'unreadable') throw unreadable(track, copied.reason);
}

async function readable(track: PlannedTrack, path: string): Promise<void> {
  const opened = await openTrack(path);
  if (opened.kind === 'unreadable') throw unreadable(track, opened.reason);
  await opened.track.close();
}

function unreadable(track: PlannedTrack, reason: string): AppError {
  return new AppError('export/failed', `The track of ${track.displayName} cannot be read: ${reason}.`);
}
