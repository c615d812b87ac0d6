/** Sound that was decoded once and kept: starts at once, seeks at once. */
import { CHANNELS, FRAME_VALUES, SAMPLE_RATE_HZ } from '@shared/audio/constants';
import type { FrameSource, SourcePull } from './frame-source';

/** Plays interleaved stereo at 48 kHz from `positionMs` on; `clip` is shared and never changed. */
export function createMemorySource(clip: Float32Array, positionMs: number): FrameSource {
  let at = Math.round((positionMs * SAMPLE_RATE_HZ) / 1_000) * CHANNELS;
  return {
    passthrough: false,
    get remainingSamples() {
      return Math.max(0, clip.length - at) / CHANNELS;
    },
    pull(): SourcePull {
      if (at >= clip.length) return { kind: 'ended' };
      const samples = clip.subarray(at, at + FRAME_VALUES);
      at += samples.length;
      return { kind: 'pcm', samples };
    },
    close: () => undefined,
  };
}
