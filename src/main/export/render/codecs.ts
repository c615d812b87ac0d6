import type { ExportFormat } from '@shared/models/review';

/** FFmpeg's options for each format, container included: the file's name says nothing while it is being written. */
const CODECS: Readonly<Record<ExportFormat, readonly string[]>> = {
  flac: ['-c:a', 'flac', '-sample_fmt', 's16', '-f', 'flac'],
  // RF64 for what a WAV cannot count: more than 4 GiB, six hours.
  wav: ['-c:a', 'pcm_s16le', '-rf64', 'auto', '-f', 'wav'],
  opus: ['-c:a', 'libopus', '-b:a', '128k', '-vbr', 'on', '-f', 'ogg'],
  mp3: ['-c:a', 'libmp3lame', '-b:a', '192k', '-f', 'mp3'],
  m4a: ['-c:a', 'aac', '-b:a', '192k', '-movflags', '+faststart', '-f', 'ipod'],
};

export function codecArgs(format: ExportFormat): readonly string[] {
  return CODECS[format];
}

/** How far a file's decoded length may be from what was planned, ms: coders work in blocks and pad the last one. */
export const LENGTH_TOLERANCE_MS: Readonly<Record<ExportFormat, number>> = {
  flac: 1,
  wav: 1,
  opus: 30,
  mp3: 80,
  m4a: 80,
};
