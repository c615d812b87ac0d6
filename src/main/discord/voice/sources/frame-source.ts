/** Where the programme's frames come from. A source never blocks: what is not there yet is `pending`. */
import type { AppError } from '@shared/errors/app-error';

export type SourcePull =
  /** 20 ms of interleaved stereo at 48 kHz; the receiver may change it. */
  | { kind: 'pcm'; pcm: Int16Array }
  /** One 20 ms Opus packet of the file itself. */
  | { kind: 'opus'; packet: Buffer }
  | { kind: 'pending' }
  | { kind: 'ended' }
  /** The packets are not ours to pass on (length, channels): open the file through FFmpeg instead. */
  | { kind: 'unsuitable' }
  | { kind: 'failed'; error: AppError };

export interface FrameSource {
  readonly passthrough: boolean;
  pull(): SourcePull;
  close(): void;
}
