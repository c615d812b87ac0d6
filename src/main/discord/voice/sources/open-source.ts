/** Finds out what a file is and opens it the best way: from memory, as its own packets, or through FFmpeg. */
import { CHANNELS, SAMPLE_RATE_HZ } from '@shared/audio/constants';
import { type AudioProbe, findFfmpeg, probeAudio } from '../../../support/ffmpeg';
import { FfmpegSource } from './ffmpeg-source';
import { fileStamp, RecentMap } from './file-stamp';
import type { FrameSource } from './frame-source';
import { createMemorySource } from './memory-source';
import { type OpusContainer, OpusFileSource } from './opus-file-source';
import { createToneSource } from './tone-source';

export type SourceInput =
  | { kind: 'file'; path: string; name: string }
  | { kind: 'tone'; frequencyHz: number; durationMs: number };

/** A source with what was found out about it, ready to be opened at any position. */
export type PreparedSource = { kind: 'tone'; frequencyHz: number; durationMs: number } | PreparedFile;

export interface PreparedFile {
  kind: 'file';
  path: string;
  /** Which file it was when it was looked at. */
  stamp: string;
  ffmpegPath: string;
  durationMs: number | null;
  /** The file says its length itself; otherwise FFmpeg guessed from the bit rate. */
  durationStated: boolean;
  mono: boolean;
  opus: OpusContainer | null;
}

/** `packets`: the file's own where it has some; `clip`: from memory where it is short. */
export type OpenManner = 'packets' | 'stream' | 'clip';

/** Longest clip that is kept decoded, and what all of them may take. */
const MAX_CLIP_MS = 20_000;
export const MAX_CLIPS_BYTES = 96 * 1_024 * 1_024;
/** A file that says it is short and is not is not kept. */
const MAX_CLIP_VALUES = ((MAX_CLIP_MS + 1_000) / 1_000) * SAMPLE_RATE_HZ * CHANNELS;
/** RFC 7845 section 4.6: a decoder needs 80 ms to find its feet. */
export const PRE_ROLL_PACKETS = 4;
const FILES_REMEMBERED = 500;
const COLLECT_POLL_MS = 5;
const COLLECT_TIMEOUT_MS = 10_000;

const probes = new RecentMap<AudioProbe>(FILES_REMEMBERED);
const clips = new RecentMap<Float32Array>(MAX_CLIPS_BYTES);

/** Looks into the file, or remembers it. Throws AppError `media/…`. */
export async function prepareSource(source: SourceInput): Promise<PreparedSource> {
  if (source.kind === 'tone') return source;
  const { path } = source;
  const ffmpegPath = await findFfmpeg();
  const stamp = await fileStamp(path);
  const probe = probes.get(stamp) ?? (await probeAudio(ffmpegPath, path));
  probes.set(stamp, probe);
  const { durationMs, durationStated, mono } = probe;
  const opus = opusContainerOf(probe);
  return { kind: 'file', path, stamp, ffmpegPath, durationMs, durationStated, mono, opus };
}

/** The container whose Opus packets can be passed on, if any. */
export function opusContainerOf(probe: AudioProbe): OpusContainer | null {
  if (probe.codec !== 'opus') return null;
  if (probe.container === 'ogg') return 'ogg';
  return probe.container.includes('webm') ? 'webm' : null;
}

/** Opens at `positionMs`. Waits for the first samples; whoever pulls never waits. */
export async function openSource(
  source: PreparedSource,
  positionMs: number,
  manner: OpenManner,
): Promise<FrameSource> {
  if (source.kind === 'tone') return createToneSource(source.frequencyHz, source.durationMs, positionMs);
  if (manner === 'packets' && source.opus) {
    return OpusFileSource.open(source.path, source.opus, positionMs, PRE_ROLL_PACKETS);
  }
  if (manner === 'clip' && source.durationMs !== null && source.durationMs <= MAX_CLIP_MS) {
    const clip = clips.get(source.stamp) ?? (await collectClip(source));
    if (clip) return createMemorySource(clip, positionMs);
  }
  return FfmpegSource.open(source.ffmpegPath, source.path, positionMs, source.mono);
}

/**
 * Looks into a clip and keeps it decoded, so that it starts at once when it is first asked for; a long file is only
 * looked into. Answers how much it takes, bytes. Throws AppError `media/…`.
 */
export async function keepClip(source: SourceInput): Promise<number> {
  const prepared = await prepareSource(source);
  if (prepared.kind === 'tone' || prepared.durationMs === null || prepared.durationMs > MAX_CLIP_MS) return 0;
  const clip = clips.get(prepared.stamp) ?? (await collectClip(prepared));
  return clip?.byteLength ?? 0;
}

/** The whole file decoded, kept for the next time; null when it is not short after all, or has failed. */
async function collectClip(file: PreparedFile): Promise<Float32Array | null> {
  const source = await FfmpegSource.open(file.ffmpegPath, file.path, 0, file.mono);
  const parts: Float32Array[] = [];
  let values = 0;
  const deadlineMs = performance.now() + COLLECT_TIMEOUT_MS;
  try {
    for (;;) {
      const pull = source.pull();
      if (pull.kind === 'pcm') {
        parts.push(pull.samples.slice());
        values += pull.samples.length;
        if (values > MAX_CLIP_VALUES) return null;
      } else if (pull.kind === 'pending' && performance.now() < deadlineMs) {
        await new Promise((resolve) => setTimeout(resolve, COLLECT_POLL_MS));
      } else if (pull.kind === 'ended') break;
      else return null;
    }
  } finally {
    source.close();
  }
  const clip = new Float32Array(values);
  let at = 0;
  for (const part of parts) {
    clip.set(part, at);
    at += part.length;
  }
  clips.set(file.stamp, clip, clip.byteLength);
  return clip;
}
