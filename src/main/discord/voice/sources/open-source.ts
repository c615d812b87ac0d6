/** Chooses how to read what shall be played. */
import type { AudioProbe } from '../../../support/ffmpeg';
import { FfmpegSource } from './ffmpeg-source';
import type { FrameSource } from './frame-source';
import { type OpusContainer, OpusFileSource } from './opus-file-source';
import { createToneSource } from './tone-source';

export type ProgrammeSource =
  | { kind: 'file'; path: string; name: string }
  | { kind: 'tone'; frequencyHz: number; durationMs: number };

/** A source with what was found out about it, ready to be opened at any position. */
export type PreparedSource =
  | { kind: 'tone'; frequencyHz: number; durationMs: number }
  | { kind: 'file'; path: string; ffmpegPath: string; durationMs: number | null; opus: OpusContainer | null };

/** The container whose Opus packets can be passed on, if any. */
export function opusContainerOf(probe: AudioProbe): OpusContainer | null {
  if (probe.codec !== 'opus') return null;
  if (probe.container === 'ogg') return 'ogg';
  return probe.container.includes('webm') ? 'webm' : null;
}

/** Opens at `positionMs`. `passthrough` only when nothing is to be changed on the way. */
export async function openSource(
  source: PreparedSource,
  positionMs: number,
  passthrough: boolean,
): Promise<FrameSource> {
  if (source.kind === 'tone') return createToneSource(source.frequencyHz, source.durationMs, positionMs);
  if (passthrough && source.opus) return OpusFileSource.open(source.path, source.opus, positionMs);
  return FfmpegSource.open(source.ffmpegPath, source.path, positionMs);
}
