import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { AppError } from '@shared/errors/app-error';
import type { ExportFormat } from '@shared/models/review';
import { LENGTH_TOLERANCE_MS } from './codecs';
import { runFfmpeg } from './ffmpeg-run';

/** Decodes a file from end to end and compares its length with what was planned. Answers the length, ms. */
export async function verifyAudio(
  path: string,
  expected: { format: ExportFormat; durationMs: number },
  options: { ffmpegPath: string; signal: AbortSignal; onProgress: (doneMs: number) => void },
): Promise<number> {
  let durationMs = 0;
  await runFfmpeg({
    ...options,
    args: ['-v', 'error', '-xerror', '-i', `file:${path}`, '-map', '0:a:0', '-f', 'null', '-'],
    onProgress: (doneMs) => {
      durationMs = doneMs;
      options.onProgress(doneMs);
    },
  });
  const offMs = Math.abs(durationMs - expected.durationMs);
  if (offMs > LENGTH_TOLERANCE_MS[expected.format]) {
    const seconds = (ms: number) => (ms / 1_000).toFixed(3);
    throw new AppError(
      'export/failed',
      `What was written plays ${seconds(durationMs)} s instead of ${seconds(expected.durationMs)} s.`,
    );
  }
  return durationMs;
}

/** Size and SHA-256 of what is on the disk. */
export async function digestFile(
  path: string,
  signal: AbortSignal,
): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20, signal })) {
    hash.update(chunk as Buffer);
  }
  return { bytes: (await stat(path)).size, sha256: hash.digest('hex') };
}
