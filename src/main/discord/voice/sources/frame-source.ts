/** Where sound comes from. A source never blocks: what is not there yet is `pending`. */
import type { AppError } from '@shared/errors/app-error';

export type SourcePull =
  /** At most 20 ms of interleaved stereo at 48 kHz, −1..1; a shorter one is the last. Valid until the next `pull`. */
  | { kind: 'pcm'; samples: Float32Array }
  /** One 20 ms Opus packet of the file itself. */
  | { kind: 'opus'; packet: Buffer }
  | { kind: 'pending' }
  | { kind: 'ended' }
  /** The packets are not ours to pass on (length, channels): open the file through FFmpeg instead. */
  | { kind: 'unsuitable' }
  | { kind: 'failed'; error: AppError };

export interface FrameSource {
  /** It gives the file's own Opus packets. */
  readonly passthrough: boolean;
  /** Samples of one channel that are still to come; null until the end of the file has been read. */
  readonly remainingSamples: number | null;
  pull(): SourcePull;
  close(): void;
}
