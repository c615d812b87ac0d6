import { CHANNELS, FRAME_MS, FRAME_SAMPLES, SAMPLE_RATE_HZ } from '@shared/audio/constants';
import type { FrameSource, SourcePull } from './frame-source';

/** −12 dBFS: loud enough to be noticed, quiet enough for headphones. */
const AMPLITUDE = 8_231;

/** A sine without clicks at frame borders; starts at `positionMs`. */
export function createToneSource(frequencyHz: number, durationMs: number, positionMs: number): FrameSource {
  let frame = Math.floor(positionMs / FRAME_MS);
  const step = (2 * Math.PI * frequencyHz) / SAMPLE_RATE_HZ;
  return {
    passthrough: false,
    pull(): SourcePull {
      if (frame * FRAME_MS >= durationMs) return { kind: 'ended' };
      const pcm = new Int16Array(FRAME_SAMPLES * CHANNELS);
      const first = frame * FRAME_SAMPLES;
      for (let i = 0; i < FRAME_SAMPLES; i += 1) {
        const value = Math.round(AMPLITUDE * Math.sin(step * (first + i)));
        pcm[i * CHANNELS] = value;
        pcm[i * CHANNELS + 1] = value;
      }
      frame += 1;
      return { kind: 'pcm', pcm };
    },
    close: () => undefined,
  };
}
