import { CHANNELS, FRAME_SAMPLES, SAMPLE_RATE_HZ } from '@shared/audio/constants';
import type { FrameSource, SourcePull } from './frame-source';

/** −12 dBFS: loud enough to be noticed, quiet enough for headphones. */
const AMPLITUDE = 0.251_19;

/** A sine without clicks at frame borders; starts at `positionMs`. */
export function createToneSource(frequencyHz: number, durationMs: number, positionMs: number): FrameSource {
  let at = msToSamples(positionMs);
  const end = msToSamples(durationMs);
  const step = (2 * Math.PI * frequencyHz) / SAMPLE_RATE_HZ;
  return {
    passthrough: false,
    get remainingSamples() {
      return Math.max(0, end - at);
    },
    pull(): SourcePull {
      const count = Math.min(FRAME_SAMPLES, end - at);
      if (count <= 0) return { kind: 'ended' };
      const samples = new Float32Array(count * CHANNELS);
      for (let i = 0; i < count; i += 1) {
        const value = AMPLITUDE * Math.sin(step * (at + i));
        samples[i * CHANNELS] = value;
        samples[i * CHANNELS + 1] = value;
      }
      at += count;
      return { kind: 'pcm', samples };
    },
    close: () => undefined,
  };
}

function msToSamples(ms: number): number {
  return Math.round((ms * SAMPLE_RATE_HZ) / 1_000);
}
